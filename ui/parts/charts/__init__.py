"""Charts of a history: each is one element, drawn by the browser from numbers and finished texts.

A day or an hour has a sentence of its own, which a screen reader hears in place of what is drawn.
"""
