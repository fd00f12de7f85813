"""From answers to a snapshot: every figure of a round is worked out here and passes the gate here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from goodpartners.domain.partnership import disclosure, sheets
from goodpartners.domain.partnership.disclosure import Detail, Score, Status, may_show
from goodpartners.domain.partnership.figures import Basis, Figures, Scores
from goodpartners.domain.partnership.questionnaire import (
    ASKED_OF,
    Asked,
    Question,
    Questionnaire,
    QuestionnaireKind,
    Skip,
)
from goodpartners.domain.partnership.sheets import Answers, Sheet
from goodpartners.domain.partnership.snapshots import (
    ALL,
    CHANGE,
    NOT_YET,
    SERVICE,
    STEP,
    Figure,
    Key,
    Mode,
    Snapshot,
)
from goodpartners.domain.people import Side

Asking = tuple[tuple[Sequence[Sheet], Question], tuple[Sequence[Sheet], Question]]
"""Two sets of sheets, each with the question whose scores are compared."""
DIFFERENCES = {
    QuestionnaireKind.READINESS: {STEP: (Question.WANT, Question.NOW)},
    QuestionnaireKind.GAPS: {SERVICE: (Question.GOT, Question.EXPECT)},
}
"""Measures that one person's two answers make: the first minus the second."""
TOGETHER = {
    Question.EXPECT.value: Question.BELIEVE.value,
    Question.IMPORTANCE.value: Question.GUESS.value,
    Question.RETURN_EXPECT.value: Question.RETURN_BELIEVE.value,
}
"""Measures of the two sides that are compared: neither is shown before both can be."""
READY = (Question.NOW.value, Question.WANT.value, Question.MIRROR.value)


def ready(people: Mapping[Side, int], modes: Mapping[Side, Mode]) -> bool:
    """Whether both sides have enough answers for a release."""
    return Mode.WORKSHOP not in modes.values() and all(
        people[side] > 0 if modes[side] is Mode.ORGANISATION else may_show(people[side], Detail.MEAN) for side in Side
    )


def answering(handed_in: Sequence[Sheet], modes: Mapping[Side, Mode]) -> dict[Side, list[Sheet]]:
    """The sheets that count, by side: people's, or the one that the organisation agreed on."""
    return {
        side: [s for s in handed_in if s.side is side and s.organisation is (modes[side] is Mode.ORGANISATION)]
        for side in Side
    }


def comparable(releases: Sequence[Snapshot], handed_in: Sequence[Sheet]) -> bool:
    """Whether the change since a closed round may be worked out from its sheets, next to what was released of it.

    It was released once, nobody's sheet was erased since, and its own change was over all its people or not shown.
    Otherwise there is something to subtract that nobody can check any more, for what a release rests on is forgotten.
    """
    if len(releases) != 1:
        return False
    (released,) = releases
    sides = answering(handed_in, released.modes)
    return all(len(sides[side]) == released.people[side] for side in Side) and all(
        figure.people == released.figure(key.side, Question.NOW, key.dimension).people
        for key, figure in released.figures.items()
        if key.measure == CHANGE and figure.shown
    )


def unchanged(questionnaire: Questionnaire, released: Snapshot, handed_in: Sequence[Sheet]) -> bool:
    """Whether a round's sheets still say what was released of them, its change since the round before it apart."""
    measured = measure(questionnaire, handed_in, released.modes)
    return measured is not None and all(
        measured[0].figures.get(key) == figure for key, figure in released.figures.items() if key.measure != CHANGE
    )


def measure(
    questionnaire: Questionnaire,
    handed_in: Sequence[Sheet],
    modes: Mapping[Side, Mode],
    *,
    released: Sequence[Basis] = (),
    before: Sequence[Sheet] = (),
    words: Mapping[Side, Sequence[str]] | None = None,
) -> tuple[Snapshot, Basis] | None:
    """A snapshot and what it rests on; None unless both sides have enough answers, or too few changed since.

    `released` are the releases of this round so far; `before` the sheets of the round before, for change, if it is
    `comparable`.
    """
    sides = answering(handed_in, modes)
    people = {side: len(found) for side, found in sides.items()}
    if not ready(people, modes):
        return None
    basis = Basis({side: {s.key: _digest(s.answers) for s in found} for side, found in sides.items()})
    if not all(
        disclosure.may_release_again(each.sheets[side], basis.sheets[side]) for each in released for side in Side
    ):
        return None
    gate = Figures(questionnaire, modes, released)
    for side, found in sides.items():
        earlier = {s.key: s for s in before if s.side is side and not s.organisation}
        _measure_side(questionnaire, side, found, earlier, gate)
    figures = _both_or_neither(gate.figures, questionnaire.kind)
    said = {side: tuple(sorted((words or {}).get(side, ()))) for side in Side}
    shared = {side: said[side] if may_show(people[side], Detail.SPREAD) else () for side in Side}
    snapshot = Snapshot(
        questionnaire.id,
        questionnaire.version,
        dict(modes),
        people,
        figures,
        _mostly(questionnaire, sides, Skip.NEVER_SAID),
        _mostly(questionnaire, sides, Skip.CANNOT_SAY),
        shared,
    )
    return snapshot, replace(basis, sets=gate.sets)


