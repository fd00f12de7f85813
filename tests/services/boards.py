"""Random boards, made of values alone: one pair, two courses of two modules, anybody at any point."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from goodpartners.domain.board import Learner, PairStanding, flags_of, side_standing
from goodpartners.domain.cohorts import Cohort, CohortCourse, Pair
from goodpartners.domain.milestones import milestones
from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.people import Side
from goodpartners.domain.standing import ModuleStanding, Standing, Struggle
from goodpartners.services.boards import Board
from tests.domain.courses import course, module, section
from tests.factories import START

TODAY = START.date()
BEGINS = TODAY - timedelta(days=30)
COURSES = tuple(
    course(
        name,
        module(name, "first", section("s1"), section("s2"), section("s3")),
        module(name, "second", section("s4"), section("s5")),
    )
    for name in ("garden", "orchard")
)
COHORT = Cohort(
    1,
    "Autumn joint cohort",
    BEGINS,
    TODAY + timedelta(days=40),
    tuple(CohortCourse(c.id, None) for c in COURSES),
    frozenset({7}),
)
PAIR = Pair(5, 1, Partnership(1, 10, "Quillby Borough Council", 20, "Tessaly Care", START, START, START))
SCORES = st.none() | st.integers(0, 100)


@st.composite
def standings(draw: st.DrawFn) -> tuple[Standing, ...]:
    """Somebody's standings in both courses."""
    found = []
    for one in COURSES:
        modules = []
        for part in one.modules:
            steps = len(part.sections)
            done, score = draw(st.integers(0, steps)), draw(SCORES)
            modules.append(ModuleStanding(done, steps, score, bool(done) or score is not None or draw(st.booleans())))
        struggles = (Struggle(f"{one.id}/quiz", "day", draw(st.integers(4, 9))),) if draw(st.booleans()) else ()
        complete = START if all(m.complete for m in modules) or draw(st.integers(0, 5)) == 0 else None
        found.append(Standing(one.id, tuple(modules), struggles, START, complete))
    return tuple(found)


@st.composite
def learners(draw: st.DrawFn, number: int, side: Side) -> Learner:
    """Somebody on a side, agency or not, there for long or not, who came or not."""
    days = st.integers(0, 40)
    return Learner(
        person_id=number,
        enrolment_id=number,
        name=draw(st.text("ab =+@<&é", min_size=1, max_size=9)) + str(number),
        email=f"p{number}@tessaly.example",
        organisation=PAIR.partnership.organisation(side),
        job_family=draw(st.none() | st.just("Key worker")),
        side=side,
        enrolled_at=START - timedelta(days=draw(days)),
        counts_from=TODAY + timedelta(days=draw(st.integers(-20, 20))),
        came=draw(st.booleans()) or draw(st.booleans()),
        standings=draw(standings()),
        due=tuple(TODAY + timedelta(days=draw(st.integers(-10, 40))) for _ in COURSES),
        active_at=draw(st.none() | st.builds(lambda d: START - timedelta(days=d), days)),
        seats=((PAIR.id, side),),
    )


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """A board of one pair with up to five people a side."""
    count = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    people = {
        side: [draw(learners(n + 100 * at, side)) for n in range(1, count[at] + 1)] for at, side in enumerate(Side)
    }
    sides = tuple(
        side_standing(
            side,
            PAIR.partnership.organisation(side),
            people[side],
            begins=BEGINS,
            today=TODAY,
            invited=draw(st.integers(0, 3)),
        )
        for side in Side
    )
    commissioner, provider = sides
    steps = milestones(
        PAIR.partnership, both_begun=False, begins=BEGINS, courses=[(COHORT.ends, "Both", False)], dates=()
    )
    flags = flags_of(PAIR, (commissioner, provider), begins=BEGINS, now=START)
    row = PairStanding(PAIR, commissioner, provider, steps, flags)
    everybody = tuple(x for side in Side for x in people[side])
    return Board(COHORT, COURSES, (row,), everybody, (), 0, (), START)
