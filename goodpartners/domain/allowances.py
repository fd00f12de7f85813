"""Allowances: what one person may have beyond the rule. Pages call them exceptions, the word that people use."""

from __future__ import annotations

from enum import StrEnum


class AllowanceKind(StrEnum):
    """What is allowed."""

    EXTRA_TIME = "extra time"
    ANOTHER_TRY = "another try"
    LATER_DATE = "later date"
