"""What one person reads of their own answers, at once and alone, and what it moves up their path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import NamedTuple

from goodpartners.domain.partnership import sheets
from goodpartners.domain.partnership.questionnaire import Dimension, Question, Questionnaire
from goodpartners.domain.partnership.readiness.ambition import (
    STRETCH,
    Ambition,
    Movement,
    Place,
    Stretch,
    ambition,
    place,
    stretches,
)
from goodpartners.domain.partnership.results import Table, Word, number
from goodpartners.domain.partnership.sheets import Answers
from goodpartners.domain.people import Side

MODULES_SHOWN = 2
"""Modules that a dimension points to: those that teach most of it."""
TOO_FEW_ANSWERED = "You answered fewer than half of these statements, so there is no number here."
NOTHING_WANTED = "You answered fewer than half of these statements for the time to come, so there is no arrow."
SAY_WHY = "You want a little less here than today. That may be wise. Would you like to say why, just for yourself?"
TOP_EVERYWHERE = (
    "You want the top everywhere, so each arrow says only how far away it is today. If you could move three things "
    "first, which would they be?"
)
NO_NUMBER = "–"
NOT_A_MARK = "0 to 100 is where your answers lie on the scale. It is not a mark, and there is no pass."


class Opens(StrEnum):
    """What a dimension opens for somebody, by how far they are."""

    TOP = "Top of your path: the full module"
    MODULE = "The full module"
    PRACTICE = "Its practice task"
    TEACH = "Teach it: offer to lead this part of the workshop"


class ModuleLink(NamedTuple):
    """A module that teaches something."""

    course: str
    module: str
    code: str
    title: str


class Step(NamedTuple):
    """A module that moves up somebody's path, and why."""

    course: str
    module: str
    reason: str


