"""How long property tests run: a few examples with every run of the suite, many with HYPOTHESIS_PROFILE=deep."""

from __future__ import annotations

import os

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"


def examples(few: int, many: int) -> int:
    """How many examples to try."""
    return many if DEEP else few
