"""What the program costs on this machine, beside what the same work costs without it: ``python -m bench --help``."""
