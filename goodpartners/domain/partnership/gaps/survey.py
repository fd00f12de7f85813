"""What a gap survey found, told to one side, from a released snapshot and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goodpartners.domain.partnership.gaps import importance, what_first
from goodpartners.domain.partnership.gaps import tables as gap_tables
from goodpartners.domain.partnership.gaps import titles as gap_titles
from goodpartners.domain.partnership.gaps.drawing import column, interval_says, notes, picture, scale_says
from goodpartners.domain.partnership.gaps.lines import FITTING, GUESSED, KEPT, RETURN, SERVED, Survey, shown_from
from goodpartners.domain.partnership.gaps.pictures import Halves, Line
from goodpartners.domain.partnership.gaps.views import all_four, perception_map
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.partnership.results import Names, Result, Word
from goodpartners.domain.partnership.snapshots import ALL, Snapshot
from goodpartners.domain.partnership.voice import Voice
from goodpartners.domain.people import Side

GAP_1, PROMISE, SERVICE, THE_OTHER_WAY = "gap-1", "promise-delivery", "service", "return"


def results(questionnaire: Questionnaire, snapshot: Snapshot, names: Names, reader: Side | None) -> tuple[Result, ...]:
    """Everything that was found, in the order in which a pair talks about it.

    No reader gives both names throughout. Results of which nothing may be shown are left out, but for the first two,
    which say so.
    """
    return tuple(_results(Survey(questionnaire, snapshot, Voice(names, reader))))


def _results(survey: Survey) -> Iterator[Result]:
    leg = survey.leg
    guessed = survey.lines(leg.expect, leg.believe, GUESSED)
    kept = survey.lines(leg.promise, leg.got, KEPT, never=True)
    served = survey.lines(leg.expect, leg.got, SERVED)
    fitted = survey.lines(leg.expect, leg.promise, FITTING)
    lowest = shown_from((*guessed, *kept, *served, *fitted), survey.questionnaire.highest(survey.leg.expect))
    yield _gap_1(survey, guessed, lowest)
    yield _promise(survey, kept, lowest)
    if _shown((*served, *fitted)):
        yield _service(survey, served, fitted, lowest)
    yield from all_four(survey)
    yield from importance.slope(survey)
    yield from what_first.what_first(survey, guessed)
    yield from perception_map(survey, kept, lowest)
    yield from what_first.weighted(survey, guessed, kept, served)
    if survey.questionnaire.return_statements:
        yield from _return(Survey(survey.questionnaire, survey.snapshot, survey.voice, RETURN))


def _shown(lines: Sequence[Line]) -> bool:
    return any(line.gap.size is not None for line in lines)


def _gap_1(survey: Survey, lines: tuple[Line, ...], lowest: int) -> Result:
    leg = survey.leg
    shown = picture(survey, leg.expect, leg.believe, lines, lowest)
    table = gap_tables.of_dumbbells(shown, column(survey, leg.expect), column(survey, leg.believe))
    said = (*importance.known(survey, lines), *notes(survey, [shown], leg.expect, leg.believe))
    lay = (*interval_says(shown), scale_says(shown))
    return Result(GAP_1, "dumbbell", "What we expect", gap_titles.guessed(survey, lines), lay, shown, table, said)


def _promise(survey: Survey, lines: tuple[Line, ...], lowest: int) -> Result:
    leg = survey.leg
    shown = picture(survey, leg.promise, leg.got, lines, lowest, never=True)
    table = gap_tables.of_dumbbells(shown, column(survey, leg.promise), column(survey, leg.got))
    left, right = (text[:1].lower() + text[1:].partition(":")[0] for text in KEPT[survey.role])
    read = f"{shown.second.shape} left of the {shown.first.shape.lower()}: {left}. Right: {right}."
    lay = (read, *interval_says(shown))
    said = notes(survey, [shown], leg.promise, leg.got)
    return Result(PROMISE, "dumbbell", "What we promise", gap_titles.kept(survey, lines), lay, shown, table, said)


def _service(survey: Survey, served: tuple[Line, ...], fitted: tuple[Line, ...], lowest: int) -> Result:
    leg = survey.leg
    one = picture(survey, leg.expect, leg.got, served, lowest)
    other = picture(survey, leg.expect, leg.promise, fitted, lowest)
    title = (*gap_titles.served(survey, served), Word(". "), *gap_titles.fitted(survey, fitted))
    expects, got, promised = (column(survey, each) for each in (leg.expect, leg.got, leg.promise))
    table = gap_tables.side_by_side(
        gap_tables.of_dumbbells(one, expects, got, short=", received"),
        gap_tables.of_dumbbells(other, expects, promised, short=", promised"),
        shared=2,
    )
    panels = Halves((("Received against expected", one), ("Promised against expected", other)))
    lay = ("In the first picture both marks are the same people’s: what they hope for and what they get.",)
    return Result(SERVICE, "halves", "What we get", title, lay, panels, table, notes(survey, [one, other]))


def _return(survey: Survey) -> Iterator[Result]:
    leg, voice = survey.leg, survey.voice
    name = f"what {voice.does(survey.promising, 'do', 'does')} for {voice.who(survey.expecting)}"
    guessed = (survey.line(name, leg.expect, leg.believe, ALL, GUESSED),)
    kept = (survey.line(name, leg.promise, leg.got, ALL, KEPT, never=True),)
    if not _shown((*guessed, *kept)):
        return
    lowest = shown_from((*guessed, *kept), survey.questionnaire.highest(survey.leg.expect))
    one = picture(survey, leg.expect, leg.believe, guessed, lowest)
    other = picture(survey, leg.promise, leg.got, kept, lowest, never=True)
    columns = [column(survey, each) for each in (leg.expect, leg.believe, leg.promise, leg.got)]
    table = gap_tables.side_by_side(
        gap_tables.of_dumbbells(one, columns[0], columns[1], short=", expected"),
        gap_tables.of_dumbbells(other, columns[2], columns[3], short=", promised"),
    )
    title = (*gap_titles.guessed(survey, guessed), Word(". "), *gap_titles.kept(survey, kept))
    panels = Halves((("Expected, and believed", one), ("Promised, and received", other)))
    lay = ("The same questions the other way round, about what the authority does for the home.",)
    said = notes(survey, [one, other], leg.expect, leg.believe, leg.promise, leg.got)
    yield Result(THE_OTHER_WAY, "halves", "The other way round", title, lay, panels, table, said)
