"""One module per place of the bottom bar: each draws itself into the shell's frame."""
