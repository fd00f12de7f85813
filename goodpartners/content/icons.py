"""The icons of call-outs: drawn on a 24-unit square, in the colour of the text."""

from __future__ import annotations

_OPEN = '<svg width="28" height="28" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
_LINE = 'fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"'


def _icon(*paths: str) -> str:
    return _OPEN + "".join(f'<path d="{path}" {_LINE}/>' for path in paths) + "</svg>"


ICONS = {
    "note": _icon("M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z", "M12 11v6M12 7v.4"),
    "warning": _icon("M12 2 3.5 5v6.5c0 5 3.5 8.6 8.5 10.5 5-1.9 8.5-5.5 8.5-10.5V5z", "M12 8v4.5M12 16v.3"),
    "law": _icon("M12 3v18M7.5 21h9M4 6.5h16", "M5.5 6.5l-3 7c1 1.6 5 1.6 6 0zM18.5 6.5l-3 7c1 1.6 5 1.6 6 0z"),
    "practice": _icon("M9 18h6M10 21.5h4", "M8.5 15c-2-1.5-3-3.4-3-5.8a6.5 6.5 0 0 1 13 0c0 2.4-1 4.3-3 5.8z"),
}
