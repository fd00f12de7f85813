"""Proof of save: a short signed code that says which answer was taken when, verifiable without a row.

A code is 24 bytes in Crockford's base 32, in groups: the form of the code (1 byte), attempt (4), place of the item on
its paper (1), seconds since 2020 (4), the first bytes of the SHA-256 of the answer (6), and of an HMAC-SHA-256 over all
that (8). It holds no name and no word of the answer.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from goodpartners.domain.errors import NotFound
from goodpartners.domain.quiz import responses
from goodpartners.domain.quiz.responses import Response

FORM = 1
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
GROUP = 5
DIGEST, SIGNATURE, LENGTH = 6, 8, 24
LETTERS = -(-LENGTH * 8 // 5)


@dataclass(frozen=True)
class Receipt:
    """What a code says: an answer with this digest was taken for the item at that place of the paper, at that time."""

    attempt: int
    number: int
    at: datetime
    digest: bytes

    def proves(self, response: Response | None) -> bool:
        """Whether this is the answer that the receipt was given for."""
        return hmac.compare_digest(self.digest, digest(response))


def digest(response: Response | None) -> bytes:
    """A short fingerprint of an answer; of an answer that was taken back, too."""
    said = json.dumps(responses.to_json(response) if response else None, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).digest()[:DIGEST]


def issue(attempt: int, number: int, response: Response | None, *, at: datetime, key: bytes) -> str:
    """The code for an answer that has just been taken; `number` is the item's place on the paper, from 1."""
    seconds = int((at - SINCE).total_seconds())
    said = bytes([FORM]) + attempt.to_bytes(4, "big") + bytes([number]) + seconds.to_bytes(4, "big") + digest(response)
    letters = _to_letters(said + _signature(said, key))
    return "-".join(letters[n : n + GROUP] for n in range(0, len(letters), GROUP))


def read(code: str, *, key: bytes) -> Receipt:
    """What a code says. Raises NotFound for a code that we did not give, or that was copied wrongly."""
    letters = "".join(c for c in code.upper() if c.isalnum()).translate(MISREAD)
    data = _from_letters(letters)
    said, signature = data[:-SIGNATURE], data[-SIGNATURE:]
    if not said or said[0] != FORM or not hmac.compare_digest(signature, _signature(said, key)):
        raise NotFound("This is no receipt of ours. Copy the whole code, with all its groups.")
    at = SINCE + timedelta(seconds=int.from_bytes(said[6:10], "big"))
    return Receipt(int.from_bytes(said[1:5], "big"), said[5], at, said[10:])


def key_of(secret: str) -> bytes:
    """The key for receipts, from the server's secret: whoever learns one key does not learn the other."""
    return hmac.digest(secret.encode(), b"goodpartners receipt", "sha256")


def _signature(said: bytes, key: bytes) -> bytes:
    return hmac.digest(key, said, "sha256")[:SIGNATURE]


def _to_letters(data: bytes) -> str:
    number = int.from_bytes(data, "big") << (LETTERS * 5 - LENGTH * 8)
    return "".join(ALPHABET[(number >> 5 * n) & 31] for n in reversed(range(LETTERS)))


def _from_letters(letters: str) -> bytes:
    if len(letters) != LETTERS or set(letters) - set(ALPHABET):
        return b""
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    spare = LETTERS * 5 - LENGTH * 8
    return b"" if number & ((1 << spare) - 1) else (number >> spare).to_bytes(LENGTH, "big")