def _measure_side(
    whole: Questionnaire, side: Side, found: Sequence[Sheet], earlier: Mapping[str, Sheet], gate: Figures
) -> None:
    for question, (of, asked) in ASKED_OF[whole.kind].items():
        if side not in asked or whole.asks(question) is None or of is Asked.WORDS:
            continue
        if of is Asked.POINTS:
            shares = {s.key: sheets.points(whole, s.answers, question) for s in found}
            gate.add_points(side, question.value, {key: share for key, share in shares.items() if share})
            continue
        for dimension, statements in _asked(whole, of):
            scores = _scores(found, question, statements)
            gate.add(Key(side, question.value, dimension), scores, 1, whole.highest(question))
            if of is Asked.STATEMENTS:
                rows = {s.key: s.answers for s in found if s.key in scores}
                gate.add_statements(side, question, dimension, rows)
    for measure_, (first, second) in DIFFERENCES[whole.kind].items():
        if side in ASKED_OF[whole.kind][first][1]:
            _differences(whole, side, measure_, ((found, first), (found, second)), gate)
    if earlier and whole.kind is QuestionnaireKind.READINESS:
        now = (found, Question.NOW), (list(earlier.values()), Question.NOW)
        _differences(whole, side, CHANGE, now, gate)


def _differences(whole: Questionnaire, side: Side, name: str, asked: Asking, gate: Figures) -> None:
    """Differences within people, which tell more than the two means only where there is a spread.

    None where one of the two means is hidden, for the other one and the difference would give it away. A change is
    over the statements that the round before asked too.
    """
    (found, first), (others, second) = asked
    reach = 2 * whole.highest(first)
    for dimension, written in _asked(whole, Asked.STATEMENTS):
        statements = [s for s in written if name != CHANGE or any((second, s) in each.answers for each in others)]
        one, other = _scores(found, first, statements), _scores(others, second, statements)
        scores = {
            key: Score(one[key].value - other[key].value, min(one[key].answered, other[key].answered))
            for key in one
            if key in other
        }
        plain = all(disclosure.status(list(each.values()), 1, reach // 2) is Status.SHOWN for each in (one, other))
        shown = plain and all(gate.figures[Key(side, part, dimension)].shown for part in _parts(name, whole.kind))
        if shown and may_show(len(scores), Detail.SPREAD) and disclosure.may_subtract(one, other):
            gate.add(Key(side, name, dimension), scores, -reach, reach)


def _parts(measure_: str, kind: QuestionnaireKind) -> tuple[str, ...]:
    """What a difference of this round is made of; of a change, only the later half is of this round."""
    if measure_ == CHANGE:
        return (Question.NOW.value,)
    return tuple(question.value for question in DIFFERENCES[kind].get(measure_, ()))


def _asked(whole: Questionnaire, of: Asked) -> list[tuple[str, tuple[str, ...]]]:
    """Each dimension with what is asked in it; the return statements are one by themselves."""
    if of is Asked.RETURN_STATEMENTS:
        return [(ALL, tuple(s.id for s in whole.return_statements))]
    if of is Asked.DIMENSIONS:
        return [(dimension.id, (dimension.id,)) for dimension in whole.dimensions]
    return [(dimension.id, tuple(s.id for s in whole.of_dimension(dimension.id))) for dimension in whole.dimensions]


def _scores(found: Sequence[Sheet], question: Question, statements: Sequence[str]) -> Scores:
    scores = {s.key: sheets.score(s.answers, question, statements) for s in found}
    return {key: score for key, score in scores.items() if score is not None}


def _both_or_neither(figures: dict[Key, Figure], kind: QuestionnaireKind) -> dict[Key, Figure]:
    """Hide for lack of people on both sides what lacks people on one, and the differences that would tell it."""
    hidden: set[Key] = set()
    for key, figure in figures.items():
        for other in _compared(key):
            across = figures.get(other, NOT_YET)
            if Status.TOO_FEW in (figure.status, across.status) and not key.statement:
                hidden |= {key, other}
    hidden |= {
        key for key in figures if any(Key(key.side, p, key.dimension) in hidden for p in _parts(key.measure, kind))
    }
    without = {key[:3] for key in hidden}
    return {key: figure for key, figure in figures.items() if key[:3] not in without}


def _compared(key: Key) -> tuple[Key, ...]:
    across = Side.PROVIDER if key.side is Side.COMMISSIONER else Side.COMMISSIONER
    if key.measure in READY:
        return (Key(across, key.measure, key.dimension),)
    both = {**TOGETHER, **{second: first for first, second in TOGETHER.items()}}
    return (Key(across, both[key.measure], key.dimension),) if key.measure in both else ()


def _mostly(whole: Questionnaire, sides: Mapping[Side, Sequence[Sheet]], skip: Skip) -> dict[str, tuple[str, ...]]:
    """By question, the statements to which most of a side gave this reason instead of a number."""
    found: dict[str, tuple[str, ...]] = {}
    for question, (of, asked) in ASKED_OF[whole.kind].items():
        if of not in (Asked.STATEMENTS, Asked.RETURN_STATEMENTS):
            continue
        statements = whole.statements if of is Asked.STATEMENTS else whole.return_statements
        for side in sorted(asked):
            told = tuple(s.id for s in statements if _told(sides[side], question, s.id, skip))
            if told:
                found[question.value if len(asked) == 1 else f"{side.value} {question.value}"] = told
    return found


def _told(found: Sequence[Sheet], question: Question, statement: str, skip: Skip) -> bool:
    count = sum(s.answers.get((question, statement), sheets.Answer()).skip is skip for s in found)
    if found and found[0].organisation:
        return count > 0
    return disclosure.mostly(count, len(found))


def _digest(answers: Answers) -> str:
    said = ";".join(f"{q.value}:{about}={a.value},{a.skip}" for (q, about), a in sorted(answers.items()))
    return hashlib.sha256(said.encode()).hexdigest()
