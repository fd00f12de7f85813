"""What a trainer's pages find, in sentences: the same words on the page, on paper and in a file.

A finding says what to look at, never who is to blame, and never compares one pair with another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from goodpartners.domain.board import FlagKind, PairStanding, SideStanding
from goodpartners.domain.cohorts import JointDate
from goodpartners.domain.counts import counted, in_words
from goodpartners.domain.course import Course
from goodpartners.domain.milestones import Milestone
from goodpartners.domain.standing import ModuleStanding
from goodpartners.domain.times import day

NEAR_PLAN = 10
"""A side this many points behind its plan, or fewer, still moves to plan: a step is worth about as much."""
HARD = 10
"""A module is a side's hardest when its mean is this many points below the mean of the side's other modules."""
ENOUGH = 3
"""Scores on a side before anything is said about a module: fewer would speak of a person."""
SOON = timedelta(days=14)
CUTS = (50, 65, 80)
"""Where the heat map's colour grows stronger."""


class Group(StrEnum):
    """How a pair stands on the board; the order is the board's."""

    CALLING = "Need you this week"
    BEHIND = "Behind their plan, and moving"
    TO_PLAN = "Moving to plan"
    WAITING = "Waiting for people"


@dataclass(frozen=True)
class Finding:
    """A title; `thing`, between what goes before and after it, is what to notice."""

    before: str
    thing: str = ""
    after: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.before, self.thing, self.after) if part)


@dataclass(frozen=True)
class Column:
    """A module as a column of the heat map; `place` is its place in its course."""

    course: str
    place: int
    module: str
    code: str
    title: str
    checked: bool


def group_of(row: PairStanding) -> Group:
    """Where a pair stands on the board."""
    if row.flags:
        return Group.CALLING
    gaps = [s.planned - s.percent for s in row.sides if s.percent is not None and s.planned is not None]
    if len(gaps) < 2:
        return Group.WAITING
    return Group.BEHIND if max(gaps) > NEAR_PLAN else Group.TO_PLAN


def board_title(rows: Sequence[PairStanding], *, begins: date, today: date, closed: bool = False) -> str:
    """What a trainer's board finds."""
    count = len(rows)
    if not count:
        return "No partnership takes part yet"
    if closed:
        reached = sum(row.next is None for row in rows)
        return f"{_some(reached, count)} reached every joint step"
    groups = [group_of(row) for row in rows]
    calling = groups.count(Group.CALLING)
    if calling:
        needs = "needs" if calling == 1 else "need"
        return f"{_some(calling, count)} {needs} you this week"
    if today < begins:
        on = day(begins, year=begins.year != today.year)
        return f"{_everybody(count)} {'begins' if count == 1 else 'begin'} on {on}"
    if set(groups) == {Group.TO_PLAN}:
        return f"{_everybody(count)} {'moves' if count == 1 else 'move'} to plan"
    return "No partnership needs you this week"


def side_by_side(count: int) -> str:
    """“Six partnerships, side by side”."""
    return f"{in_words(count).capitalize()} {'partnership' if count == 1 else 'partnerships'}, side by side"


def standing_words(row: PairStanding) -> str:
    """A pair that needs nobody, in a sentence."""
    empty = [side for side in row.sides if not side.learners]
    if empty:
        return " ".join(nobody_words(side) for side in empty)
    waiting = [side.organisation for side in row.sides if side.percent is None]
    if waiting:
        return f"Nobody counts yet at {' or '.join(waiting)}: they have not come, or are new in the role."
    if all(x.complete for side in row.sides for x in side.learners):
        return "Both sides have finished their courses."
    behind = [
        (side.planned - side.percent, side.organisation)
        for side in row.sides
        if side.percent is not None and side.planned is not None and side.planned - side.percent > NEAR_PLAN
    ]
    if len(behind) == 2:
        return f"Both sides are behind their plan, by {_points(min(behind)[0], max(behind)[0])}, and moving."
    if behind:
        return f"{behind[0][1]} is {behind[0][0]} points behind its plan, and moving."
    return "Both sides move to plan."


def nobody_words(side: SideStanding) -> str:
    """Why a side has no bar."""
    if side.learners:
        return "Nobody counts yet."
    if side.invited:
        return f"Nobody from {side.organisation} has joined yet; {in_words(side.invited)} invited."
    return f"Nobody from {side.organisation} is invited yet."


def when(milestone: Milestone, today: date) -> str:
    """“Thu 26 Nov, 3 days”, “was due Tue 17 Nov, 5 days ago”."""
    days = milestone.days(today)
    if milestone.on is None or days is None:
        return "no day set"
    on = on_day(milestone.on, today)
    if days == 0:
        return f"{on}, today"
    if days < 0:
        return f"was due {on}, {counted(-days, 'day')} ago"
    return f"{on}, {counted(days, 'day')}"


def on_day(on: date, today: date) -> str:
    """“Thu 26 Nov”, with the year when it is another."""
    return f"{on:%a} {on.day} {on:%b}" + (f" {on.year}" if on.year != today.year else "")


def columns(courses: Iterable[Course], side: SideStanding) -> tuple[Column, ...]:
    """The modules that a side takes, in the cohort's order."""
    return tuple(
        Column(course.id, place, m.id, m.header.code, m.header.title, bool(m.header.knowledge_check))
        for course in courses
        if course.file.side.value in (side.side.value, "joint")
        for place, m in enumerate(course.modules)
    )


