"""A questionnaire as one person answers it: for their pair, on their side, in a round that is open.

Every change is kept at once, complete or not; handing in says that the sheet counts. Until the round closes it can
still be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Pair
from goodpartners.domain.errors import Clash, Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.partnership import consent, sheets
from goodpartners.domain.partnership.questionnaire import Questionnaire, named
from goodpartners.domain.partnership.results import Names
from goodpartners.domain.partnership.sheets import Answer, Answers, Key, Page
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.domain.times import day, local_time
from goodpartners.services import waves as rounds
from goodpartners.store import pairs, waves
from goodpartners.store import sheets as store
from goodpartners.store.sheets import Completion, Held, SheetRow, SheetWords
from goodpartners.store.upsert import insert
from goodpartners.store.waves import Wave

READERS = {"me": "Only me", "trainer": "My trainer", "sides": "Both sides, in my side’s words"}
LONGEST_WORDS = sheets.LONGEST_WORDS
IN_ANOTHER_WINDOW = "This page was answered in another window too."


@dataclass(frozen=True)
class Opened:
    """A sheet with everything its pages need; `row` is None until it is begun."""

    wave: Wave
    questionnaire: Questionnaire
    pair: Pair
    side: Side
    shared: bool
    """Whether it is the one answer of the side's organisation."""
    row: SheetRow | None
    completion: Completion | None
    held: Mapping[Key, Held]
    words: Mapping[str, SheetWords]
    pages: tuple[Page, ...]
    today: date

    @property
    def names(self) -> Names:
        """What the two sides are called."""
        return Names(self.pair.partnership.authority, self.pair.partnership.provider)

    @property
    def answers(self) -> Answers:
        """What stands on it."""
        return {key: held.answer for key, held in self.held.items()}

    @property
    def takes_answers(self) -> bool:
        """Whether the round is open today."""
        return rounds.is_open(self.wave, self.today)

    @property
    def begun(self) -> bool:
        """Whether the actor agreed, and there is something to answer on.

        While the round is open, to what happens with just this sheet: for themselves, or openly for their side.
        """
        if self.row is None or self.completion is None:
            return False
        return not self.takes_answers or self.completion.consent == consent.version(shared=self.shared)

    @property
    def handed_in(self) -> bool:
        """Whether it counts."""
        return self.row is not None and self.row.handed_in

    @property
    def done(self) -> frozenset[int]:
        """The numbers of the pages that are answered, from 1."""
        return frozenset(n for n, page in enumerate(self.pages, 1) if self.is_answered(page))

    @property
    def to_do(self) -> tuple[int, ...]:
        """The numbers of the pages that are asked and not answered, those that may be left out apart."""
        return tuple(n for n, p in enumerate(self.pages, 1) if not p.part.optional and not self.is_answered(p))

    def is_answered(self, page: Page) -> bool:
        """Whether a page has all its answers; words count as soon as one box has some."""
        if not page.is_rated and page.about == sheets.WORDS:
            return any(row.text.strip() for row in self.words.values())
        return sheets.answered(self.questionnaire, page, self.answers)

    def revision(self, page: Page) -> int:
        """How often the answers of a page were written; what a form was drawn with."""
        if page.about == sheets.WORDS:
            return sum(row.revision for row in self.words.values())
        return sum(self.held[key].revision for key in sheets.keys(self.questionnaire, page) if key in self.held)

    def mark(self, page: Page) -> str:
        """What a form says it was drawn of: a sheet's order, and whose sheet it is, may change while it is open."""
        return f"{'side' if self.shared else 'own'} {page.part.id} {page.about}"

    def said(self, text: str | None) -> str:
        """A wording with the names of the pair's organisations."""
        return named(text or "", self.names.authority, self.names.provider)


class AnswersClash(Clash):
    """The page was answered in another window; both answers are kept for the person to choose."""

    def __init__(self, mine: Answers, standing: Answers, revision: int, *, shared: bool) -> None:
        where = "Somebody on your side answered this page meanwhile." if shared else IN_ANOTHER_WINDOW
        super().__init__(f"{where} Both answers are below: choose which stands.")
        self.mine, self.standing, self.revision = mine, standing, revision


