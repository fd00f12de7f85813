"""The figures of a side and of a pair, explained from the same board that the pages show."""

from __future__ import annotations

from goodpartners.domain.board import IDLE, IMBALANCE, RULE_VERSION, FlagKind, Learner, PairStanding, SideStanding
from goodpartners.domain.counts import counted
from goodpartners.domain.course import Course
from goodpartners.domain.explanation import NONE, Cell, Explanation
from goodpartners.domain.people import Side
from goodpartners.domain.standing import FAILED_TRIES
from goodpartners.domain.times import day
from goodpartners.services.boards import Board

RULE = f"Rule version {RULE_VERSION}"
OWN_PLAN = "A side is compared with its own plan, never with another authority or provider."


def side_average(board: Board, pair: PairStanding, side: Side) -> Explanation:
    """How far a side has come."""
    there = pair.side(side)
    rows = tuple(
        (x.name, f"{x.done} of {x.steps}", x.percent if x in there.counted else "not counted", _counts(board, x))
        for x in there.learners
    )
    return Explanation(
        f"How far {there.organisation} has come",
        there.percent,
        "%",
        _mean_sentence(there.organisation, [x.percent for x in there.counted], there.percent, "of their steps done"),
        f"{RULE}: the mean of the whole percents of everybody who counts, each person once, rounded half up. "
        "A person’s percent is steps done ÷ steps in all courses that their side takes, rounded down.",
        ("Person", "Steps", "Percent", "Counts"),
        rows,
        _sum_of([x.percent for x in there.counted], there.percent, before=1),
        f"{_invited(there)} {OWN_PLAN}".strip(),
    )


def side_plan(board: Board, pair: PairStanding, side: Side) -> Explanation:
    """How far a side's plan wants it to be today."""
    there = pair.side(side)
    planned = [x.planned(board.cohort.begins, board.today) for x in there.counted]
    rows = tuple((x.name, _due(x), percent) for x, percent in zip(there.counted, planned, strict=True))
    return Explanation(
        f"Plan for today: {there.organisation}",
        there.planned,
        "%",
        _mean_sentence(there.organisation, planned, there.planned, "of their steps asked for by today"),
        f"{RULE}: for each person, a straight line from the cohort’s first day, {day(board.cohort.begins)}, to the day "
        "on which each course is due, rounded down; then the mean of everybody who counts, rounded half up.",
        ("Person", "Due", "Plan for today"),
        rows,
        _sum_of(planned, there.planned, before=1)[:3],
        OWN_PLAN,
    )


def imbalance(board: Board, pair: PairStanding) -> Explanation:
    """How far apart the two sides are."""
    percents = [s.percent for s in pair.sides]
    first, second = percents
    apart = None if first is None or second is None else abs(first - second)
    if apart is None:
        sentence = "A difference needs somebody who counts on each side."
    elif apart >= IMBALANCE:
        sentence = f"The two sides are {apart} points apart. From {IMBALANCE} points on, the board says so."
    else:
        sentence = f"The two sides are {apart} points apart. The board says so only from {IMBALANCE} points on."
    return Explanation(
        f"How far apart: {pair.pair.name}",
        apart,
        " points",
        sentence,
        f"{RULE}: the larger average less the smaller one; {IMBALANCE} points or more are an imbalance. "
        "A round in which one side has enough answers while the other has not is one too.",
        ("Side", "Average", "People who count"),
        tuple((s.organisation, NONE if s.percent is None else s.percent, len(s.counted)) for s in pair.sides),
        (),
        "It says where a word may help. It says nothing about who works better.",
    )


def people(board: Board, pair: PairStanding, side: Side) -> Explanation:
    """How many people of a side count, have begun, are invited."""
    there = pair.side(side)
    rows = tuple(
        (x.name, day(x.enrolled_at), _counts(board, x), "yes" if x.begun else "not begun") for x in there.learners
    )
    begun = len(there.learners) - len(there.not_begun)
    return Explanation(
        f"People of {there.organisation}",
        len(there.counted),
        " who count",
        f"{counted(len(there.learners), 'person is', 'people are')} in the pair on this side: "
        f"{len(there.counted)} count towards the average today, {begun} have begun, {len(there.not_begun)} have not. "
        f"{counted(there.invited, 'person who was invited has', 'people who were invited have')} not answered.",
        f"{RULE}: somebody counts from the day that stands here, once they have signed in; they have begun as soon as "
        "anything is on record.",
        ("Person", "Joined", "Counts", "Begun"),
        rows,
        (f"{len(there.learners)} in all", "", len(there.counted), begun),
        "Nothing about an invited person is shown before they accept.",
    )


def score_average(board: Board, pair: PairStanding, side: Side, course: Course, place: int) -> Explanation:
    """The mean of a side's scores in a module."""
    there, header = pair.side(side), course.modules[place].header
    mean, count = there.mean_score(course.id, place)
    scores = [(x, x.score(course.id, place)) for x in there.learners]
    counted = [score for x, score in scores if score is not None and x in there.counted]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (x.name, "no score yet" if score is None else score if x in there.counted else "not counted", _counts(board, x))
        for x, score in scores
    )
    return Explanation(
        f"Scores in {header.code} at {there.organisation}",
        mean,
        "",
        _mean_sentence(there.organisation, counted, mean, "as the mean of scores so far, out of 100")
        if count
        else "Nobody who counts has a score yet.",
        f"{RULE}: the mean of the scores, out of 100, of everybody who counts and has one, rounded half up. "
        "Of several tries the quiz says which one counts.",
        ("Person", "Score", "Counts"),
        rows,
        _sum_of(counted, mean, before=0)[:3],
        f"n = {count}.",
    )


