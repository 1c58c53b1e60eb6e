"""What pages are made of: a ring, a badge, a card. Each is drawn from values that it is given."""
