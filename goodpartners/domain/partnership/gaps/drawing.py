"""One comparison of a gap survey as a picture, with the words beside it."""

from __future__ import annotations

from collections.abc import Sequence

from goodpartners.domain.partnership import locks
from goodpartners.domain.partnership.disclosure import DETAIL_FLOOR
from goodpartners.domain.partnership.gaps.lines import Survey
from goodpartners.domain.partnership.gaps.pictures import Dumbbells, Line, Mark
from goodpartners.domain.partnership.questionnaire import Question, named
from goodpartners.domain.partnership.results import listed
from goodpartners.domain.partnership.voice import first_up


def says(survey: Survey, question: Question) -> str:
    """What a mark stands for, to this reader."""
    voice, leg = survey.voice, survey.leg
    away = survey.expects is False
    whom = "them" if away else voice.who(survey.expecting)
    if question is leg.expect:
        return f"what {voice.does(survey.expecting, 'say you expect', 'says it expects')}"
    if question is leg.believe:
        expects = "they expect" if away else voice.does(survey.expecting, "expect", "expects")
        return f"what {voice.does(survey.promising, 'think', 'thinks')} {expects}"
    if question is leg.promise:
        return f"what {voice.does(survey.promising, 'have told', 'has told')} {whom} to count on"
    return f"what {voice.does(survey.expecting, 'saw', 'saw')}"


def column(survey: Survey, question: Question) -> str:
    """The heading of a column of numbers."""
    leg = survey.leg
    side, plain, third = {
        leg.expect: (survey.expecting, "expect", "expects"),
        leg.believe: (survey.promising, "believe", "believes"),
        leg.promise: (survey.promising, "promised", "promised"),
        leg.got: (survey.expecting, "got", "got"),
    }[question]
    return first_up(survey.voice.does(side, plain, third))


def picture(
    survey: Survey, first: Question, second: Question, lines: tuple[Line, ...], lowest: int, *, never: bool = False
) -> Dumbbells:
    """The picture of a comparison, its scale shown from `lowest`."""
    ask = survey.questionnaire.asks(first)
    scale = survey.questionnaire.scale(ask.scale if ask else None)
    points = scale.points if scale else [""] * survey.questionnaire.highest(first)
    told, of = (survey.never(), sum(line.of for line in lines)) if never else ((), 0)
    return Dumbbells(
        Mark(survey.side_of(first), says(survey, first), ring=survey.side_of(first) is survey.side_of(second)),
        Mark(survey.side_of(second), says(survey, second)),
        lines,
        lowest,
        len(points),
        (points[lowest - 1], points[-1]),
        tuple(first_up(text) for text in statements(survey, told)),
        of,
        _never_says(survey, len(told), of) if told else "",
    )


def statements(survey: Survey, ids: Sequence[str]) -> tuple[str, ...]:
    """Statements as the reader knows them."""
    reader, names = survey.voice.reader or survey.expecting, survey.voice.names
    found = (survey.questionnaire.statement(each) for each in ids)
    return tuple(named(each.for_side(reader), names.authority, names.provider) for each in found if each)


def _never_says(survey: Survey, count: int, of: int) -> str:
    said = survey.voice.does(survey.promising, "have never said", "has never said")
    expect = {True: "you expect", False: "they expect", None: f"{survey.voice.who(survey.expecting)} expects"}
    return f"{first_up(said)} anything about {count} of the {of} things {expect[survey.expects]}"


def scale_says(shown: Dumbbells) -> str:
    """Which part of the scale is drawn."""
    part = f", shown from {shown.lowest}" if shown.lowest > 1 else ""
    return f"Scale 1\u00a0to\u00a0{shown.highest}{part}."


def interval_says(shown: Dumbbells) -> tuple[str, ...]:
    """How to read the interval, where there is one."""
    to = shown.first.shape.lower()
    return (f"If the thin line reaches the {to}, it could be chance.",) if shown.has_intervals else ()


def notes(survey: Survey, shown: Sequence[Dumbbells], *questions: Question) -> tuple[str, ...]:
    """What to bear in mind: few people, the same answer from all, and what most had not seen enough to say."""
    found = [locks.EARLY_SIGN] if any(each.early for each in shown) else []
    flat = [line.name for each in shown for line in each.lines if _same_answer(line)]
    if flat:
        found.append(f"Everyone on a side gave the same answer on {listed(flat)}, so there is no interval.")
    for question in questions:
        told = statements(survey, survey.snapshot.cannot_say.get(question.value, ()))
        if told:
            side = survey.side_of(question)
            who = "you" if side is survey.voice.reader else f"the people at {survey.voice.who(side)}"
            about = listed([f"“{text}”" for text in told])
            found.append(f"Most of {who} had not seen enough to say about {about}. That may be the gap.")
    return tuple(found)


def _same_answer(line: Line) -> bool:
    return all(figure.spread == 0 and figure.people >= DETAIL_FLOOR for figure in (line.gap.first, line.gap.second))
