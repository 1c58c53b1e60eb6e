"""The parts of which the history pages are made: a day, some days, a year, and how it is split and compared."""
