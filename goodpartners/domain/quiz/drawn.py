"""What a form was drawn with: the numbers that tell whether somebody has written to its item since."""

from __future__ import annotations

import re
from dataclasses import dataclass

WRITTEN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9}))?", re.ASCII)


@dataclass(frozen=True)
class Drawn:
    """The number of an item's answer and how often its draft was written; 0 where there is none."""

    answer: int = 0
    draft: int = 0

    def __str__(self) -> str:
        return f"{self.answer}.{self.draft}" if self.draft else str(self.answer)

    @classmethod
    def read(cls, text: str) -> Drawn:
        """The numbers as a form sends them: '5', or '5.2' with a draft. What no page of ours carried counts as none."""
        found = WRITTEN.fullmatch(text)
        return cls(int(found[1]), int(found[2] or 0)) if found else cls()