def level(score: int) -> int:
    """The strength of a cell's colour, 1 to 4."""
    return 1 + sum(score >= cut for cut in CUTS)


def cell_class(module: ModuleStanding) -> str:
    """The look of a cell that says `module.shown`."""
    if module.score is not None:
        return f"l{level(module.score)}"
    return "done" if module.complete else "begun" if module.begun else "none-yet"


def hardest(side: SideStanding, taken: Sequence[Column]) -> Column | None:
    """The module that a side finds clearly hardest so far; None below three scores or without a clear one."""
    means = [(mean, column) for column in taken for mean in [_mean(side, column)] if mean is not None]
    if len(means) < 2:
        return None
    lowest, column = min(means, key=lambda pair: pair[0])
    others = [mean for mean, other in means if other is not column]
    return column if sum(others) / len(others) - lowest >= HARD else None


def pair_title(row: PairStanding, courses: Sequence[Course]) -> Finding:
    """What the page of one pair finds."""
    empty = [side for side in row.sides if not side.learners]
    if len(empty) == 2:
        return Finding("Nobody has joined this pair yet")
    if empty:
        return Finding(f"Nobody from {empty[0].organisation} has joined yet")
    if not any(x.begun for side in row.sides for x in side.learners):
        return Finding("Nobody has begun yet")
    apart = next((f for f in row.flags if f.kind is FlagKind.IMBALANCE), None)
    if apart:
        return Finding(apart.sentence.rstrip("."))
    found = [hardest(side, columns(courses, side)) for side in row.sides]
    if found[0] and found[0] == found[1]:
        return Finding("Both sides find", found[0].title, "hardest so far")
    for side, column in zip(row.sides, found, strict=True):
        if column:
            return Finding(f"{side.organisation} finds", column.title, "hardest so far")
    stuck = sum(len(f.people) for f in row.flags if f.kind is FlagKind.STUCK)
    if stuck:
        everybody = sum(len(side.learners) for side in row.sides)
        if everybody == 1:
            return Finding("The one person has paused, with a step due")
        have = "has" if stuck == 1 else "have"
        return Finding(f"{in_words(stuck).capitalize()} of {in_words(everybody)} people {have} paused, with a step due")
    return Finding(standing_words(row).rstrip("."))


def advice(
    row: PairStanding, courses: Sequence[Course], dates: Iterable[JointDate], today: date
) -> list[tuple[str, str]]:
    """What a trainer could do about a pair: (where it is done, sentence), the flags' own acts aside."""
    found: list[tuple[str, str]] = []
    coming = next((d for d in dates if d.concerns(row.pair.id) and not d.held and d.on >= today), None)
    hard = [(side, hardest(side, columns(courses, side))) for side in row.sides]
    column = next((c for _, c in hard if c), None)
    if column:
        said = [f"{_mean(s, column)} at {s.organisation}" for s in row.sides if _mean(s, column) is not None]
        place = f"Open “{coming.title}” on {day(coming.on, year=False)}" if coming else "Open your next meeting"
        found.append(("", f"{place} with {column.code}, {column.title}. The mean is {' and '.join(said)}."))
    for side in row.sides:
        untouched = _untouched(row, side, columns(courses, side))
        if untouched:
            codes = ", ".join(untouched[:-1]) + (" and " if untouched[1:] else "") + untouched[-1]
            them = "them" if untouched[1:] else "it"
            found.append(
                ("", f"Ask {side.organisation} when {codes} would fit around the work. Nobody there has begun {them}.")
            )
        new = [x.name for x in side.not_begun if x.came]
        if new:
            several = f"the {in_words(len(new))} people at {side.organisation} who have not begun"
            who = several if new[1:] else new[0]
            found.append(("write", f"Say hello to {who}. A short personal message helps most at the start."))
        if side.invited:
            found.append(("people", _asked(side)))
        elif not side.learners:
            found.append(("invite", f"Invite people from {side.organisation}."))
    if coming is None:
        found.append(("dates", "Agree a day to meet: no joint date is planned for this pair."))
    return found


def _untouched(row: PairStanding, side: SideStanding, taken: Sequence[Column]) -> list[str]:
    other = row.provider if side is row.commissioner else row.commissioner
    if not any(x.begun for x in side.learners):
        return []
    return [c.code for c in taken if not _begun(side, c) and _begun(other, c)]


def _asked(side: SideStanding) -> str:
    if side.invited == 1:
        return f"One person from {side.organisation} was invited and has not answered. Send it again?"
    count = in_words(side.invited).capitalize()
    return f"{count} people from {side.organisation} were invited and have not answered. Send it again?"


def _begun(side: SideStanding, column: Column) -> bool:
    return any(s.modules[column.place].begun for x in side.learners for s in x.standings if s.course == column.course)


def _mean(side: SideStanding, column: Column) -> int | None:
    mean, count = side.mean_score(column.course, column.place)
    return mean if count >= ENOUGH else None


def _some(part: int, whole: int) -> str:
    if part == whole:
        return _everybody(whole)
    some = "None" if not part else in_words(part).capitalize()
    return f"{some} of {in_words(whole)} partnerships"


def _everybody(count: int) -> str:
    if count == 1:
        return "The one partnership"
    return "Both partnerships" if count == 2 else f"All {in_words(count)} partnerships"


def _points(least: int, most: int) -> str:
    return f"{least} points" if least == most else f"{least} and {most} points"
