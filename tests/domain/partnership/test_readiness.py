"""What the room says of the readiness quiz: patterns, words, hidden figures, one set of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodpartners.domain.partnership.disclosure import Status
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.readiness.across import Panels
from goodpartners.domain.partnership.readiness.patterns import (
    Pattern,
    alike,
    furthest_apart,
    headline,
    own_view,
    pairs,
    strengths,
)
from goodpartners.domain.partnership.readiness.quiz import EARLY, INSIDE_FIRST, Ladder, PairPicture, results
from goodpartners.domain.partnership.readiness.round_change import OTHER_STATEMENTS, ChangePicture
from goodpartners.domain.partnership.results import Certainty, Result, number
from goodpartners.domain.partnership.sheets import Answer, Sheet
from goodpartners.domain.partnership.snapshots import CHANGE, Figure, Key, Mode, Snapshot
from goodpartners.domain.people import Side
from goodpartners.services.demo.answers import LEVELS, PEOPLE
from tests.partnership import (
    NAMES,
    POOLED,
    readiness_answers,
    readiness_quiz,
    readiness_sheets,
    readiness_snapshot,
    reworded,
)

C, P = Side.COMMISSIONER, Side.PROVIDER
SMALL = {C: 3, P: 4}
A = tuple((Question.NOW, f"a{n}") for n in (1, 2, 3))


def snapshot(figures: Mapping[tuple[Side, Question], float | Figure], dimension: str = "a") -> Snapshot:
    """A released snapshot in which one dimension is as given."""
    found = {
        Key(side, question, dimension): each if isinstance(each, Figure) else Figure(Status.SHOWN, 6, each, 0.7, 0.5)
        for (side, question), each in figures.items()
    }
    return Snapshot("readiness", 1, POOLED, {C: 6, P: 6}, found)


def views(c_now: float | Figure, p_now: float | Figure, c_want: float | Figure, p_want: float | Figure) -> Snapshot:
    sides = (C, Question.NOW), (P, Question.NOW), (C, Question.WANT), (P, Question.WANT)
    return snapshot(dict(zip(sides, (c_now, p_now, c_want, p_want), strict=True)))


def of(found: Sequence[Result], kind: str) -> Result:
    return next(result for result in found if result.kind == kind)


@pytest.mark.parametrize(
    ("means", "found"),
    [
        ((2.99, 2.99, 3.5, 3.5), {Pattern.CAUSE}),
        ((3.0, 2.99, 3.5, 3.5), set()),
        ((2.9, 2.9, 3.5, 2.9), set()),
        ((2.0, 3.0, 4.0, 4.0), {Pattern.STARTS}),
        ((2.01, 3.0, 4.0, 4.0), set()),
        ((3.2, 3.2, 3.4, 4.4), {Pattern.ENDS}),
        ((3.2, 3.2, 3.41, 4.4), set()),
        ((4.0, 4.0, 4.3, 4.2), {Pattern.STRENGTH}),
        ((3.99, 4.0, 4.3, 4.2), set()),
        ((1.5, 2.5, 3.0, 4.0), {Pattern.CAUSE, Pattern.STARTS, Pattern.ENDS}),
    ],
)
def test_patterns_begin_at_their_borders(means: tuple[float, float, float, float], found: set[Pattern]) -> None:
    assert set(pairs(readiness_quiz(), views(*means))[0].patterns) == found


@pytest.mark.parametrize(
    ("own", "seen", "found"),
    [(4.0, 3.0, Pattern.BLIND), (4.0, 3.01, None), (3.0, 4.0, Pattern.HIDDEN), (3.0, 3.99, None)],
)
def test_blind_spots_and_hidden_strengths_begin_at_one_point(own: float, seen: float, found: Pattern | None) -> None:
    assert own_view(Figure(Status.SHOWN, 5, own), Figure(Status.SHOWN, 5, seen)) is found


def test_a_pattern_holds_where_hidden_figures_make_it_certain_and_nowhere_else() -> None:
    top, unknown = Figure(Status.NEARLY_ALL_TOP, 6), Figure(Status.TOO_ALIKE, 6)

    assert pairs(readiness_quiz(), views(top, 4.2, top, top))[0].patterns == (Pattern.STRENGTH,)
    assert pairs(readiness_quiz(), views(top, 2.9, 4.0, 4.0))[0].patterns == (Pattern.STARTS,)
    assert pairs(readiness_quiz(), views(top, 3.2, 4.0, 4.0))[0].patterns == ()
    assert pairs(readiness_quiz(), views(unknown, 1.0, unknown, 5.0))[0].patterns == ()


def test_what_is_hidden_says_why_and_gives_no_number() -> None:
    released = views(Figure(Status.NEARLY_ALL_TOP, 6), 3.2, 4.1, Figure(Status.TOO_ALIKE, 6))

    own, both, *_ = results(readiness_quiz(), released, NAMES, C)
    row = both.table.rows[0]

    assert row[1].startswith("[c]")
    assert "top two answers" in row[1]
    assert (row[3], row[7]) == ("[c]", "[c]")
    assert "cannot be worked out" not in row[5]
    assert "worked out" in row[6]
    assert isinstance(own.picture, Ladder)
    assert own.picture.rows[0].now is None
    assert own.picture.rows[0].said == "Now: nearly everyone on this side chose the top two answers"


def test_with_nothing_to_show_every_title_says_so_plainly() -> None:
    empty = Snapshot("readiness", 1, POOLED, {C: 3, P: 3}, {})

    found = results(readiness_quiz(), empty, NAMES, P, (readiness_quiz(), empty))

    assert [result.heading for result in found] == [
        "There is too little that can be shown of your side yet",
        "Not enough can be shown yet to compare the two sides",
        "Not enough answers yet to say how you come across",
        "The two rounds cannot be compared",
    ]
    assert all("Not enough answers on both sides" in cell for cell in found[1].table.rows[0][1:3])


def test_three_or_four_people_are_an_early_sign_without_words_of_agreement() -> None:
    found = results(readiness_quiz(), readiness_snapshot(readiness_sheets(SMALL)), NAMES, P)
    ladder, both = of(found, "ladder"), of(found, "pair-readiness")

    assert isinstance(ladder.picture, Ladder)
    assert isinstance(both.picture, PairPicture)
    assert not any(row.agreement for row in ladder.picture.rows)
    assert {twin.gap.certainty for row in both.picture.rows for twin in (row.now, row.want)} <= {
        Certainty.EARLY,
        Certainty.NONE,
    }
    assert EARLY in ladder.notes
    assert EARLY in both.notes


def test_a_side_that_is_split_is_told_to_talk_among_itself_first() -> None:
    ids = [d.id for d in readiness_quiz().dimensions]
    sheets = [s for s in readiness_sheets() if s.side is P] + [
        Sheet(f"c{n}", C, readiness_answers(dict.fromkeys(ids, (level,) * 3), dict.fromkeys(ids, (3 + n % 3,) * 3)))
        for n, level in enumerate((1, 1, 5, 5, 4))
    ]

    own = of(results(readiness_quiz(), readiness_snapshot(sheets), NAMES, C), "ladder")
    theirs = of(results(readiness_quiz(), readiness_snapshot(sheets), NAMES, P), "ladder")

    assert own.heading.startswith("Your side sees Shared purpose and success, Respect")
    assert INSIDE_FIRST in own.notes
    assert INSIDE_FIRST not in theirs.notes


def test_the_two_readers_get_the_same_numbers() -> None:
    before = readiness_quiz(), readiness_snapshot()
    now = readiness_snapshot(before=readiness_sheets())

    mine, theirs = (results(readiness_quiz(), now, NAMES, side, before) for side in (C, P))

    assert [result.kind for result in mine] == ["ladder", "pair-readiness", "panels", "change"]
    assert mine[1:] == theirs[1:]


def test_the_demo_pair_reads_as_it_should() -> None:
    released = readiness_snapshot()
    found = pairs(readiness_quiz(), released)
    headings = [result.heading for result in results(readiness_quiz(), released, NAMES, C)]

    assert headings[1:] == [
        "You start in different places on Listening and Knowing each other, and hope for different things on Partner "
        "of choice and Sharing risk",
        "Orrenshire County Council is seen as better at Listening than it thinks. Tessaly Care is seen as doing less "
        "on Knowing each other than it thinks",
    ]
    assert [each.title for each in furthest_apart(found)] == [
        "Knowing each other",
        "Being a partner of choice",
        "Listening and communication",
    ]
    assert [pair.title for pair in strengths(found)] == ["Respect and reasonableness"]
    assert "Lean process, honest costs" in [pair.title for pair in alike(found)]
    assert headline(found, NAMES) == "You start in different places, and hope for different things"


def test_an_organisations_one_answer_is_compared_without_a_word_of_chance() -> None:
    one = replace(next(s for s in readiness_sheets() if s.side is P), key="organisation", organisation=True)
    sheets = [s for s in readiness_sheets() if s.side is C] + [one]

    released = readiness_snapshot(sheets, {C: Mode.POOLED, P: Mode.ORGANISATION})
    both = of(results(readiness_quiz(), released, NAMES, C), "pair-readiness")

    assert isinstance(both.picture, PairPicture)
    assert both.picture.rows[3].now.words == "far apart"
    assert EARLY not in both.notes


people = st.fixed_dictionaries({C: st.integers(3, 8), P: st.integers(3, 8)})
level = st.floats(1, 5)
levels = st.fixed_dictionaries(
    {
        side: st.fixed_dictionaries(
            {q: st.lists(level, min_size=8, max_size=8) for q in (Question.NOW, Question.WANT, Question.MIRROR)}
        )
        for side in Side
    }
)


@settings(max_examples=40, deadline=None)
@given(people, levels, levels)
def test_every_number_of_a_picture_stands_in_its_table(
    count: Mapping[Side, int],
    first: Mapping[Side, Mapping[Question, Sequence[float]]],
    then: Mapping[Side, Mapping[Question, Sequence[float]]],
) -> None:
    earlier = readiness_sheets(count, first)
    before = readiness_snapshot(earlier)
    now = readiness_snapshot(readiness_sheets(count, then), before=earlier)

    for reader in Side:
        for result in results(readiness_quiz(), now, NAMES, reader, (readiness_quiz(), before)):
            cells = {cell for row in result.table.rows for cell in row}
            assert {len(row) for row in result.table.rows} == {len(result.table.columns)}
            assert numbers(result) <= cells


def numbers(result: Result) -> set[str]:
    """What a picture says in numbers, with two decimals where the picture has one."""
    picture = result.picture
    if isinstance(picture, Ladder):
        return {str(each.position) for row in picture.rows for each in (row.now, row.want) if each}
    if isinstance(picture, PairPicture):
        gaps = [twin.gap for row in picture.rows for twin in (row.now, row.want)]
        return {number(f.mean, 2) for gap in gaps for f in (gap.first, gap.second) if f.shown}
    if isinstance(picture, Panels):
        views = [view.gap for panel in picture.panels for view in panel.views]
        return {number(f.mean, 2) for gap in views for f in (gap.first, gap.second) if f.shown}
    assert isinstance(picture, ChangePicture)
    trends = [trend for row in picture.rows for trend in row.trends]
    plain = {number(f.mean, 2) for t in trends for f in (t.before, t.after) if f and f.shown}
    return plain | {number(t.change.mean, 2, signed=True) for t in trends if t.change.shown}


def later(by: Sequence[int]) -> Result:
    """The pair a round later: each commissioner's answers on “a”, which were low, are so much higher."""
    low = {**LEVELS[C], Question.NOW: [2.0, *LEVELS[C][Question.NOW][1:]]}
    before = readiness_sheets(PEOPLE, {**LEVELS, C: low})
    after = list(before)
    for n, more in enumerate(by):
        higher = {key: Answer((before[n].answers[key].value or 0) + more) for key in A}
        after[n] = replace(before[n], answers={**before[n].answers, **higher})
    released = readiness_snapshot(after, before=before)
    return of(results(readiness_quiz(), released, NAMES, C, (readiness_quiz(), readiness_snapshot(before))), "change")


