"""What a room says first of a round, whatever was asked: the finding, what is seen alike, where to begin to talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from goodpartners.domain.partnership.gaps import findings as gap_findings
from goodpartners.domain.partnership.questionnaire import Questionnaire, QuestionnaireKind
from goodpartners.domain.partnership.readiness import patterns
from goodpartners.domain.partnership.readiness.quiz import PairPicture
from goodpartners.domain.partnership.results import Names, Result, listed
from goodpartners.domain.partnership.snapshots import Snapshot


@dataclass(frozen=True)
class Opening:
    """The first words of a room, and what its workshop pack begins with."""

    headline: tuple[str, ...]
    alike: tuple[str, ...]
    """Dimensions on which the two are close."""
    strength: str | None
    """The dimension to begin with, warmly."""
    furthest: Result | None
    """Up to three rows that lie furthest apart, the furthest first; None where none does."""

    @property
    def alike_words(self) -> str:
        """The dimensions in a row."""
        return listed(self.alike)


def opening(questionnaire: Questionnaire, snapshot: Snapshot, names: Names, results: Sequence[Result]) -> Opening:
    """What to say first of a snapshot and of the results made of it."""
    if questionnaire.kind is QuestionnaireKind.GAPS:
        return _of_gaps(results)
    return _of_readiness(questionnaire, snapshot, names, results)


def _of_gaps(results: Sequence[Result]) -> Opening:
    picture = gap_findings.furthest_apart(results)
    whole = next((result for result in results if result.id == "gap-1"), None)
    return Opening(
        gap_findings.headline(results),
        gap_findings.seen_alike(results),
        gap_findings.shared_strength(results),
        replace(whole, id="furthest", picture=picture) if whole and picture else None,
    )


def _of_readiness(questionnaire: Questionnaire, snapshot: Snapshot, names: Names, results: Sequence[Result]) -> Opening:
    found = patterns.pairs(questionnaire, snapshot)
    order = [apart.title for apart in patterns.furthest_apart(found)]
    whole = next((result for result in results if isinstance(result.picture, PairPicture)), None)
    alike, strong = patterns.alike(found), patterns.strengths(found)
    best = next(iter(strong or alike), None)
    furthest = None
    if whole and isinstance(whole.picture, PairPicture) and order:
        rows = {row.title: row for row in whole.picture.rows}
        picture = replace(whole.picture, rows=tuple(rows[title] for title in order))
        furthest = replace(whole, id="furthest", picture=picture)
    return Opening(
        (patterns.headline(found, names),), tuple(pair.title for pair in alike), best.title if best else None, furthest
    )
