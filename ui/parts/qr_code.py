"""A QR code, as a picture that is part of the page."""

from __future__ import annotations

import segno

from ui.theme import box


def qr_code(content: str, label: str) -> None:
    """A QR code, dark on light in either theme: some phones read no other."""
    svg = segno.make(content, micro=False).svg_data_uri(scale=5, border=3, dark="#20242a", light="#fff")
    image = box("qr", "img").mark("qr")
    image.props["src"], image.props["alt"] = svg, label