def test_a_change_of_those_who_answered_twice_is_clear_or_could_be_chance() -> None:
    clear, chance = later((1, 2, 1, 2, 1)), later((0, 0, 2, 0, 2))

    assert clear.table.rows[0][4:] == ("+1.40", "+0.72 to +2.08", "up, clear")
    assert clear.heading.startswith("Orrenshire County Council has moved up on Shared purpose and success")
    assert chance.table.rows[0][6] == "up, could be chance"
    assert "Orrenshire County Council: 5 to 9 people in the round before, 5 to 9 people in this one." in clear.notes
    assert isinstance(clear.picture, ChangePicture)
    assert clear.picture.rows[0].trends[0].by_chance is not None


def test_a_second_round_compares_only_what_both_asked() -> None:
    released = readiness_snapshot(readiness_sheets(SMALL))

    found = of(results(reworded("a3", "a9"), released, NAMES, C, (readiness_quiz(), released)), "change")

    assert isinstance(found.picture, ChangePicture)
    assert found.picture.rows[0].trends[0].words == OTHER_STATEMENTS
    assert found.table.rows[0][2:5] == ("–", "–", "–")
    assert found.picture.rows[1].trends[0].words == "much the same"


def test_rounds_share_the_means_of_single_statements_where_each_is_shown() -> None:
    statements = {
        Key(C, Question.NOW, "a", f"a{n}"): Figure(Status.SHOWN, 6, mean)
        for n, mean in ((1, 2.0), (2, 3.0), (3, 5.0), (9, 1.0))
    }
    released = snapshot({(C, Question.NOW): 3.33})
    old = replace(released, figures={**released.figures, **statements})
    found = of(results(reworded("a3", "a9"), old, NAMES, C, (readiness_quiz(), old)), "change")

    assert found.table.rows[0][2:4] == ("2.50", "2.50")


def test_a_change_is_hidden_where_it_would_give_a_hidden_mean_away() -> None:
    before = readiness_sheets()
    high = {**LEVELS[P], Question.NOW: [4.7, *LEVELS[P][Question.NOW][1:]]}

    released = readiness_snapshot(readiness_sheets(PEOPLE, {**LEVELS, P: high}), before=before)

    assert released.figure(P, Question.NOW, "a").status is Status.NEARLY_ALL_TOP
    assert not released.figure(P, CHANGE, "a").shown
