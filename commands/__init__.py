"""The command line: one module per group of commands, all of them thin. What they do is in ``services``."""