def stuck(board: Board, learners: tuple[Learner, ...], title: str) -> Explanation:
    """Who has been still for ten days although a step is due."""
    begins, today, now = board.cohort.begins, board.today, board.now
    found = [x for x in learners if x.stuck(begins, now, today)]
    return Explanation(
        title,
        len(found),
        " stuck",
        f"No step from {counted(len(found), 'person', 'people')} for {IDLE.days} days or more, with a step due."
        if found
        else "Nobody is stuck now.",
        f"{RULE}: stuck is whoever has signed in, has made no step for {IDLE.days} whole days, and is below the plan "
        f"for today. The plan is a straight line from {day(begins)} to the day on which each course is due.",
        ("Person", "Days without a step", "Done", "Plan for today", "Next step due"),
        tuple(
            (x.name, x.idle_days(now), f"{x.percent}%", f"{x.planned(begins, today)}%", next_due(board, x))
            for x in found
        ),
        (),
        "A day off, a full week or a lost link look the same from here. A kind word finds out.",
    )


def milestone(board: Board, pair: PairStanding) -> Explanation:
    """The pair's next joint step, and the days to it."""
    coming = pair.next
    days = coming.days(board.today) if coming else None
    title = f"{coming.title}, {day(coming.on) if coming.on else 'no day yet'}" if coming else "Everything is reached."
    return Explanation(
        f"Next joint step: {pair.pair.name}",
        abs(days) if days is not None else None,
        " days late" if days is not None and days < 0 else " days",
        title,
        f"{RULE}: the first joint step, by day, that is not reached; days from today, {day(board.today)}. "
        "A step is reached by both sides or not at all.",
        ("Joint step", "Day", "Reached"),
        tuple((m.title, day(m.on) if m.on else NONE, "yes" if m.reached else "no") for m in pair.milestones),
    )


def help_wanted(board: Board, pair: PairStanding, words: dict[tuple[str, str], str]) -> Explanation:
    """Questions that were not right again and again for people of a pair; `words` by (quiz, item)."""
    learners = list(dict.fromkeys(x for side in pair.sides for x in side.learners if x.struggles))
    rows = tuple((x.name, words.get((s.quiz, s.item), s.item), s.failed) for x in learners for s in x.struggles)
    flagged = sum(flag.kind is FlagKind.HELP for flag in pair.flags)
    return _help(f"Needs help: {pair.pair.name}", flagged, rows)


def help_of(learner: Learner, words: dict[tuple[str, str], str]) -> Explanation:
    """The same for one person."""
    rows = tuple((learner.name, words.get((s.quiz, s.item), s.item), s.failed) for s in learner.struggles)
    return _help(f"Needs help: {learner.name}", len(rows), rows)


def next_due(board: Board, learner: Learner) -> str:
    """The first step that the plan for today asks for and that is not on record, in words."""
    titles = {course.id: course for course in board.courses}
    for standing, due in zip(learner.standings, learner.due, strict=True):
        course = titles.get(standing.course)
        if course is None or standing.complete_at:
            continue
        for module, had in zip(course.modules, standing.modules, strict=False):
            if not had.complete:
                return f"{module.header.code}, step {had.done + 1} of {had.steps}, course due {day(due)}"
    return NONE


def _help(title: str, count: int, rows: tuple[tuple[Cell, ...], ...]) -> Explanation:
    return Explanation(
        title,
        count,
        " to look at",
        f"{counted(count, 'question', 'questions')} not right on the last {FAILED_TRIES} papers or more."
        if count
        else "Nobody needs help on a question now.",
        f"{RULE}: a question that was not right on somebody’s last {FAILED_TRIES} papers in a row, or more.",
        ("Person", "Question", "Papers in a row"),
        rows,
    )


def _counts(board: Board, learner: Learner) -> str:
    if learner.counts(board.today):
        return "yes"
    return f"from {day(learner.counts_from)}" if learner.came else "once they have signed in"


def _due(learner: Learner) -> str:
    days = sorted(set(learner.due))
    return " and ".join(day(one) for one in days) or NONE


def _invited(side: SideStanding) -> str:
    if not side.invited:
        return ""
    return f"{counted(side.invited, 'person was', 'people were')} invited and not counted, for they have not answered."


def _mean_sentence(whose: str, percents: list[int], mean: int | None, what: str) -> str:
    if mean is None:
        return f"Nobody at {whose} counts yet, so there is no number."
    who = counted(len(percents), "person", "people")
    return f"{who} at {whose}: {sum(percents)} ÷ {len(percents)} = {mean}, {what}."


def _sum_of(percents: list[int], mean: int | None, *, before: int) -> tuple[Cell, ...]:
    if mean is None:
        return ()
    return (f"Sum of {len(percents)}", *[""] * before, sum(percents), f"÷ {len(percents)} = {mean}")