@dataclass(frozen=True)
class Written:
    """What somebody typed into a box, who may read it, and the words they would have shared."""

    text: str
    reader: str = "me"
    shared: str = ""


def open_sheet(session: Session, wave_id: int, *, actor: Actor, now: datetime, lock: bool = False) -> Opened:
    """The actor's own sheet of a round, or their side's shared one; NotFound for whoever has no seat in the pair."""
    wave = waves.find(session, wave_id, lock=lock)  # so that a save and the round's end wait for each other
    pair_id = wave.pair_id if wave else None
    seat = next((s for s in pairs.of_person(session, actor.person_id) if s.pair.id == pair_id), None)
    if wave is None or seat is None:
        raise NotFound("There is no such questionnaire for you.")
    require(Permission.IN_COHORT, actor, Subject(people=frozenset({actor.person_id})))
    partnership = seat.pair.partnership
    mode = waves.modes(session, [partnership.id])[partnership.id][seat.side]
    shared = mode is Mode.ORGANISATION
    key = store.key_of(session, actor.person_id, wave.pair_id, seat.side)
    row = store.find(session, wave_id, key, lock=lock) if key else None
    if rounds.is_open(wave, local_time(now).date()):
        row = store.organisations(session, wave_id, seat.side, lock=lock) if shared else row
    elif row is None or not row.handed_in:
        # what a side chooses later changes nothing about a round that is over
        together = store.organisations(session, wave_id, seat.side, lock=lock)
        row, shared = together or row, bool(together) or (shared and row is None)
    else:
        shared = False
    questionnaire = rounds.questionnaires(session, [wave])[wave.version_id]
    return Opened(
        wave=wave,
        questionnaire=questionnaire,
        pair=seat.pair,
        side=seat.side,
        shared=shared,
        row=row,
        completion=store.own_completions(session, actor.person_id).get(wave_id),
        held=store.answers(session, wave_id, row.key) if row else {},
        words=store.words(session, wave_id, row.key) if row else {},
        pages=sheets.pages(questionnaire, seat.side, number=wave.number, seed=row.key) if row else (),
        today=local_time(now).date(),
    )


def begin(session: Session, wave_id: int, *, agrees: bool, key: str, actor: Actor, now: datetime) -> None:
    """Begin a sheet, with the person's consent; begun twice it stays as it is. `key` is by chance.

    Raises Invalid without consent, Closed outside of the round's days.
    """
    waves.find(session, wave_id, lock=True)  # two people of a side, or two windows, begin one after the other
    opened = open_sheet(session, wave_id, actor=actor, now=now, lock=True)
    if opened.begun:
        return
    _refuse_closed(opened)
    if not agrees:
        raise Invalid([FieldProblem("agrees", "Tick the box if you agree. Without it nothing is asked or kept.")])
    if opened.row is None:
        key = _own_key(session, opened, key, actor) if not opened.shared else key
        session.add(SheetRow(wave_id=wave_id, key=key, side=opened.side.value, organisation=opened.shared))
    agreed = opened.completion
    if agreed is None:
        agreed = Completion(person_id=actor.person_id, wave_id=wave_id)
        session.add(agreed)
    elif not opened.handed_in:
        agreed.handed_in_at = None  # what they handed in was the other sheet
    agreed.side, agreed.consented_at = opened.side.value, now
    agreed.consent = consent.version(shared=opened.shared)
    session.flush()


def save(session: Session, opened: Opened, page: Page, given: Answers, *, revision: int, now: datetime) -> int:
    """Keep the answers of a page, complete or not; gives the page's new revision.

    Raises AnswersClash when others were written since the form was drawn, Closed when the round is over.
    """
    row = _begun(opened)
    _refuse_closed(opened)
    asked = sheets.keys(opened.questionnaire, page)
    new = {key: given.get(key, Answer()) for key in asked}
    if wrong := [key for key, answer in new.items() if not sheets.valid(opened.questionnaire, key, answer)]:
        raise Invalid([FieldProblem(key[0].value, "Choose one of the answers.") for key in wrong])
    standing = {key: opened.held[key].answer if key in opened.held else Answer() for key in asked}
    if new == standing:
        return opened.revision(page)
    if revision != opened.revision(page):
        raise AnswersClash(new, standing, opened.revision(page), shared=opened.shared)
    changed = {
        key: Held(answer, (opened.held[key].revision if key in opened.held else 0) + 1)
        for key, answer in new.items()
        if answer != standing[key]
    }
    store.write(session, opened.wave.id, row.key, changed.items())
    session.flush()
    return revision + len(changed)


