"""A pair with a round and people who answer it, for tests of the room: through the services’ own doors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.partnership.sheets import Sheet
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.times import local_time
from goodpartners.services import answering, results, waves
from goodpartners.services.house import House
from goodpartners.services.rooms import Room, room
from goodpartners.store import sheets as store
from goodpartners.store import waves as wave_store
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.people import Person
from goodpartners.store.sheets import Held, SheetWords
from goodpartners.store.waves import Wave
from tests.cohorts import QUILLBY, TESSALY, actor_of, make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import make_account
from tests.partnership import gap_sheets, gap_survey

Acted = TypeVar("Acted")
BASE = "http://localhost"
DAYS = 14
"""A round is open so many days."""


@dataclass(repr=False)
class Meeting:
    """One pair of a cohort, its trainer, and whoever sits in it by side."""

    house: House
    clock: Clock
    trainer: Person
    cohort: int
    partnership: int
    pair: int
    people: dict[Side, list[Person]] = field(default_factory=lambda: {side: [] for side in Side})

    @property
    def path(self) -> str:
        """The room's address."""
        return f"/pairs/{self.pair}/room"

    @property
    def today(self) -> date:
        """London's day."""
        return local_time(self.clock()).date()

    def write(self, act: Callable[[Session], Acted]) -> Acted:
        """Change something and commit it."""
        with self.house.database.writing() as session:
            return act(session)

    def beside(self, authority: str, provider: str = TESSALY) -> Meeting:
        """Another pair of the same cohort."""

        def add(session: Session) -> tuple[int, int]:
            partnership = make_pair(session, authority, provider, at=self.clock())
            row = CohortPartnershipRow(cohort_id=self.cohort, partnership_id=partnership, added_at=self.clock())
            session.add(row)
            session.flush()
            return partnership, row.id

        return Meeting(self.house, self.clock, self.trainer, self.cohort, *self.write(add))

    def sit(self, side: Side, count: int) -> list[Person]:
        """New people with seats on a side."""
        there = len(self.people[side])
        made = [
            make_account(self.house, f"{side.value.title()} {n}", email=f"{side}.{n}@pair-{self.pair}.example")
            for n in range(there + 1, there + count + 1)
        ]
        for person in made:
            self.write(lambda s, p=person: seat(s, s.get_one(Person, p.id), self.pair, side, at=self.clock()))  # type: ignore[misc]
        self.people[side] += made
        return made

    def actor(self, person: Person) -> Actor:
        """Somebody as services see them."""
        with self.house.database.reading() as session:
            return actor_of(session, session.get_one(Person, person.id), at=self.clock())

    def round(self, questionnaire: Questionnaire | None = None, number: int = 1, *, opens: int = 0) -> int:
        """A round that opens so many days from today, for both sides."""

        def plan(session: Session) -> int:
            kept = waves.freeze(session, questionnaire or gap_survey(), now=self.clock())
            begins = self.today + timedelta(days=opens)
            wave = Wave(
                pair_id=self.pair,
                version_id=kept.id,
                questionnaire=kept.questionnaire,
                number=number,
                opens=begins,
                closes=begins + timedelta(days=DAYS),
                created_at=self.clock(),
            )
            session.add(wave)
            session.flush()
            return wave.id

        return self.write(plan)

    def answer(
        self,
        wave: int,
        person: Person,
        sheet: Sheet,
        *,
        says: tuple[str, str, str] | None = None,
        hands_in: bool = True,
    ) -> None:
        """What somebody answers; `says` is what they write: (text, reader, the words to share)."""

        def act(session: Session) -> None:
            actor = actor_of(session, session.get_one(Person, person.id), at=self.clock())
            now = self.clock()
            answering.begin(session, wave, agrees=True, key=f"{person.id:032d}", actor=actor, now=now)
            opened = answering.open_sheet(session, wave, actor=actor, now=now)
            assert opened.row
            store.write(session, wave, opened.row.key, ((key, Held(a, 1)) for key, a in sheet.answers.items()))
            if says:
                text, reader, shared = says
                words = SheetWords(wave_id=wave, key=opened.row.key, question="well", text=text)
                words.reader, words.shared = reader, shared
                session.add(words)
            if hands_in:
                opened = answering.open_sheet(session, wave, actor=actor, now=now)
                answering.hand_in(session, opened, now=now)

        self.write(act)

    def answers(self, wave: int, commissioners: int, providers: int, sheets: Sequence[Sheet] | None = None) -> None:
        """So many people of each side answer, with seats made as needed; more people than sheets answer alike."""
        found = sheets or gap_sheets()
        for side, count in ((Side.COMMISSIONER, commissioners), (Side.PROVIDER, providers)):
            self.sit(side, max(0, count - len(self.people[side])))
            given = [sheet for sheet in found if sheet.side is side]
            for n, person in enumerate(self.people[side][:count]):
                self.answer(wave, person, given[n % len(given)])

    def release(self, wave: int) -> None:
        """Its trainer opens the results before the round closes."""
        trainer = self.actor(self.trainer)
        self.write(lambda s: results.release_now(s, wave, base=BASE, actor=trainer, now=self.clock()))

    def mode(self, side: Side, mode: Mode) -> None:
        """A side answers in another way."""

        def act(session: Session) -> None:
            wave_store.side_mode(session, self.partnership, side).mode = mode.value

        self.write(act)

    def released(self, commissioners: int = 5, providers: int = 6) -> int:
        """A round that so many people answered and whose results are open."""
        wave = self.round()
        self.answers(wave, commissioners, providers)
        self.release(wave)
        return wave

    def room(self, person: Person, wave: int | None = None) -> Room:
        """The room as somebody sees it."""
        with self.house.database.reading() as session:
            return room(session, self.pair, actor=self.actor(person), now=self.clock(), wave_id=wave)


def make_meeting(house: House, clock: Clock, authority: str = QUILLBY, provider: str = TESSALY) -> Meeting:
    """A pair that both organisations agreed to, in a cohort with a trainer; nobody sits in it yet."""
    trainer = make_account(house, "Tova Adeyemi")
    with house.database.writing() as session:
        partnership = make_pair(session, authority, provider, at=clock())
        cohort, (pair,) = make_cohort(
            session, session.get_one(Person, trainer.id), ["shared-garden"], [partnership], at=clock()
        )
    return Meeting(house, clock, trainer, cohort, partnership, pair)


def close_due(session: Session, *, base: str, now: datetime) -> None:
    """Close the rounds whose last day has passed, as the jobs do."""
    for wave in wave_store.to_close(session, local_time(now).date()):
        results.close(session, wave, base=base, now=now)
