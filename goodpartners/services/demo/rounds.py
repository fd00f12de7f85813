"""The rounds of the demo: planned, answered and closed by the services that real people use."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodpartners.domain.partnership.questionnaire import Questionnaire, QuestionnaireKind
from goodpartners.domain.partnership.sheets import WORDS, Sheet
from goodpartners.domain.people import Side
from goodpartners.services import answering, results, round_letters, waves
from goodpartners.services.answering import Opened, Written
from goodpartners.services.demo import answers
from goodpartners.services.demo.cast import LINDLEWICK, MARROWFEN, ORRENSHIRE, QUILLBY, TESSALY, Part
from goodpartners.services.demo.runs import ALONE, JOINT, Run, Runs
from goodpartners.services.demo.scene import Act, Timed
from goodpartners.services.waves import RoundPlan
from goodpartners.store import sheets, snapshots
from goodpartners.store import waves as stored
from goodpartners.store.sheets import Held
from goodpartners.store.waves import Wave

PLANNED = 31
"""Days before the first run on which the trainer planned all rounds."""
LATE = frozenset({"Amara Osei", "Rowan Ashby", "Ileana Dragan", "Grace Oduya"})
"""Who has not handed in what is open on the day of the first run."""
BEGUN = frozenset({"Ileana Dragan"})
"""Who of them has begun it."""
STATEMENTS_BEGUN = 8
"""How many statements they have answered."""
LOOKED = (("Hester Quayle", 100), ("Ileana Dragan", 130), ("Nia Pugh", 220))
"""Who has looked at released results, minutes after they opened."""


@dataclass(frozen=True)
class Round:
    """A round of some pairs of a cohort; days are counted from the first run."""

    questionnaire: str
    number: int
    opens: int
    closes: int
    pairs: tuple[tuple[str, str], ...]
    run: Run = JOINT

    @property
    def over(self) -> bool:
        """Whether it has closed."""
        return self.closes < 0

    @property
    def answered(self) -> bool:
        """Whether people have answered."""
        return self.opens < 0


ROUNDS = (
    Round("readiness", 1, -30, -16, ((ORRENSHIRE, TESSALY), (ORRENSHIRE, MARROWFEN))),
    Round("gaps", 1, -14, -3, ((ORRENSHIRE, TESSALY),)),
    Round("readiness", 1, -5, 9, ((QUILLBY, TESSALY),)),
    Round("readiness", 1, 12, 26, ((QUILLBY, LINDLEWICK),)),
    Round("readiness", 2, 152, 166, ((ORRENSHIRE, TESSALY),)),
    Round("gaps", 2, 166, 180, ((ORRENSHIRE, TESSALY),)),
    Round("readiness", 1, -7, 14, ((ORRENSHIRE, MARROWFEN),), ALONE),
)


@dataclass
class Rounds:
    """The rounds while the demo is made."""

    runs: Runs
    cast: Sequence[Part]

    def acts(self) -> Iterator[Timed]:
        """Everything that happens in them, each act with its moment."""
        at = self.runs.scene.at
        for number, planned in enumerate(ROUNDS):
            asked = self.runs.scene.catalogue.questionnaire(planned.questionnaire)
            if asked is None:
                continue
            yield at(min(PLANNED, -planned.run.begins), 300 + number), self._plans(planned)
            if planned.answered:
                yield at(-planned.opens, 310 + number), self._invites(planned)
                for pair in planned.pairs:
                    yield from self._answers(planned, pair, asked)
            if planned.over:
                closed = -planned.closes - 1
                yield at(closed, number), self._closes(planned)
                for name, minutes in LOOKED:
                    yield at(closed, minutes + number), self._looks(planned, name)

    def _plans(self, planned: Round) -> Act:
        def act(at: datetime) -> None:
            scene, cohort = self.runs.scene, self.runs.numbers.get(planned.run.name)
            if cohort is not None:
                pairs = tuple(self.runs.pairs[planned.run.name, *pair] for pair in planned.pairs)
                days = scene.day(planned.opens), scene.day(planned.closes)
                wanted = RoundPlan(planned.questionnaire, planned.number, *days, pairs)
                waves.plan(scene.session, scene.catalogue, cohort, wanted, actor=scene.trainer(), now=at)

        return act

    def _invites(self, planned: Round) -> Act:
        def act(at: datetime) -> None:
            round_letters.invite_due(self.runs.scene.session, base=self.runs.scene.base, now=at)
            for wave in self._waves(planned):
                wave.invited_at = wave.invited_at or at  # a round that opens at a weekend

        return act

    def _answers(self, planned: Round, pair: tuple[str, str], asked: Questionnaire) -> Iterator[Timed]:
        """A sheet for everybody who sits in the pair, a few each day from the day after it opened."""
        people = [p for p in self.cast if p.organisation in pair and set(p.partners) & set(pair)]
        seated = [p for p in people if p.second_cohort == planned.run.second and not p.invited_only]
        late: frozenset[str] = frozenset() if planned.over else LATE
        answering_ = [p for p in seated if p.name not in late or p.name in BEGUN]
        by_side = {side: [p for p in answering_ if p.side is side] for side in Side}
        written = _sheets(asked, {side: len(found) for side, found in by_side.items() if found})
        for number, (part, sheet) in enumerate(_in_turn(by_side, written)):
            moment = self.runs.scene.at(-planned.opens - 1 - number % 3, 20 + 11 * number)
            yield moment, self._answer(planned, pair, part, sheet, first=sheet.key.endswith("-0"))

    def _answer(self, planned: Round, pair: tuple[str, str], part: Part, sheet: Sheet, *, first: bool) -> Act:
        def act(at: datetime) -> None:
            session, actor = self.runs.scene.session, self.runs.scene.actors[part.name]
            for wave in self._waves(planned, pair):
                answering.begin(session, wave.id, agrees=True, key=secrets.token_hex(16), actor=actor, now=at)
                opened = answering.open_sheet(session, wave.id, actor=actor, now=at)
                begun = part.name in BEGUN and not planned.over
                some = {statement.id for statement in opened.questionnaire.statements[:STATEMENTS_BEGUN]}
                given = [entry for entry in sheet.answers.items() if not begun or entry[0][1] in some]
                key = opened.row.key if opened.row else ""
                sheets.write(session, wave.id, key, [(of, Held(answer, 1)) for of, answer in given])
                if begun:
                    return
                if first and planned.over and pair == (ORRENSHIRE, TESSALY):
                    self._writes(opened, sheet.side, at)
                answering.hand_in(session, answering.open_sheet(session, wave.id, actor=actor, now=at), now=at)

        return act

    def _writes(self, opened: Opened, side: Side, at: datetime) -> None:
        if any(page.about == WORDS for page in opened.pages):
            given = {q.value: Written(said, "sides", said) for (of, q), said in answers.SHARED.items() if of is side}
            answering.save_words(self.runs.scene.session, opened, given, revision=0, now=at)

    def _closes(self, planned: Round) -> Act:
        def act(at: datetime) -> None:
            for wave in self._waves(planned):
                results.close(self.runs.scene.session, wave, base=self.runs.scene.base, now=at)

        return act

    def _looks(self, planned: Round, name: str) -> Act:
        def act(at: datetime) -> None:
            session, actor = self.runs.scene.session, self.runs.scene.actors.get(name)
            for row in snapshots.latest(session, [wave.id for wave in self._waves(planned)]).values():
                if actor:
                    snapshots.look(session, row.id, actor.person_id, at)

        return act

    def _waves(self, planned: Round, only: tuple[str, str] | None = None) -> list[Wave]:
        pairs = [self.runs.pairs.get((planned.run.name, *pair), 0) for pair in ([only] if only else planned.pairs)]
        found = stored.of_pairs(self.runs.scene.session, pairs)
        return [w for w in found if (w.questionnaire, w.number) == (planned.questionnaire, planned.number)]


def _sheets(asked: Questionnaire, people: Mapping[Side, int]) -> list[Sheet]:
    if asked.kind is QuestionnaireKind.GAPS:
        return answers.gap_sheets(asked)
    return answers.readiness_sheets(asked, people)


def _in_turn(people: Mapping[Side, Sequence[Part]], written: Sequence[Sheet]) -> list[tuple[Part, Sheet]]:
    """Each person with a sheet of their side."""
    return [
        (part, sheet)
        for side, found in people.items()
        for part, sheet in zip(found, [s for s in written if s.side is side], strict=False)
    ]
