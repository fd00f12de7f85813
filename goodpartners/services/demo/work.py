"""How far each of the invented people has come on the day of the first run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

A1, A2, A3, A4, A5, A6, A7 = A = tuple(
    f"good-customer/{module}"
    for module in (
        "you-are-the-customer",
        "treat-listen-repair",
        "fair-asks",
        "costs-you-cause",
        "customer-of-choice",
        "know-your-market",
        "plan-and-intervene",
    )
)
B1, B2, B3, B4, B5, B6, B7 = B = tuple(
    f"good-supplier/{module}"
    for module in (
        "strategic-partner",
        "who-is-the-customer",
        "right-news",
        "close-the-gaps",
        "measure-the-gap",
        "market-partner",
        "early-honesty",
    )
)
C1, C2, C3, C4 = C = tuple(
    f"working-together/{module}"
    for module in ("four-assumptions", "four-principles", "paired-checklist", "roles-and-purpose")
)
ALL = 99


class Paper(Enum):
    """How a try at a knowledge check went."""

    PASSED = "passed"
    FAILED = "failed"
    BEGUN = "begun"


@dataclass(frozen=True)
class Work:
    """What somebody did in a module, some days before the first run: sections in order, then tries at its check.

    `papers` are (how it went, days before the first run), the oldest first.
    """

    module: str
    ago: int
    sections: int = ALL
    papers: tuple[tuple[Paper, int], ...] = ()


def whole(module: str, ago: int) -> Work:
    """A module with its check passed the same day."""
    return Work(module, ago, papers=((Paper.PASSED, ago),))


def steadily(modules: Sequence[str], since: int, until: int) -> tuple[Work, ...]:
    """Modules one after the other, each with its check passed, from `since` to `until` days before the first run."""
    span = max(len(modules) - 1, 1)
    return tuple(whole(module, since - (since - until) * n // span) for n, module in enumerate(modules))


WORK: dict[str, tuple[Work, ...]] = {
    "Amara Osei": (
        whole(B1, 12),
        Work(B2, 5, 4),
    ),
    "Rowan Ashby": (
        whole(A1, 27),
        Work(A2, 24, papers=((Paper.FAILED, 24), (Paper.PASSED, 23))),
        *steadily(A[2:], 20, 8),
        Work(C2, 6, 0, ((Paper.BEGUN, 6),)),
    ),
    "Ileana Dragan": (
        *steadily(B[:6], 30, 9),
        *steadily(C[:2], 6, 4),
    ),
    "Bethan Prosser": (
        *steadily(A[:4], 24, 8),
        Work(A5, 3, 4),
    ),
    "Tunde Bakare": (
        *steadily(A[:6], 30, 12),
        Work(C1, 2, 3),
    ),
    "Callum Strand": (
        *steadily(B[:3], 20, 11),
        Work(B4, 4, 2),
    ),
    "Jocelyn Hartley": (
        *steadily(B[:4], 26, 8),
        Work(B5, 2, 5),
    ),
    "Marguerite Hale": (
        *steadily(A[:3], 22, 10),
        Work(A4, 6, 2),
    ),
    "Dev Ramanathan": (
        *steadily(A[:2], 18, 9),
        Work(A3, 3, 3),
    ),
    "Owen Trelaw": (
        *steadily(B[:2], 24, 19),
        Work(B3, 13, 1),
    ),
    "Priya Sandhu": (
        whole(B1, 20),
        Work(B2, 15, 5),
    ),
    "Leon Abara": (
        *steadily(B[:4], 28, 12),
        Work(C1, 3, 2),
    ),
    "Saskia Dunmore": (Work(B1, 4, 2),),
    "Hester Quayle": (
        *steadily(A, 30, 16),
        *steadily(C[:3], 12, 7),
    ),
    "Ibrahim Sesay": (
        *steadily(A, 28, 12),
        Work(C1, 5, 1),
    ),
    "Nia Pugh": (
        *steadily(A[:5], 26, 8),
        Work(A6, 5),
    ),
    "Gethin Rowe": (
        whole(B1, 13),
        Work(B2, 6, 3),
    ),
    "Lucja Wrona": (whole(B1, 4),),
    "Alasdair Munn": (
        *steadily(A[:3], 24, 9),
        Work(A4, 4, 4),
    ),
    "Yewande Cole": (*steadily(A[:5], 26, 7),),
    "Piers Lockhart": (*steadily(A[:2], 14, 6),),
    "Tamsin Okoro": (
        whole(B1, 22),
        Work(B2, 18, papers=tuple((Paper.FAILED, ago) for ago in (16, 12, 8, 5))),
        Work(B3, 3, 3),
    ),
    "Rhys Calder": (*steadily(B[:5], 27, 6),),
    "Odette Farrow": (
        *steadily(B[:3], 22, 10),
        Work(B4, 5, 3),
    ),
    "Kester Lowe": (*steadily(B[:5], 29, 9),),
    "Fenella Ruddock": (
        whole(A1, 8),
        Work(A2, 2, 1),
    ),
    "Amir Haddad": (Work(A1, 6, 3),),
}
