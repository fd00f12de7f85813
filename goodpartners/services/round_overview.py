"""All rounds of a cohort as its trainer sees them: pairs against rounds, and one round with its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.cohorts import Cohort, Pair
from goodpartners.domain.errors import NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.rounds import RoundStanding, RoundState, unlock
from goodpartners.domain.times import local_time
from goodpartners.services import cohorts as cohort_service
from goodpartners.services import round_standings
from goodpartners.store import cohorts, sheets, waves


@dataclass(frozen=True)
class Column:
    """One round of one questionnaire, whatever the pair."""

    questionnaire: str
    short: str
    number: int


@dataclass(frozen=True)
class OneRound:
    """One round of one pair with what its trainer may do about it."""

    standing: RoundStanding
    state: RoundState
    unlock: str
    begun: bool
    """Whether anybody has begun it, so that it can no longer be withdrawn."""
    today: date

    @property
    def can_move(self) -> bool:
        """Whether its days may still change."""
        return not self.standing.closed

    @property
    def can_withdraw(self) -> bool:
        """Whether it may be taken back."""
        return not self.begun and not self.standing.released

    @property
    def can_release(self) -> bool:
        """Whether results may be opened before it closes, or opened once more with what came later."""
        open_between = self.standing.pair.partnership.open_between_sides
        return open_between and self.standing.ready and self.standing.takes_answers(self.today)


@dataclass(frozen=True)
class Overview:
    """Everything that the page of a cohort's rounds needs."""

    cohort: Cohort
    pairs: tuple[Pair, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[int, Column], OneRound]
    questionnaires: tuple[tuple[str, str], ...]
    """(id, title) of those that can be asked."""
    chosen: OneRound | None
    today: date

    def cell(self, pair: Pair, column: Column) -> OneRound | None:
        """The round of a pair in a column, where it has one."""
        return self.cells.get((pair.id, column))


def overview(
    session: Session,
    catalogue: Catalogue,
    cohort_id: int,
    *,
    actor: Actor,
    now: datetime,
    wave_id: int | None = None,
) -> Overview:
    """The rounds of a cohort that the actor runs, in a fixed number of statements; `wave_id` chooses one of them.

    Raises NotFound for a round that is not in it.
    """
    cohort = cohort_service.find(session, cohort_id, actor=actor)
    pairs = tuple(cohorts.pairs(session, cohort_id))
    today = local_time(now).date()
    seats: dict[tuple[int, Side], list[tuple[int, str]]] = {}
    for seated in waves.seated(session, [pair.id for pair in pairs]):
        seats.setdefault((seated.pair_id, seated.side), []).append((seated.person_id, seated.name))
    rounds = round_standings.of_cohort(session, catalogue, cohort_id, pairs, seats)
    begun = sheets.begun_of(session, [each.id for found in rounds.values() for each in found])
    cells = {}
    for pair_id, found in rounds.items():
        for each in found:
            column = Column(each.questionnaire, each.short, each.number)
            one = OneRound(each, each.state(today), unlock(each, today), each.id in begun, today)
            cells[pair_id, column] = one
    chosen = next((one for one in cells.values() if one.standing.id == wave_id), None)
    if wave_id is not None and chosen is None:
        raise NotFound("There is no such round in this cohort.")
    asked = tuple(sorted(((q.id, f"{q.short}: {q.title}") for q in catalogue.questionnaires.values()), reverse=True))
    return Overview(cohort, pairs, _columns(cells), cells, asked, chosen, today)


def _columns(cells: Mapping[tuple[int, Column], OneRound]) -> tuple[Column, ...]:
    """In the order in which they open."""
    opens: dict[Column, date] = {}
    for (_, column), one in cells.items():
        opens[column] = min(opens.get(column, one.standing.opens), one.standing.opens)
    return tuple(sorted(opens, key=lambda column: (opens[column], column.short, column.number)))
