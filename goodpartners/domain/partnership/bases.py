"""What a release rested on, as it is kept until the round closes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from goodpartners.domain.partnership.disclosure import Score
from goodpartners.domain.partnership.figures import Basis
from goodpartners.domain.partnership.snapshots import Key
from goodpartners.domain.people import Side


def to_json(basis: Basis) -> dict[str, Any]:
    """A basis as it is kept."""
    return {
        "sheets": {side: dict(digests) for side, digests in basis.sheets.items()},
        "sets": [
            [*key, {k: [s.value.numerator, s.value.denominator, s.answered] for k, s in scores.items()}]
            for key, scores in basis.sets.items()
        ],
    }


def from_json(kept: Mapping[str, Any]) -> Basis:
    """A basis that was kept."""
    return Basis(
        {Side(side): digests for side, digests in kept["sheets"].items()},
        {
            Key(Side(side), measure, dimension, statement): {
                k: Score(Fraction(numerator, denominator), answered)
                for k, (numerator, denominator, answered) in scores.items()
            }
            for side, measure, dimension, statement, scores in kept["sets"]
        },
    )
