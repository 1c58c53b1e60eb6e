"""The page of a child: its tabs, and the draft of rules that three of them edit. Start at ``ui/pages/child.py``."""
