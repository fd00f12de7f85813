"""Email addresses: how they are compared, and what is wrong with a typed one."""

from __future__ import annotations

import re

from goodpartners.domain.errors import FieldProblem

LONGEST = 254
SHAPE = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")


def folded(typed: str) -> str:
    """The form in which an address is stored and looked up: no spaces around it, no capitals."""
    return typed.strip().lower()


def faults(typed: str, field: str = "email") -> list[FieldProblem]:
    """What is wrong with a typed address; empty when mail could be sent there."""
    if not typed.strip():
        return [FieldProblem(field, "Enter an email address.")]
    if len(typed.strip()) > LONGEST or not SHAPE.fullmatch(typed.strip()):
        return [FieldProblem(field, "Enter an email address in full, such as name@example.org.")]
    return []
