"""Five embedded machines with played Timekpr, so that everything can be tried without a single real computer."""
