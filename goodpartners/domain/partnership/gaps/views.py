"""The four answers to each statement, and the map of two views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goodpartners.domain.counts import counted
from goodpartners.domain.partnership.gaps import tables as gap_tables
from goodpartners.domain.partnership.gaps.drawing import column, statements
from goodpartners.domain.partnership.gaps.lines import Survey
from goodpartners.domain.partnership.gaps.pictures import (
    Cell,
    Column,
    Dot,
    Heat,
    HeatRow,
    Line,
    PerceptionMap,
)
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.results import APART, CLOSE, Distance, Result, Word, said
from goodpartners.domain.partnership.voice import first_up, titled

ALL_FOUR, MAP = "all-four", "map"
NEARLY = 0.12
"""Points of the scale below which two dots of the map are drawn beside each other."""


def all_four(survey: Survey) -> Iterator[Result]:
    """Every statement of which at least two answers may be shown, with all four."""
    leg = survey.leg
    asked = ((leg.expect, "expected"), (leg.believe, "believed"), (leg.promise, "promised"), (leg.got, "received"))
    columns = tuple(Column(survey.side_of(q), column(survey, q), short) for q, short in asked)
    groups, hidden = [], 0
    for dimension in survey.questionnaire.dimensions:
        ids = survey.statements(dimension.id)
        rows = [
            HeatRow(first_up(text), tuple(_cell(survey, q, dimension.id, each) for q, _ in asked))
            for each, text in zip(ids, statements(survey, ids), strict=True)
        ]
        shown = tuple(row for row in rows if sum(cell.figure.shown for cell in row.cells) > 1)
        hidden += len(rows) - len(shown)
        if shown:
            groups.append((dimension.title, shown))
    if not groups:
        return
    picture = Heat(columns, tuple(groups))
    lay = ("Read across. Big changes along a row are worth a conversation. A stronger colour is a higher answer.",)
    hidden_cells = {(c.text, c.words) for _, rows in groups for row in rows for c in row.cells if not c.figure.shown}
    notes = tuple(f"{text}: {words}." for text, words in sorted(hidden_cells))
    if hidden:
        notes = (*notes, f"{counted(hidden, 'more statement is', 'more statements are')} hidden to protect people.")
    yield Result(
        ALL_FOUR, "heat", "All four answers", _heat_title(picture), lay, picture, gap_tables.of_heat(picture), notes
    )


def _cell(survey: Survey, question: Question, dimension: str, statement: str) -> Cell:
    figure = survey.figure(question, dimension, statement)
    if figure.mean is not None:
        highest = survey.questionnaire.highest(question)
        return Cell(figure, 1 + sum(round(figure.mean, 1) >= highest - below for below in (3, 2, 1)))
    if question is survey.leg.promise and statement in survey.never():
        return Cell(figure, 0, "never", "most said that nothing was ever said about it")
    if statement in survey.snapshot.cannot_say.get(question.value, ()):
        return Cell(figure, 0, "not seen", "most had not seen enough to say")
    return Cell(figure, 0, words=said(figure)[:1].lower() + said(figure)[1:])


def _heat_title(picture: Heat) -> tuple[Word, ...]:
    rows = sorted((row for _, found in picture.groups for row in found), key=lambda row: -row.reach)
    if rows[0].reach < APART:
        return titled("Statement by statement, the four answers keep together")
    text = rows[0].text
    return titled("The four answers part company most on “", [text[:1].lower() + text[1:]], "”")


def perception_map(survey: Survey, lines: Sequence[Line], lowest: int) -> Iterator[Result]:
    """What one side says it does against what the other sees; `lines` go from promise to receipt."""
    found = [line for line in lines if line.gap.first.mean is not None and line.gap.second.mean is not None]
    if len(found) < 2:
        return
    dots: list[Dot] = []
    for number, line in enumerate(found, start=1):
        promised, saw = line.gap.first.mean or 0.0, line.gap.second.mean or 0.0
        beside = sum(abs(dot.across - saw) < NEARLY and abs(dot.up - promised) < NEARLY for dot in dots)
        dots.append(Dot(number, line.name, saw, promised, _place(survey, line), line.gap.stands_out, None, beside))
    leg = survey.leg
    saw_says, promised_says = (column(survey, q) for q in (leg.got, leg.promise))
    rates = survey.voice.does(survey.promising, "rate", "rates")
    picture = PerceptionMap(
        tuple(dots),
        lowest,
        survey.questionnaire.highest(leg.got),
        saw_says,
        promised_says,
        CLOSE,
        first_up(f"{rates} it higher"),
        first_up(f"{rates} it lower"),
    )
    lay = (
        f"On the line you agree; the band beside it is close. Above it: {rates} the care higher than "
        f"{survey.voice.does(survey.expecting, 'see', 'sees')} it. Below: lower.",
    )
    yield Result(MAP, "map", "Both views on a map", _map_title(survey, found), lay, picture, gap_tables.of_map(picture))


def _place(survey: Survey, line: Line) -> str:
    if line.gap.distance is Distance.CLOSE:
        return "On the line: you agree."
    higher = (line.gap.size or 0) < 0
    rates = survey.voice.does(survey.promising, "rate", "rates")
    return first_up(f"{'above' if higher else 'below'} the line: {rates} it {'higher' if higher else 'lower'}.")


def _map_title(survey: Survey, lines: Sequence[Line]) -> tuple[Word, ...]:
    away = [line for line in lines if line.gap.distance is not Distance.CLOSE]
    clear = [line for line in away if line.gap.stands_out]
    rates, may = survey.voice.does(survey.promising, "rate", "rates"), f"{survey.voice.who(survey.promising)} may rate"
    sees = survey.voice.does(survey.expecting, "do", "does")
    for higher in (True, False):
        names = [line.name for line in clear or away if ((line.gap.size or 0) < 0) is higher]
        if names:
            way = "higher" if higher else "lower"
            return titled(f"{rates if clear else may} ", names, f" {way} than {sees}")
    return titled("On the map, every theme lies near the line: you agree")