def save_words(session: Session, opened: Opened, given: Mapping[str, Written], *, revision: int, now: datetime) -> int:
    """Keep what was typed into the boxes; gives the page's new revision. Raises as `save` does."""
    row = _begun(opened)
    _refuse_closed(opened)
    asked = {ask.id.value for page in opened.pages if page.about == sheets.WORDS for ask in page.part.questions}
    for question, written in given.items():
        if question not in asked or written.reader not in READERS:
            raise Invalid([FieldProblem(question, "Choose who may read it.")])
        if max(len(written.text), len(written.shared)) > LONGEST_WORDS:
            raise Invalid([FieldProblem(question, f"Use at most {LONGEST_WORDS} characters.")])
    page = next(page for page in opened.pages if page.about == sheets.WORDS)
    standing = {q: Written(row_.text, row_.reader, row_.shared) for q, row_ in opened.words.items()}
    changed = {q: written for q, written in given.items() if standing.get(q, Written("")) != written}
    if changed and revision != opened.revision(page):
        raise AnswersClash({}, {}, opened.revision(page), shared=opened.shared)
    for question, written in changed.items():
        kept = opened.words.get(question)
        if kept is None:
            kept = SheetWords(wave_id=opened.wave.id, key=row.key, question=question, revision=0)
            session.add(kept)
        kept.text, kept.reader, kept.shared = written.text, written.reader, written.shared
        kept.revision += 1
    session.flush()
    return revision + len(changed)


def hand_in(session: Session, opened: Opened, *, now: datetime) -> None:
    """Say that the sheet counts; again changes nothing. Raises Invalid while nothing is answered."""
    row = _begun(opened)
    _refuse_closed(opened)
    if not opened.done:
        raise Invalid([FieldProblem("hand-in", "Answer at least one statement first.")])
    row.handed_in = True
    if opened.completion and opened.completion.handed_in_at is None:
        opened.completion.handed_in_at = now
    session.flush()


def page_of(opened: Opened, number: int) -> Page:
    """The page of that number, from 1; NotFound for any other."""
    if not 1 <= number <= len(opened.pages):
        raise NotFound("There is no such page in this questionnaire.")
    return opened.pages[number - 1]


def _own_key(session: Session, opened: Opened, key: str, actor: Actor) -> str:
    """The key under which the person answers about this pair in every round; the new one if they have none."""
    mine = {"person_id": actor.person_id, "pair_id": opened.wave.pair_id}
    new = insert(session, store.Respondent).values(key=key, side=opened.side.value, **mine)
    session.execute(new.on_conflict_do_nothing())  # another round may be begun in another window
    return store.key_of(session, **mine, side=opened.side) or key


def _begun(opened: Opened) -> SheetRow:
    if opened.row is None or not opened.begun:
        raise Closed("Read what happens with your answers first, then begin.")
    return opened.row


def closed(opened: Opened) -> str:
    """Why the round takes no answers today; empty while it does."""
    if opened.pair.ended_at:
        return "This pair no longer takes part, so nothing is changed any more."
    if opened.takes_answers:
        return ""
    if opened.today < opened.wave.opens:
        return f"This round opens on {day(opened.wave.opens)}."
    ended = local_time(opened.wave.closed_at).date() if opened.wave.closed_at else opened.today
    return f"This round closed on {day(min(opened.wave.closes, ended))}."


def _refuse_closed(opened: Opened) -> None:
    if sentence := closed(opened):
        over = opened.today >= opened.wave.opens and not opened.pair.ended_at
        raise Closed(f"{sentence} What you chose here was not kept." if over else sentence)