@dataclass(frozen=True)
class Row(Movement):
    """One dimension: how it is, where somebody wants it to be, and what could help.

    `opens` is None where no module stands yet; the advice stands alone then. `said` stands beside or in place of
    the numbers.
    """

    dimension: str
    title: str
    short: str
    now: Place | None
    want: Place | None
    advice: str = ""
    opens: Opens | None = None
    modules: tuple[ModuleLink, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class PersonalResult:
    """One person's own result, which nobody else reads."""

    side: Side
    title: tuple[Word, ...]
    bands: tuple[Stretch, ...]
    rows: tuple[Row, ...]
    """In the order of the questionnaire."""
    now: Place | None
    want: Place | None
    notes: tuple[str, ...]
    table: Table

    @property
    def by_step(self) -> tuple[Row, ...]:
        """The rows with the biggest step first."""
        return tuple(sorted(self.rows, key=_smallest_last))


def personal(
    questionnaire: Questionnaire, side: Side, answers: Answers, modules: Mapping[str, Sequence[ModuleLink]]
) -> PersonalResult:
    """What somebody reads of their own answers; `modules` are those that teach an element, by its code."""
    rows = tuple(_row(questionnaire, dimension, answers, modules) for dimension in questionnaire.dimensions)
    now, want = (
        place(questionnaire, fmean(means)) if means else None
        for means in (
            [row.now.mean for row in rows if row.now],
            [row.want.mean for row in rows if row.want],
        )
    )
    top = questionnaire.highest(Question.WANT)
    wanted = [row.want.mean for row in rows if row.want]
    everywhere = len(wanted) > 1 and all(mean == top for mean in wanted)
    notes = (TOP_EVERYWHERE,) if everywhere and any(row.step for row in rows) else ()
    return PersonalResult(
        side, _title(rows), stretches(questionnaire), rows, now, want, (*notes, NOT_A_MARK), _table(rows, top)
    )


def path(result: PersonalResult) -> tuple[Step, ...]:
    """The modules that move up somebody's path, the first on top, each once.

    Big steps come first, whatever the band; then what the two lowest bands open, where somebody wants to move.
    """
    moving = [row for row in result.by_step if (row.step or 0) > 0]
    tops = [row for row in moving if row.opens is Opens.TOP]
    others = [row for row in moving if row.opens is Opens.MODULE and row.ambition is Ambition.STRETCH]
    found: dict[tuple[str, str], Step] = {}
    for row in (*tops, *others):
        for link in row.modules:
            reason = f"You want {row.ambition} in {row.title}"
            found.setdefault((link.course, link.module), Step(link.course, link.module, reason))
    return tuple(found.values())


def _row(
    whole: Questionnaire, dimension: Dimension, answers: Answers, modules: Mapping[str, Sequence[ModuleLink]]
) -> Row:
    statements = [statement.id for statement in whole.of_dimension(dimension.id)]
    now, want = (sheets.score(answers, question, statements) for question in (Question.NOW, Question.WANT))
    named = dimension.id, dimension.title, dimension.short
    if now is None:
        return Row(*named, None, None, said=TOO_FEW_ANSWERED)
    here = place(whole, float(now.value))
    there = place(whole, float(want.value)) if want else None
    word = ambition(there.mean - here.mean) if there else None
    help_ = _modules(dimension, modules)
    said = NOTHING_WANTED if there is None else SAY_WHY if word is Ambition.EASING_OFF else ""
    opens = _opens(whole, here, word) if help_ else None
    return Row(*named, here, there, _advice(whole, dimension, here), opens, help_, said)


def _opens(whole: Questionnaire, here: Place, word: Ambition | None) -> Opens:
    if word is Ambition.BIG_STEP:
        return Opens.TOP
    return {0: Opens.TEACH, 1: Opens.PRACTICE}.get(_below_the_top(whole, here), Opens.MODULE)


def _advice(whole: Questionnaire, dimension: Dimension, here: Place) -> str:
    if dimension.advice is None:
        return ""
    advice = dimension.advice
    return {0: advice.lead, 1: advice.go_on}.get(_below_the_top(whole, here), advice.begin)


def _below_the_top(whole: Questionnaire, here: Place) -> int:
    return len(whole.bands) - 1 - here.band if whole.bands else len(Opens)


def _modules(dimension: Dimension, modules: Mapping[str, Sequence[ModuleLink]]) -> tuple[ModuleLink, ...]:
    """Those that teach most of what helps here; of two that teach as much, the one named first."""
    taught = Counter(link for code in dimension.elements for link in modules.get(code, ()))
    return tuple(link for link, _ in taught.most_common(MODULES_SHOWN))


def _smallest_last(row: Row) -> float:
    return float("inf") if row.step is None else -round(row.step, 2)


def _title(rows: Sequence[Row]) -> tuple[Word, ...]:
    steps = {row.title: round(row.step, 2) for row in rows if row.step is not None}
    if not steps:
        return (Word("There is too little to say yet: a part needs half of its statements"),)
    most = max(steps.values())
    if most < STRETCH:
        return (Word("You want to hold what you have" if most >= 0 else "You want to ease off a little"),)
    first = [title for title, step in steps.items() if step == most]
    if len(first) > 2:
        return (Word("You want as much movement in "), Word(f"{len(first)} parts", marked=True))
    start = Word("You want most movement in ")
    marked = [Word(title, marked=True) for title in first]
    return (start, marked[0], Word(" and "), marked[1]) if len(marked) == 2 else (start, marked[0])


def _table(rows: Sequence[Row], highest: int) -> Table:
    scale = f"1 to {highest}"
    columns = ("Part", f"Now, {scale}", f"Wanted, {scale}", "Step", "Now, 0 to 100", "Wanted, 0 to 100", "In words")
    return Table(columns, tuple(_cells(row) for row in rows))


def _cells(row: Row) -> tuple[str, ...]:
    if row.now is None:
        return (row.title, *[NO_NUMBER] * 5, row.said)
    here = number(row.now.mean, 2), str(row.now.position)
    if row.want is None:
        return (row.title, here[0], NO_NUMBER, NO_NUMBER, here[1], NO_NUMBER, row.now.title)
    there = number(row.want.mean, 2), str(row.want.position)
    words = ", ".join(word for word in (row.now.title, row.ambition) if word)
    return (row.title, here[0], there[0], number(row.step, 2, signed=True), here[1], there[1], words)
