"""What rounds cost: closing and releasing them in bulk, the room with its results, and one answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from urllib.parse import urlencode

import sqlalchemy as sa

from goodpartners.cli.benchmarks import journeys, partnerships
from goodpartners.cli.benchmarks.benchmark import WARM_UP, Benchmark, Making, look_inside
from goodpartners.cli.benchmarks.journeys import Learner
from goodpartners.cli.benchmarks.load import Journey, Load, UnexpectedReply
from goodpartners.cli.benchmarks.report import NOTHING, Compared, Row, times
from goodpartners.domain.partnership import sheets
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.people import Side
from goodpartners.services import round_steps
from goodpartners.store.people import MembershipRow
from goodpartners.store.sheets import SheetAnswer, SheetRow
from goodpartners.store.snapshots import SnapshotRow

TENTH = 10
LINEAR = 1.2
"""A partnership among ten times as many may take so many times as long."""
SMALL, LARGE = (3, 1), (12, 3)
"""People a side and rounds released, of the two rooms."""


def release(run: Benchmark) -> list[Row]:
    """Close and release a round of few partnerships and of ten times as many, as the jobs do."""
    many = len(run.stage.everybody)
    few = max(1, many // TENTH)
    taken = {number: _closed(run, number) for number in (few, many)}
    ratio = taken[many] / taken[few]
    rows = [
        Row(
            f"round of {number:,} partnerships × {2 * partnerships.A_SIDE} people closed and released",
            f"{seconds * 1000:.1f} ms each, {seconds * number:.1f} s in all",
            figures={"ours": seconds},
        )
        for number, seconds in taken.items()
    ]
    found = Row(
        "  for each, among ten times as many", f"{ratio:.2f} × as long", aim=f"≤ {LINEAR} ×", met=ratio <= LINEAR
    )
    return [*rows, replace(found, figures={"ratio": ratio})]


def room(run: Benchmark) -> list[Row]:
    """The room of a pair with three rounds of 24 people, and its statements; then one answer of another round."""
    first = run.stage.learners[0]
    few, many = (_room(run, f"room {n}", *size) for n, size in enumerate((SMALL, LARGE)))
    for path in (few, many):  # the look at a result is noted once
        run.ours(_reading(path), 1, WARM_UP, [first])
    loads = run.compare("room", _reading(many), 1, [first])
    found = Compared([(_seconds(ours), _seconds(bare)) for ours, bare in loads])
    counted = look_inside(run.stage, profiles=False, rooms=[few, many])["rooms"]
    both = f"{counted[few]} and {counted[many]}"
    figures = {"ours": counted[many], "bare": counted[few]}
    return [
        _against_bare("the pair’s room, 3 rounds of 24 people", found),
        Row(
            "  SQL statements, for few and for many",
            both,
            aim="the same",
            met=len(set(counted.values())) == 1,
            figures=figures,
        ),
    ]


def answer(run: Benchmark) -> list[Row]:
    """One answer about a pair, sent and kept."""
    asked = _questionnaire(run)
    wave, page = _open_round(run, asked)
    values = cycle(range(1, asked.highest(page.part.questions[0].id) + 1))
    sent: list[str] = []

    def answering(who: Learner) -> Journey:
        value = str(next(values))
        fields = [(ask.id.value, value) for ask in page.part.questions]
        before = [("sent", sent[-1])] if sent else []
        yield from who.post(f"/rounds/{wave}/1", [*fields, *before, ("version", "0"), ("action", "next")], "answer")
        sent[:] = [urlencode(fields)]

    loads = run.compare("answer", answering, 1, [run.stage.learners[0]])
    found = Compared([(ours.mean("answer"), bare.mean("hello")) for ours, bare in loads])
    return [_against_bare("answer about the pair sent (POST), alone", found)]


def _reading(path: str) -> Making:
    return lambda who: journeys.read(who, path)


def _against_bare(name: str, found: Compared) -> Row:
    ours, bare = f"{found.ours * 1000:.1f} ms", f"{found.bare * 1000:.2f} ms"
    return Row(name, ours, bare, times(found), NOTHING, figures=found.figures())


def _closed(run: Benchmark, number: int) -> float:
    """Seconds for each partnership."""
    now = datetime.now(UTC)
    with run.stage.database.writing() as session:
        trainer = run.stage.cohorts.trainer.id
        made = partnerships.fill(session, f"round of {number}", number, trainer=trainer, now=now)
        waves = partnerships.ask(session, made, _questionnaire(run), _tomorrow(now), number=1, now=now)
    run.tick("release")
    began = time.perf_counter()
    done = _close(run, now)
    seconds = time.perf_counter() - began
    with run.stage.database.reading() as session:
        released = session.scalar(
            sa.select(sa.func.count()).select_from(SnapshotRow).where(SnapshotRow.wave_id.between(waves[0], waves[-1]))
        )
    if (done.closed, released) != (number, number):
        raise UnexpectedReply(f"{number} rounds should be closed and released, and {done.closed}, {released} were.")
    return seconds / number


def _room(run: Benchmark, name: str, a_side: int, count: int) -> str:
    """A pair whose rounds are released, with the first learner in it; the room's address."""
    now = datetime.now(UTC)
    asked = _questionnaire(run)
    made = _pair(run, name, a_side, now)
    for number in range(1, count + 1):
        with run.stage.database.writing() as session:
            partnerships.ask(session, made, asked, _tomorrow(now), number=number, now=now)
        _close(run, now)
    return f"/pairs/{made.pairs[0]}/room"


