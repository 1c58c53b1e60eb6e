"""The page of a child: its tabs, and the draft of rules that three of them edit. Start at ``ui/pages/child.py``."""

from pathlib import Path

CHILD_STYLE = Path(__file__).parent.with_name("child.css")
