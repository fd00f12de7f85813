"""A cohort whose pairs are asked in rounds: a trainer, people on both sides, and whether they have handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from goodpartners.domain.people import Actor, Role, Side
from goodpartners.services.house import House
from goodpartners.store.people import Person
from goodpartners.store.sheets import Completion, SheetRow
from tests.cohorts import actor_of, make_cohort, make_pair, seat
from tests.factories import START, make_person
from tests.partnership import answer_round, make_round, readiness_quiz, readiness_sheets

BEFORE = START - timedelta(days=20)
C, P = Side.COMMISSIONER, Side.PROVIDER


@dataclass
class Asked:
    """Pair number 0, 1, …; `people` by pair and side."""

    house: House
    sizes: tuple[tuple[int, int], ...] = ((3, 3),)
    tag: str = ""
    """Goes after every name, so that two of these fit into one database."""
    trainer: Person = field(init=False)
    cohort: int = field(init=False)
    pairs: list[int] = field(init=False)
    people: dict[tuple[int, Side], list[Person]] = field(default_factory=dict)
    waves: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.house.database.writing() as session:
            self.trainer = make_person(session, f"Moira Tennant{self.tag}", roles=[Role.TRAINER], at=BEFORE)
            made = [
                make_pair(session, f"Quillby {n}{self.tag}", f"Tessaly {n}{self.tag}", at=BEFORE)
                for n in range(len(self.sizes))
            ]
            self.cohort, self.pairs = make_cohort(session, self.trainer, ["good-supplier"], made, at=BEFORE)
            for n, sizes in enumerate(self.sizes):
                for side, count in zip(Side, sizes, strict=True):
                    self.people[n, side] = []
                    for number in range(count):
                        name = f"{side.value.title()} {n} {number}{self.tag}"
                        person = make_person(session, name, at=BEFORE)
                        seat(session, person, self.pairs[n], side, at=BEFORE)
                        self.people[n, side].append(person)

    @property
    def base(self) -> str:
        """Where the trainer runs the cohort."""
        return f"/train/cohorts/{self.cohort}"

    @property
    def moira(self) -> Actor:
        """The trainer."""
        with self.house.database.reading() as session:
            return actor_of(session, self.trainer, at=BEFORE)

    def actor(self, pair: int, side: Side, number: int = 0) -> Actor:
        """Somebody who is asked."""
        with self.house.database.reading() as session:
            return actor_of(session, self.people[pair, side][number], at=BEFORE)

    def round(self, pair: int = 0, *, number: int = 1, opens: date | None = None, closes: date | None = None) -> int:
        """A round of the readiness quiz, open since yesterday."""
        first = opens or (START - timedelta(days=1)).date()
        with self.house.database.writing() as session:
            wanted = self.pairs[pair], readiness_quiz()
            made = make_round(session, *wanted, number=number, opens=first, closes=closes, at=BEFORE)
        self.waves.append(made)
        return made

    def answer(self, wave: int, side: Side, count: int, pair: int = 0, *, at: datetime = START) -> None:
        """So many of a side hand in what the demo's people answered."""
        given = [sheet.answers for sheet in readiness_sheets() if sheet.side is side]
        with self.house.database.writing() as session:
            for n, person in enumerate(self.people[pair, side][:count]):
                answer_round(session, wave, person, given[n % len(given)], at=at)

    def hand_in(self, wave: int, side: Side, count: int, pair: int = 0, *, after: int = 0) -> None:
        """The same without an answer, for where only the number matters."""
        with self.house.database.writing() as session:
            for person in self.people[pair, side][after : after + count]:
                who = {"person_id": person.id, "wave_id": wave, "side": side.value}
                session.add(Completion(**who, consent="1", consented_at=START, handed_in_at=START))
                session.add(SheetRow(wave_id=wave, key=f"{person.id:032x}", side=side.value, handed_in=True))
