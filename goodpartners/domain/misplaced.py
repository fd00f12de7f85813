"""A fault between entries of a file, with its place."""

from __future__ import annotations


class Misplaced(ValueError):
    """What is wrong in plain words; `loc` leads from the top of the file to the entry to mend."""

    def __init__(self, message: str, *loc: str | int) -> None:
        super().__init__(message)
        self.loc = loc