def _open_round(run: Benchmark, asked: Questionnaire) -> tuple[int, sheets.Page]:
    """An open round of a pair, in which the first learner has begun; its number and that learner's first page."""
    now = datetime.now(UTC)
    made = _pair(run, "answers", partnerships.A_SIDE, now)
    own = run.stage.everybody[0]
    with run.stage.database.writing() as session:
        mine = replace(made, seated=(*made.seated, (own, made.pairs[0], Side.COMMISSIONER)))
        (wave,) = partnerships.ask(session, mine, asked, now.date() + timedelta(days=9), number=1, now=now)
        session.execute(sa.update(SheetRow).where(SheetRow.wave_id == wave).values(handed_in=False))
        session.execute(sa.delete(SheetAnswer).where(SheetAnswer.wave_id == wave))
    return wave, sheets.pages(asked, Side.COMMISSIONER, number=1, seed=f"bench-{own}")[0]


def _pair(run: Benchmark, name: str, a_side: int, now: datetime) -> partnerships.Made:
    own = run.stage.everybody[0]
    with run.stage.database.writing() as session:
        trainer = run.stage.cohorts.trainer.id
        made = partnerships.fill(session, name, 1, trainer=trainer, now=now, a_side=a_side)
        membership = session.scalars(sa.select(MembershipRow.id).where(MembershipRow.person_id == own)).one()
        place = (own, made.pairs[0], Side.COMMISSIONER)
        partnerships.seat(session, made.cohort_id, [membership], [place], now=now)
    return made


def _questionnaire(run: Benchmark) -> Questionnaire:
    found = run.stage.catalogue.questionnaire("gaps")
    if found is None:
        raise UnexpectedReply("The content has no gap survey (quizzes/partnership/gaps.yaml), which this measures.")
    return found


def _tomorrow(now: datetime) -> date:
    """The last day of rounds that this closes and the server's own jobs do not."""
    return now.date() + timedelta(days=1)


def _close(run: Benchmark, now: datetime) -> round_steps.Stepped:
    return round_steps.step(run.stage.database, base="http://benchmark.example", now=now + timedelta(days=3))


def _seconds(load: Load) -> float:
    return load.seconds / max(load.replies, 1)


ROUNDS: dict[str, Callable[[Benchmark], list[Row]]] = {
    "round-release": release,
    "room": room,
    "round-answer": answer,
}
