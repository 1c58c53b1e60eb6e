"""Helpers of whoever works on the program; nothing here is part of it."""
