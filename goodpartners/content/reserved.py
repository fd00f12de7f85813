"""Words that are no ids, because the address of another page has them in the place of an id."""

from __future__ import annotations

# /courses/<course>/why and /courses/<course>/reflection stand where a module's id would, and so on.
# tests/house/test_reserved_words.py compares this with the addresses of the application.
RESERVED = {
    "module": ("reflection", "why"),
    "section": ("whole", "why"),
}
