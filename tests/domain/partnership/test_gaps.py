"""What the gap survey says of the invented pair, and of pairs drawn by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodpartners.domain.partnership.disclosure import Status
from goodpartners.domain.partnership.gaps import findings as gap_findings
from goodpartners.domain.partnership.gaps.lines import shown_from
from goodpartners.domain.partnership.gaps.pictures import Dumbbells, Halves, Heat, Quadrant, Slope, Weighted
from goodpartners.domain.partnership.gaps.survey import results
from goodpartners.domain.partnership.measuring import measure
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, Skip
from goodpartners.domain.partnership.results import Certainty, Result, number
from goodpartners.domain.partnership.sheets import Answer, Sheet
from goodpartners.domain.partnership.snapshots import Figure, Key, Mode, Snapshot, from_json, to_json
from goodpartners.domain.people import Side
from tests.partnership import NAMES, POOLED, gap_sheets, gap_snapshot, gap_survey

C, P = Side.COMMISSIONER, Side.PROVIDER
READERS = (C, P, None)
NUMBER = re.compile(r"[−+]?\d+\.\d\d")


def told(snapshot: Snapshot | None = None, reader: Side | None = C) -> dict[str, Result]:
    found = results(gap_survey(), snapshot or gap_snapshot(), NAMES, reader)
    return {result.id: result for result in found}


def dumbbells(result: Result) -> Dumbbells:
    assert isinstance(result.picture, Dumbbells)
    return result.picture


def with_figure(snapshot: Snapshot, side: Side, question: Question, dimension: str, **change: Any) -> Snapshot:
    key = Key(side, question.value, dimension)
    return replace(snapshot, figures={**snapshot.figures, key: replace(snapshot.figures[key], **change)})


def few() -> list[Sheet]:
    return [sheet for sheet in gap_sheets() if sheet.key[-1] in "012"]


def test_the_invented_pair_gives_the_published_numbers() -> None:
    rows = {row[0]: row[1:] for row in told()["gap-1"].table.rows}
    assert rows == {
        "Keeping promises": ("6.50", "5.62", "−0.88", "−1.46 to −0.29", "some distance, clear"),
        "Quick and helpful": ("6.20", "6.00", "−0.20", "−0.67 to +0.27", "close"),
        "Confidence and skill": ("6.40", "5.20", "−1.20", "−1.62 to −0.78", "far apart, clear"),
        "Understanding": ("5.80", "5.80", "0.00", "−0.48 to +0.48", "close"),
        "The home and the paperwork": ("5.00", "6.20", "+1.20", "+0.67 to +1.73", "far apart, clear"),
    }


def test_the_interval_of_the_published_gap_is_welchs() -> None:
    line = dumbbells(told()["gap-1"]).lines[0]
    assert (line.gap.low, line.gap.high) == (pytest.approx(-1.463738, abs=1e-6), pytest.approx(-0.286262, abs=1e-6))
    assert line.ends == (pytest.approx(6.5 - 1.463738, abs=1e-6), pytest.approx(6.5 - 0.286262, abs=1e-6))
    assert (line.first, line.second, line.size) == ("6.5", "5.6", "−0.9")


def test_the_title_says_the_finding_to_each_side_in_its_own_words() -> None:
    headings = [told(reader=reader)["gap-1"].heading for reader in READERS]
    ends = "Confidence and skill and Keeping promises, and {} on The home and the paperwork"
    assert headings == [
        "Tessaly Care thinks you expect less than you do on " + ends.format("more"),
        "Orrenshire County Council expects more than you think on " + ends.format("less"),
        "Tessaly Care thinks Orrenshire County Council expects less than it does on " + ends.format("more"),
    ]
    marked = [word.text for word in told()["gap-1"].title if word.marked]
    assert marked == ["Confidence and skill", "Keeping promises", "The home and the paperwork"]


def test_a_row_says_what_the_sign_means_to_its_reader() -> None:
    assert dumbbells(told()["gap-1"]).lines[0].meaning == "They think you expect less"
    provider = dumbbells(told(reader=P)["gap-1"])
    assert provider.lines[0].meaning == "They expect more than you think"
    assert provider.lines[4].meaning.startswith("You think they expect more than they do")
    assert dumbbells(told(reader=P)["promise-delivery"]).lines[1].meaning == (
        "They see less than you told them to count on"
    )
    assert provider.lines[1].meaning == ""


def test_what_is_close_is_told_apart_from_what_is_not_and_only_that_is_in_the_title() -> None:
    result = told()["promise-delivery"]
    assert result.heading == "Promised and received are close, except Quick and helpful"
    assert [line.words for line in dumbbells(result).lines] == ["close", "far apart, clear", "close", "close", "close"]


def test_statements_that_were_never_spoken_of_are_counted_by_theme_and_listed() -> None:
    picture = dumbbells(told(reader=P)["promise-delivery"])
    assert [(line.never, line.of) for line in picture.lines] == [(1, 5), (0, 4), (1, 5), (2, 4), (0, 4)]
    assert picture.never_says == "You have never said anything about 4 of the 22 things they expect"
    assert picture.never[0] == "Stand by a child through hard times and talk before giving notice"
    assert len(picture.never) == 4


def test_where_nothing_was_ever_said_the_page_says_nothing_promised() -> None:
    silent = [_silent(sheet) if sheet.side is P else sheet for sheet in gap_sheets()]
    result = told(gap_snapshot(silent))["promise-delivery"]
    assert result.heading == "Nothing was promised"
    assert {line.words for line in dumbbells(result).lines} == {"Nothing promised"}
    assert {row[1] for row in result.table.rows} == {"[c] Nothing promised"}
    assert [row[-1] for row in result.table.rows] == ["5 of 5", "4 of 4", "5 of 5", "4 of 4", "4 of 4"]
    assert dumbbells(result).lines[0].gap.first.status is Status.NOTHING_SAID
    assert "map" not in told(gap_snapshot(silent))


def _silent(sheet: Sheet) -> Sheet:
    answers = {
        key: Answer(skip=Skip.NEVER_SAID) if key[0] is Question.PROMISE else answer
        for key, answer in sheet.answers.items()
    }
    return replace(sheet, answers=answers)


def test_importance_is_told_in_places_and_in_points_that_lie_elsewhere() -> None:
    result = told()["importance"]
    assert isinstance(result.picture, Slope)
    assert result.picture.fact == "20"
    assert [(r.name, r.text, r.place) for r in result.picture.right[:2]] == [
        ("The home and the paperwork", "30", "1st"),
        ("Keeping promises", "20", "2nd="),
    ]
    assert [r.name for r in result.picture.left if r.moved] == ["Confidence and skill", "The home and the paperwork"]
    assert result.heading == (
        "You put Keeping promises first. Tessaly Care guessed The home and the paperwork, which you put last"
    )
    assert result.table.rows[-1] == ("Points in a different place", "", "", "", "", "20.00")


def test_what_matters_and_lies_apart_is_where_to_start_whatever_the_other_themes_say() -> None:
    result = told()["what-first"]
    assert isinstance(result.picture, Quadrant)
    assert result.heading == "Start with Confidence and skill and Keeping promises"
    assert result.picture.cross == (0.5, 20.0)
    assert [(dot.name, str(dot.corner)) for dot in result.picture.dots] == [
        ("Keeping promises", "Start here"),
        ("Confidence and skill", "Start here"),
        ("Quick and helpful", "Keep it up"),
        ("Understanding", "Leave for now"),
        ("The home and the paperwork", "Agree if it matters"),
    ]


def test_gaps_are_shown_by_importance_beside_each_theme_the_same() -> None:
    result = told()["weighted"]
    assert isinstance(result.picture, Weighted)
    plain, weighed = (-0.875 - 0.2 - 1.2 + 0 + 1.2) / 5, (-0.875 * 30 - 0.2 * 20 - 1.2 * 25 + 1.2 * 10) / 100
    assert result.picture.rows[0].plain == pytest.approx(plain)
    assert result.picture.rows[0].weighted == pytest.approx(weighed)
    assert result.table.rows[0][1:] == ("−0.22", "−0.48")


def test_the_same_people_hope_and_receive_so_their_interval_is_of_their_own_differences() -> None:
    result = told()["service"]
    assert isinstance(result.picture, Halves)
    received = result.picture.panels[0][1]
    assert received.first.ring
    assert received.first.side is received.second.side is C
    differences = gap_snapshot().figure(C, "service", "s")
    assert received.lines[1].gap.size == pytest.approx(differences.mean)
    assert received.lines[1].words == "far apart, clear"


def test_the_room_opens_with_what_the_numbers_carry() -> None:
    found = results(gap_survey(), gap_snapshot(), NAMES, C)
    assert gap_findings.headline(found) == ("You want the same good homes.", "You put different things first.")
    assert gap_findings.seen_alike(found) == ("Quick and helpful", "Understanding")
    assert gap_findings.shared_strength(found) == "Understanding"
    furthest = gap_findings.furthest_apart(found)
    assert furthest is not None
    assert [line.size for line in furthest.lines] == ["−1.2", "+1.2", "−0.9"]


def test_three_a_side_see_means_and_an_early_sign_and_nothing_of_a_statement() -> None:
    found = told(gap_snapshot(few()))
    for line in dumbbells(found["gap-1"]).lines:
        assert line.gap.size is not None
        assert line.ends is None
        assert not line.gap.stands_out
    assert dumbbells(found["gap-1"]).lines[0].gap.certainty is Certainty.EARLY
    assert {row[4] for row in found["gap-1"].table.rows} == {"not shown"}
    assert found["gap-1"].heading.endswith(": an early sign")
    assert any("Only three or four people" in note for note in found["gap-1"].notes)
    assert "all-four" not in found


def test_where_nobody_differs_there_is_no_interval_and_a_sentence_instead() -> None:
    flat = with_figure(gap_snapshot(), C, Question.EXPECT, "r", spread=0.0)
    flat = with_figure(flat, P, Question.BELIEVE, "r", spread=0.0)
    result = told(flat)["gap-1"]
    assert dumbbells(result).lines[0].ends is None
    assert dumbbells(result).lines[0].words == "some distance"
    assert any("the same answer on Keeping promises, so there is no interval" in note for note in result.notes)


def test_a_hidden_dimension_shows_words_in_the_place_of_marks_and_no_number_anywhere() -> None:
    hidden = with_figure(gap_snapshot(), C, Question.EXPECT, "a", status=Status.TOO_ALIKE, mean=None)
    found = told(hidden)
    line = dumbbells(found["gap-1"]).lines[2]
    assert line.words == "Hidden so that another figure cannot be worked out"
    assert line.ends is None
    assert found["gap-1"].table.rows[2][1].startswith("[c]")
    assert found["gap-1"].table.rows[2][3] == "[c]"
    assert "Confidence and skill" not in [dot.name for dot in _quadrant(found).dots]
    assert "Confidence and skill" not in found["gap-1"].heading


def _quadrant(found: dict[str, Result]) -> Quadrant:
    picture = found["what-first"].picture
    assert isinstance(picture, Quadrant)
    return picture


def test_with_everything_hidden_two_results_say_so_and_the_others_are_left_out() -> None:
    snapshot = gap_snapshot()
    nothing = replace(snapshot, figures=dict.fromkeys(snapshot.figures, Figure(Status.WITHDRAWN)))
    found = told(nothing)
    assert list(found) == ["gap-1", "promise-delivery"]
    assert found["gap-1"].heading == "Nothing can be shown here without giving somebody away"
    assert gap_findings.headline(tuple(found.values()))[0] == "Not much can be shown this time."
    assert gap_findings.furthest_apart(tuple(found.values())) is None
    assert gap_findings.shared_strength(tuple(found.values())) is None


def test_a_shared_answer_says_nothing_of_chance() -> None:
    one = replace(next(s for s in gap_sheets() if s.side is P), organisation=True)
    sheets = [*(s for s in gap_sheets() if s.side is C), one]
    found = told(gap_snapshot(sheets, {**POOLED, P: Mode.ORGANISATION}))
    for line in dumbbells(found["gap-1"]).lines:
        assert line.ends is None
        assert line.gap.certainty is Certainty.NONE


def test_the_way_back_is_told_when_it_was_answered() -> None:
    assert "return" not in told()
    found = told(gap_snapshot(gap_sheets(return_leg=True)), P)["return"]
    assert isinstance(found.picture, Halves)
    expected = found.picture.panels[0][1]
    assert (expected.first.side, expected.second.side) == (P, C)
    assert expected.lines[0].label == "What Orrenshire County Council does for you"
    assert expected.lines[0].meaning == "They think you expect less"
    assert found.heading.startswith("Orrenshire County Council thinks you expect less than you do")


def test_the_four_answers_to_a_statement_stand_beside_each_other() -> None:
    result = told()["all-four"]
    assert isinstance(result.picture, Heat)
    assert [column.side for column in result.picture.columns] == [C, P, P, C]
    cells = [cell for _, rows in result.picture.groups for row in rows for cell in row.cells]
    assert "never" in [cell.text for cell in cells]
    assert all(cell.level in (1, 2, 3, 4) for cell in cells if cell.figure.shown)
    assert all(sum(cell.figure.shown for cell in row.cells) > 1 for _, rows in result.picture.groups for row in rows)


def test_the_scale_begins_left_of_every_mark_and_every_interval() -> None:
    lines = dumbbells(told()["gap-1"]).lines
    assert shown_from(lines, 7) == 4
    low = with_figure(gap_snapshot(), P, Question.BELIEVE, "r", mean=2.4)
    assert dumbbells(told(low)["gap-1"]).lowest == 1
    assert dumbbells(told(low)["gap-1"]).lowest == dumbbells(told(low)["promise-delivery"]).lowest


def test_a_kept_snapshot_tells_the_same_as_the_one_that_was_released() -> None:
    snapshot = gap_snapshot(gap_sheets(return_leg=True))
    kept = from_json(to_json(snapshot))
    assert results(gap_survey(), kept, NAMES, P) == results(gap_survey(), snapshot, NAMES, P)


def numbers(picture: object) -> Iterator[float]:
    """Every number that a picture shows."""
    if isinstance(picture, Figure):
        picture = picture.mean
    if isinstance(picture, float):
        yield picture
    elif isinstance(picture, tuple):
        for each in picture:
            yield from numbers(each)
    elif is_dataclass(picture):
        for field in fields(picture):
            if field.name not in ("reach", "cross", "near"):  # where axes end and fixed lines stand
                yield from numbers(getattr(picture, field.name))


def listed(result: Result) -> set[str]:
    return {found for row in result.table.rows for text in row for found in NUMBER.findall(text)}


@st.composite
def pairs(draw: st.DrawFn) -> list[Sheet]:
    sheets = []
    asked = {C: (Question.EXPECT, Question.GOT), P: (Question.BELIEVE, Question.PROMISE)}
    for side, questions in asked.items():
        for person in range(draw(st.integers(3, 7))):
            answers: dict[tuple[Question, str], Answer] = {}
            for question in questions:
                answers.update({(question, s.id): draw(answer(question)) for s in gap_survey().statements})
            weights = draw(st.sampled_from([(20, 20, 20, 20, 20), (50, 20, 10, 10, 10), (5, 15, 30, 30, 20)]))
            share = Question.IMPORTANCE if side is C else Question.GUESS
            answers.update({(share, d.id): Answer(w) for d, w in zip(gap_survey().dimensions, weights, strict=True)})
            sheets.append(Sheet(f"{side}-{person}", side, answers))
    return sheets


def answer(question: Question) -> st.SearchStrategy[Answer]:
    skips = [Skip.CANNOT_SAY, *([Skip.NEVER_SAID] if question is Question.PROMISE else [])]
    rated = st.integers(1, 7).map(Answer)
    return st.one_of(rated, rated, rated, st.sampled_from(skips).map(lambda skip: Answer(skip=skip)))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets=pairs(), reader=st.sampled_from(READERS))
def test_every_number_of_a_picture_stands_in_its_table_to_two_places(
    sheets: Sequence[Sheet], reader: Side | None
) -> None:
    measured = measure(gap_survey(), sheets, POOLED)
    assert measured is not None
    for result in results(gap_survey(), measured[0], NAMES, reader):
        table = {each.lstrip("+") for each in listed(result)}
        assert {number(value, 2) for value in numbers(result.picture)} <= table, result.id
        assert all(len(row) == len(result.table.columns) for row in result.table.rows)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets=pairs())
def test_the_two_sides_read_the_same_numbers_in_different_words(sheets: Sequence[Sheet]) -> None:
    measured = measure(gap_survey(), sheets, POOLED)
    assert measured is not None
    ours, theirs = (results(gap_survey(), measured[0], NAMES, reader) for reader in (C, P))
    for mine, yours in zip(ours, theirs, strict=True):
        assert mine.id == yours.id
        assert [[NUMBER.findall(text) for text in row] for row in mine.table.rows] == [
            [NUMBER.findall(text) for text in row] for row in yours.table.rows
        ]
        assert list(numbers(mine.picture)) == list(numbers(yours.picture))
    assert ours[0].table.columns != theirs[0].table.columns


@pytest.mark.parametrize("points", [3, 4, 5, 10])
def test_a_survey_on_another_scale_is_drawn_too(points: int) -> None:
    data = gap_survey().model_dump(mode="json")
    for scale in data["scales"]:
        scale["points"] = [f"Point {n}" for n in range(1, points + 1)]
    asked = Questionnaire.model_validate(data)
    measured = measure(asked, [within(sheet, points) for sheet in gap_sheets(return_leg=True)], POOLED)
    assert measured
    pictures = [each.picture for each in results(asked, measured[0], NAMES, None)]
    scales = [each for each in pictures if isinstance(each, Dumbbells)]
    assert scales
    assert all(1 <= each.lowest < each.highest == points for each in scales)


def within(sheet: Sheet, points: int) -> Sheet:
    """The same on a scale with other ends, points that are shared out apart."""
    shared = (Question.IMPORTANCE, Question.GUESS)
    return replace(
        sheet,
        answers={
            key: Answer(min(answer.value, points)) if answer.value and key[0] not in shared else answer
            for key, answer in sheet.answers.items()
        },
    )
