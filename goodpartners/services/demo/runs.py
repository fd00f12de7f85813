"""The two cohorts of the demo, made and run by the services that real trainers use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.people import Side
from goodpartners.services import (
    allowances,
    cohort_invitations,
    cohorts,
    join_codes,
    join_requests,
    joining,
    joint_dates,
    trainer_letters,
)
from goodpartners.services.allowances import Wanted
from goodpartners.services.cohort_invitations import Wanted as Invited
from goodpartners.services.cohorts import Plan
from goodpartners.services.demo.cast import (
    ASKING,
    LATE,
    LINDLEWICK,
    MARROWFEN,
    ORRENSHIRE,
    PARTNERSHIPS,
    QUILLBY,
    REMINDED,
    TESSALY,
    Part,
)
from goodpartners.services.demo.scene import INVITED, Act, Scene, Timed
from goodpartners.services.joint_dates import Meeting
from goodpartners.store import cohorts as stored
from goodpartners.store import joining as ways_in


@dataclass(frozen=True)
class Run:
    """A cohort; days are counted from the first run, the days by which courses are due from its own beginning."""

    name: str
    begins: int
    ends: int
    courses: tuple[tuple[str, int], ...]
    pairs: tuple[tuple[str, str], ...]
    second: bool = False


JOINT = Run(
    "Autumn joint cohort",
    begins=-35,
    ends=49,
    courses=(("good-customer", 70), ("good-supplier", 70), ("working-together", 84)),
    pairs=tuple(PARTNERSHIPS),
)
ALONE = Run(
    "Orrenshire’s commissioners",
    begins=-14,
    ends=56,
    courses=(("good-customer", 63),),
    pairs=((ORRENSHIRE, MARROWFEN),),
    second=True,
)
PLANNED = 7
"""Days from making a cohort to its beginning."""
MEETINGS = (
    ("Opening workshop", -33, None, "Quillby Town Hall"),
    ("Visit to a home", -12, (QUILLBY, TESSALY), "Tessaly Care, The Beeches"),
    ("Look at one referral together", -10, (QUILLBY, LINDLEWICK), "Online"),
    ("First talk about a shared plan", 5, (ORRENSHIRE, LINDLEWICK), "Online"),
    ("Look at one referral together", 8, (ORRENSHIRE, MARROWFEN), "Orrenshire County Hall"),
    ("Mid-point workshop", 13, None, "Online"),
    ("Closing workshop", 44, None, "Orrenshire County Hall"),
)
"""(title, days from the first run, pair or everybody, place)."""
ASKED = 1
"""Days before the first run on which somebody used a code."""
REMINDER = "Is anything in the way? I can help, or we can find another day together."


@dataclass
class Runs:
    """The cohorts while the demo is made: numbers by name."""

    scene: Scene
    cast: Sequence[Part]
    numbers: dict[str, int] = field(default_factory=dict)
    pairs: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """By cohort, authority and provider."""
    code: str = ""

    def acts(self) -> Iterator[Timed]:
        """Everything that happens in both."""
        at = self.scene.at
        for run in (JOINT, ALONE):
            people = [p for p in self.cast if p.partners and p.second_cohort == run.second and not p.invited_only]
            made = PLANNED - run.begins
            yield at(made), self._makes(run)
            yield at(made, 60), self._invites(run, people)
            for number, part in enumerate(people):
                yield at(part.joined, number - 60), self._accepts(part)
        for number, (title, days, pair, place) in enumerate(MEETINGS):
            yield at(PLANNED - JOINT.begins, 10 + number), self._plans(title, days, pair, place)
            if days < 0:
                held = (self.scene.today - self.scene.day(days)).days
                yield at(held, 240), self._holds(title)
        yield at(INVITED), self._invites(JOINT, [part for part in self.cast if part.invited_only])
        yield at(7), self._allows(*LATE)
        yield at(REMINDED[1], 60), self._reminds(REMINDED[0])
        yield at(ASKED + 1), self._hangs_up_a_code
        yield at(ASKED), self._asks

    def _makes(self, run: Run) -> Act:
        def act(at: datetime) -> None:
            scene, trainer = self.scene, self.scene.trainer()
            begins, ends = scene.day(run.begins), scene.day(run.ends)
            courses = [(c, begins + timedelta(days=due)) for c, due in run.courses if scene.catalogue.course(c)]
            if not courses:
                return
            plan = Plan(run.name, begins, ends, tuple(courses))
            cohort = cohorts.create(scene.session, scene.catalogue, plan, actor=trainer, now=at)
            for pair in run.pairs:
                cohorts.add_pair(scene.session, cohort, scene.partnerships[pair], actor=trainer, now=at)
            taking_part = {pair.partnership.id: pair.id for pair in cohorts.pairs(scene.session, cohort)}
            self.numbers[run.name] = cohort
            self.pairs |= {(run.name, *pair): taking_part[scene.partnerships[pair]] for pair in run.pairs}

        return act

    def _invites(self, run: Run, people: Sequence[Part]) -> Act:
        def act(at: datetime) -> None:
            wanted = [self._wanted(run, part) for part in people]
            if run.name in self.numbers:
                number, trainer = self.numbers[run.name], self.scene.trainer()
                to = {"base": self.scene.base, "support": ""}
                cohort_invitations.send(self.scene.session, number, wanted, **to, actor=trainer, now=at)

        return act

    def _wanted(self, run: Run, part: Part) -> Invited:
        own = [pair for pair in run.pairs if part.organisation in pair]
        pairs = frozenset(self.pairs[run.name, *p] for p in own if set(p) & set(part.partners)) if self.pairs else ()
        email, number = self.scene.actors[part.name].email, self.scene.organisations[part.organisation]
        return Invited(part.name, email, number, part.organisation, part.side, part.job_family, frozenset(pairs))

    def _accepts(self, part: Part) -> Act:
        def act(at: datetime) -> None:
            actor = self.scene.actors[part.name]
            for row in ways_in.open_for(self.scene.session, actor.person_id):
                joining.accept(self.scene.session, row.id, actor=actor, now=at)

        return act

    def _plans(self, title: str, days: int, pair: tuple[str, str] | None, place: str) -> Act:
        def act(at: datetime) -> None:
            if JOINT.name in self.numbers:
                pair_id = self.pairs[JOINT.name, *pair] if pair else None
                meeting = Meeting(title, self.scene.day(days), time(10), time(12, 30), place, pair_id)
                cohort, trainer = self.numbers[JOINT.name], self.scene.trainer()
                joint_dates.add(self.scene.session, cohort, meeting, actor=trainer, now=at)

        return act

    def _holds(self, title: str) -> Act:
        def act(at: datetime) -> None:
            number = self.numbers.get(JOINT.name)
            if number is None:
                return
            trainer = self.scene.trainer()
            for date in stored.joint_dates(self.scene.session, number):
                if date.title == title and date.on < self.scene.today:
                    joint_dates.hold(self.scene.session, number, date.id, actor=trainer, now=at)

        return act

    def _allows(self, name: str, course: str, reason: str) -> Act:
        def act(at: datetime) -> None:
            cohort, actor = self.numbers.get(JOINT.name), self.scene.actors.get(name)
            if cohort and actor:
                until = self.scene.day(35)
                kind = AllowanceKind.LATER_DATE
                wanted = Wanted(kind, reason, about=course, until=until, cohort_id=cohort)
                trainer = self.scene.trainer()
                allowances.give(self.scene.session, actor.person_id, wanted, actor=trainer, now=at)

        return act

    def _reminds(self, name: str) -> Act:
        def act(at: datetime) -> None:
            cohort, actor = self.numbers.get(JOINT.name), self.scene.actors.get(name)
            if cohort and actor:
                place = (self.scene.session, self.scene.catalogue, cohort, [actor.person_id], REMINDER)
                trainer_letters.send(*place, base=self.scene.base, actor=self.scene.trainer(), now=at)

        return act

    def _hangs_up_a_code(self, at: datetime) -> None:
        """For a home's office."""
        pair = self.pairs.get((JOINT.name, QUILLBY, TESSALY))
        if pair is not None:
            cohort, trainer = self.numbers[JOINT.name], self.scene.trainer()
            self.code = join_codes.renew(self.scene.session, cohort, pair, Side.PROVIDER, actor=trainer, now=at)

    def _asks(self, at: datetime) -> None:
        if self.code:
            name, email, job_family = ASKING
            join_requests.ask(self.scene.session, self.code, name=name, email=email, job_family=job_family, now=at)
