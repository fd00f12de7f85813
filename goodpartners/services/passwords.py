"""Passwords: hashed with argon2id, never inside a write transaction because it takes a tenth of a second."""

from __future__ import annotations

from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from goodpartners.domain.errors import FieldProblem

SHORTEST, LONGEST = 10, 200
COMMON = ("password", "letmein", "welcome", "qwerty", "goodpartners", "123456")


class Passwords:
    """Hash and verify with one set of parameters (OWASP's m=19 MiB, t=2, p=1)."""

    def __init__(self, *, memory_kib: int) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The hash to store."""
        return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether a password fits; takes as long when there is no such person."""
        nobody = self._nobody
        try:
            self._hasher.verify(stored or nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def ages(self, stored: str) -> bool:
        """Whether a hash was made with other parameters and should be renewed."""
        return self._hasher.check_needs_rehash(stored)


def faults(password: str, *, about: str = "") -> list[FieldProblem]:
    """What is wrong with a new password, as sentences; length matters, mixtures of signs do not."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        return [FieldProblem("password", f"Use at least {SHORTEST} characters. Three words make a good password.")]
    if len(password) > LONGEST:
        return [FieldProblem("password", f"Use at most {LONGEST} characters.")]
    if len(set(folded)) < 4 or any(folded.startswith(word) and len(folded) < len(word) + 5 for word in COMMON):
        return [FieldProblem("password", "This password is easy to guess. Use three words that only you put together.")]
    if about and folded in (about.casefold(), about.casefold().split("@")[0]):
        return [FieldProblem("password", "Do not use your email address as the password.")]
    return []
