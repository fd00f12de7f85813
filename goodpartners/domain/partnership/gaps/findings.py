"""The few things to say first about a gap survey: the room's headline, what is seen alike, what lies furthest apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from goodpartners.domain.partnership.gaps.pictures import Dumbbells, Line, Slope
from goodpartners.domain.partnership.results import Certainty, Distance, Result

THREE = 3


def _dumbbells(results: Sequence[Result], id_: str) -> Dumbbells | None:
    found = next((result.picture for result in results if result.id == id_), None)
    return found if isinstance(found, Dumbbells) else None


def _lines(results: Sequence[Result], id_: str) -> tuple[Line, ...]:
    picture = _dumbbells(results, id_)
    return tuple(line for line in picture.lines if line.gap.size is not None) if picture else ()


def seen_alike(results: Sequence[Result]) -> tuple[str, ...]:
    """The dimensions on which one side knows what the other expects."""
    return tuple(line.name for line in _lines(results, "gap-1") if line.gap.distance is Distance.CLOSE)


def furthest_apart(results: Sequence[Result]) -> Dumbbells | None:
    """The picture of what is expected with its three rows that lie furthest apart, the furthest first.

    Rows that are close are left out; None when there is none.
    """
    apart = [line for line in _lines(results, "gap-1") if line.gap.distance is not Distance.CLOSE]
    apart.sort(key=lambda line: -abs(round(line.gap.size or 0, 2)))
    picture = _dumbbells(results, "gap-1")
    return replace(picture, lines=tuple(apart[:THREE])) if picture and apart else None


def shared_strength(results: Sequence[Result]) -> str | None:
    """The dimension with the best that was received among those where promise and belief are close too."""
    alike = set(seen_alike(results))
    kept = [line for line in _lines(results, "promise-delivery") if not _short(line)]
    best = [line for line in kept if line.name in alike] or kept
    if best:
        return max(best, key=lambda line: line.gap.second.mean or 0).name
    return next(iter(seen_alike(results)), None)


def _short(line: Line) -> bool:
    return line.gap.distance is not Distance.CLOSE and (line.gap.size or 0) < 0


def headline(results: Sequence[Result]) -> tuple[str, ...]:
    """One or two sentences for the top of the room, as honest as the numbers are."""
    lines = _lines(results, "gap-1")
    if not lines:
        return ("Not much can be shown this time.", "The questions are still yours to talk about.")
    apart = [line for line in lines if line.gap.distance is not Distance.CLOSE]
    slope = next((result.picture for result in results if isinstance(result.picture, Slope)), None)
    if slope and not _same_first(slope):
        return ("You want the same good homes.", "You put different things first.")
    if not apart:
        kept = [line for line in _lines(results, "promise-delivery") if line.gap.distance is not Distance.CLOSE]
        if kept:
            return ("You know what is expected of each other.", "What was promised is the thing to talk about.")
        return ("You see most things alike.", "Use the time to say why it works.")
    if any(line.gap.stands_out for line in apart):
        return ("You agree on much.", "A few things look different from the other side.")
    if any(line.gap.certainty is Certainty.EARLY for line in apart):
        return ("Early signs only.", "Some things may look different from the other side.")
    return ("You may be closer than it looks.", "Some things could be chance: ask.")


def _same_first(slope: Slope) -> bool:
    firsts = [{each.name for each in column if each.rank == 1} for column in (slope.left, slope.right)]
    return bool(firsts[0] & firsts[1])
