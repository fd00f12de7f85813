"""Reminders of rounds that close soon, to those who have not handed in: one letter for all of somebody's pairs.

A letter says nothing of what anybody answered, how many have, or who has not. Who may get one is asked again under the
person's lock, as for every other reminder.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from goodpartners.domain import reminders as rules
from goodpartners.domain.cohorts import Pair
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from goodpartners.domain.times import day, local_time
from goodpartners.services import addresses, mail, tokens
from goodpartners.services import waves as rounds
from goodpartners.services.letters import Letter, compose
from goodpartners.services.tokens import Purpose
from goodpartners.store import cohorts, reminders, sheets, waves
from goodpartners.store.audit import AuditEntry
from goodpartners.store.database import Database
from goodpartners.store.reminders import Reminder
from goodpartners.store.waves import Seated, Wave

LOG = logging.getLogger("goodpartners.jobs")
REMINDS_BEFORE = timedelta(days=5)
"""How long before its last day a round's people are reminded."""
AT_ONCE = 100
"""Letters written in one transaction."""


@dataclass(frozen=True)
class Closing:
    """A round that somebody has not handed in."""

    wave_id: int
    cohort_id: int
    pair: str
    short: str
    title: str
    closes: date
    shared: bool
    """Whether the person's side gives one answer together."""


def send_due(
    database: Database, *, base: str, now: datetime, may_go_on: Callable[[], bool] = lambda: True
) -> tuple[int, int]:
    """Write to everybody who may be written to now: (letters written, bundles that broke).

    A fixed number of statements, and a few for each bundle of letters.
    """
    if not rules.in_hours(now):
        return 0, 0
    try:
        with database.reading() as session:
            waiting = _waiting(session, now)
    except Exception:
        LOG.exception("what is due about rounds could not be read; the next run tries again")
        return 0, 1
    people, written, broken = iter(sorted(waiting)), 0, 0
    while (bundle := list(islice(people, AT_ONCE))) and may_go_on():
        try:
            with database.writing() as session:
                written += _write(session, {person: waiting[person] for person in bundle}, base=base, now=now)
        except Exception:
            LOG.exception("reminders of rounds could not be written; the next run tries again")
            broken += 1
    return written, broken


def _waiting(session: Session, now: datetime) -> dict[int, list[Closing]]:
    today = local_time(now).date()
    found = waves.to_remind(session, today, today + REMINDS_BEFORE)
    if not found:
        return {}
    pairs = cohorts.pairs_by_id(session, [wave.pair_id for wave in found])
    titles = {number: (asked.short, asked.title) for number, asked in rounds.questionnaires(session, found).items()}
    modes = waves.modes(session, {pair.partnership.id for pair in pairs.values()})
    ids = [wave.id for wave in found]
    counts, done = sheets.counts(session, ids), _handed_in(session, ids)
    seated = waves.seated(session, list(pairs))
    latest = reminders.latest(session, [person.person_id for person in seated])
    places: dict[int, list[Seated]] = {}
    for person in seated:
        ready = person.wants_reminders and now - person.since >= rules.ARRIVING
        if ready and rules.may_write(latest.get(person.person_id), now):
            places.setdefault(person.pair_id, []).append(person)
    waiting: dict[int, list[Closing]] = {}
    for wave in found:
        pair = pairs[wave.pair_id]
        own = modes[pair.partnership.id]
        asks = {side for side in Side if _asks(wave, side, own[side], counts)}
        for person in places.get(pair.id, ()):
            if person.side in asks and (person.person_id, wave.id) not in done:
                shared = own[person.side] is Mode.ORGANISATION
                closing = _closing(wave, pair, titles[wave.version_id], shared=shared)
                waiting.setdefault(person.person_id, []).append(closing)
    return waiting


def _handed_in(session: Session, wave_ids: Sequence[int]) -> set[tuple[int, int]]:
    return {(c.person_id, c.wave_id) for c in sheets.completions(session, wave_ids) if c.handed_in_at}


def _asks(wave: Wave, side: Side, mode: Mode, counts: Mapping[tuple[int, Side, bool], int]) -> bool:
    """Whether a side's answers are still asked for: not in a workshop, nor once its shared answer is handed in."""
    if mode is Mode.ORGANISATION:
        return not counts.get((wave.id, side, True))
    return mode is Mode.POOLED


def _closing(wave: Wave, pair: Pair, titles: tuple[str, str], *, shared: bool) -> Closing:
    return Closing(wave.id, pair.cohort_id, pair.partnership.name, *titles, wave.closes, shared)


def _write(session: Session, waiting: Mapping[int, Sequence[Closing]], *, base: str, now: datetime) -> int:
    ids = sorted(waiting)
    ready, latest = reminders.addressees(session, ids), reminders.latest(session, ids)
    people = [x for x in ready if rules.may_write(latest.get(x.person_id), now)]
    links = tokens.issue_all(session, {x.person_id: x.email for x in people}, Purpose.REMINDERS, now=now)
    posts: list[tuple[str, Letter, int | None]] = []
    records: list[Reminder | AuditEntry] = []
    for person in people:
        who, own = person.person_id, sorted(waiting[person.person_id], key=lambda each: each.closes)
        stop = addresses.link(base, addresses.STOP_REMINDERS, links[who].secret)
        letter = letter_of(person.name, own, base=base, stop=stop)
        posts.append((person.email, letter, who))
        where = own[0].cohort_id
        records.append(Reminder(person_id=who, cohort_id=where, text=letter.subject, at=now))
        for cohort_id in dict.fromkeys(each.cohort_id for each in own):
            records.append(AuditEntry(at=now, act="reminder sent", person_id=who, cohort_id=cohort_id, detail={}))
    mail.post_all(session, posts, now=now)
    session.bulk_save_objects(records, preserve_order=False)
    return len(people)


def letter_of(name: str, closing: Sequence[Closing], *, base: str, stop: str) -> Letter:
    """One person's letter about the rounds of their pairs that close soon."""
    first = closing[0]
    subject = f"{first.short}: open until {day(first.closes)}" if len(closing) == 1 else "Open about your pairs"
    return compose(
        subject,
        name,
        *(_paragraph(each, base=base) for each in closing),
        f"You get at most one reminder a week. If you want none, open this link and press the button:\n{stop}",
    )


def _paragraph(closing: Closing, *, base: str) -> str:
    whose = "The answer of your side is" if closing.shared else "Your answers are"
    return (
        f"“{closing.title}” for {closing.pair} closes after {day(closing.closes)}. {whose} not handed in yet. What has "
        f"been answered so far is kept. Go on here:\n{base}{addresses.ROUNDS}{closing.wave_id}"
    )
