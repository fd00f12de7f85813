"""What matters most to the side that expects, what the other side guessed, and how well it knows it as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from goodpartners.domain.partnership import locks, statistics
from goodpartners.domain.partnership.disclosure import DETAIL_FLOOR
from goodpartners.domain.partnership.gaps import tables as gap_tables
from goodpartners.domain.partnership.gaps.lines import Survey
from goodpartners.domain.partnership.gaps.pictures import Line, Ranked, Slope
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.results import Distance, Result, Word, distance, one_answer
from goodpartners.domain.partnership.snapshots import Figure
from goodpartners.domain.partnership.voice import first_up, titled

IMPORTANCE = "importance"
MOVED = 2
"""Places from which a move is drawn strong."""
MOST_FIRST = 2
"""With more than that in the first place, no name stands in the title."""
FEW_POINTS = 10
"""Misplaced points below which both sides put things in about the same place."""


def order_says(rho: float | None) -> str:
    """How far two orders agree; nothing where one side put everything equal."""
    if rho is None:
        return ""
    for least, words in ((0.7, "much the same order"), (0.3, "partly the same order"), (-0.5, "a different order")):
        if rho >= least:
            return words
    return "nearly the reverse order"


def known(survey: Survey, lines: Sequence[Line]) -> tuple[str, ...]:
    """How well one side knows the other's expectations as a whole: level, order and closeness, in words."""
    both = [(line.gap.first.mean, line.gap.second.mean) for line in lines]
    pairs = [(a, b) for a, b in both if a is not None and b is not None]
    real, guess = [a for a, _ in pairs], [b for _, b in pairs]
    if len(pairs) < 3:
        return ()
    match = statistics.profile_match(real, guess)
    level = "about right" if distance(match.level) is Distance.CLOSE else "too low" if match.level < 0 else "too high"
    order = order_says(match.order)
    closeness = {Distance.SOME: "some distance apart"}.get(distance(match.distance), str(distance(match.distance)))
    over = "Over all themes together" if len(real) == len(lines) else "Over the themes that can be shown"
    ordered = f", and it puts them in {order}" if order else ""
    return (f"{over}, the guess is {level} in level{ordered}. Theme by theme, the two lie {closeness} on average.",)


def slope(survey: Survey) -> Iterator[Result]:
    """Both orders side by side, where both sides' points may be shown."""
    real, guess = _shown(survey, Question.IMPORTANCE), _shown(survey, Question.GUESS)
    if real is None or guess is None:
        return
    picture = _slope(survey, real, guess)
    voice = survey.voice
    lay = (
        f"Left: how {voice.who(survey.expecting)} shared out 100 points. "
        f"Right: how {voice.who(survey.promising)} thought {voice.they(survey.expecting, 'would', 'would')}. "
        "If lines cross, you are not aiming at the same target.",
    )
    order = (f"The guess puts the themes in {picture.order}.",) if picture.order else ()
    early = (locks.EARLY_SIGN,) if rests_on_few(survey, Question.IMPORTANCE, Question.GUESS) else ()
    title, table = _title(survey, picture), gap_tables.of_slope(picture)
    yield Result(IMPORTANCE, "slope", "What matters most", title, lay, picture, table, (*order, *early))


def points(survey: Survey, question: Question) -> dict[str, Figure]:
    """What a side shared out, by the name of the dimension."""
    return {d.title: survey.figure(question, d.id) for d in survey.questionnaire.dimensions}


def rests_on_few(survey: Survey, *questions: Question) -> bool:
    """Whether three or four people of a side shared out the points; a shared answer rests on no number of people."""
    few = any(figure.people < DETAIL_FLOOR for question in questions for figure in points(survey, question).values())
    return few and not one_answer(tuple(survey.snapshot.modes.values()))


def _shown(survey: Survey, question: Question) -> dict[str, float] | None:
    means = {name: figure.mean for name, figure in points(survey, question).items()}
    found = {name: mean for name, mean in means.items() if mean is not None}
    return found if len(found) == len(means) else None


def _slope(survey: Survey, real: dict[str, float], guess: dict[str, float]) -> Slope:
    left, right = _column(real, guess), _column(guess, real)
    slots = {ranked.name: slot for slot, ranked in enumerate(right)}
    lines = ((slot, slots[ranked.name], ranked.moved) for slot, ranked in enumerate(left))
    values = list(real.values()), list(guess.values())
    return Slope(
        f"What matters to {survey.voice.who(survey.expecting)}",
        "Your guess" if survey.expects is False else f"{survey.voice.who(survey.promising)}’s guess",
        left,
        right,
        tuple(sorted(lines, key=lambda line: line[2])),
        statistics.misplaced_points(*values),
        order_says(statistics.spearman(*values)),
    )


def _column(own: dict[str, float], other: dict[str, float]) -> tuple[Ranked, ...]:
    ranks, across = _ranks(own), _ranks(other)
    tied = Counter(ranks.values())
    return tuple(
        Ranked(name, own[name], ranks[name], tied[ranks[name]] > 1, abs(ranks[name] - across[name]) >= MOVED)
        for name in sorted(own, key=ranks.__getitem__)
    )


def _ranks(given: dict[str, float]) -> dict[str, int]:
    """Places from 1, judged on the points as they are shown; those alike share the better place."""
    shown = {name: round(value, 1) for name, value in given.items()}
    return {name: 1 + sum(other > value for other in shown.values()) for name, value in shown.items()}


def _title(survey: Survey, picture: Slope) -> tuple[Word, ...]:
    voice = survey.voice
    puts, guessed = voice.does(survey.expecting, "put", "puts"), voice.does(survey.promising, "guessed", "guessed")
    if round(picture.misplaced, 1) == 0:
        whose = "your" if survey.expects else "their" if survey.expects is False else "the other side’s"
        return titled(f"{guessed} {whose} 100 points exactly")
    real, guess = ([each.name for each in column if each.rank == 1] for column in (picture.left, picture.right))
    alike = [name for name in real if name in guess]
    if max(len(real), len(guess)) > MOST_FIRST:
        return titled(f"{guessed} {100 - round(picture.misplaced)} of 100 points where they belong")
    if alike:
        return titled("Both sides put ", alike, " first" if picture.misplaced < FEW_POINTS else " first, then part")
    lowest = max(each.rank for each in picture.left)
    last = [each.name for each in picture.left if each.rank == lowest and each.name in guess]
    which = f", which {voice.they(survey.expecting, 'put', 'puts')} last" if last == guess else ""
    return titled(f"{puts} ", real, f" first. {first_up(guessed)} ", guess, which)
