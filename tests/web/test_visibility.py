"""Who sees what, role × thing × route: words planted in what somebody does turn up only where the table lets them.

The routes are the application's own. A route about a cohort, a pair, a person, an organisation, an attempt or a
certificate must be placed in ADDRESSES and OPEN, or a test fails.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Role, Side
from goodpartners.domain.policy import WITHOUT_SIGNING_IN
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import Written
from goodpartners.domain.visibility import Thing, Viewer, sees
from goodpartners.services import certificates, learning
from goodpartners.services.house import House
from goodpartners.store.certificates import Certificate
from goodpartners.store.cohorts import JoinCode, JointDateRow
from goodpartners.store.joining import CohortInvitation
from goodpartners.store.people import Person, RoleGrant
from tests.cohorts import QUILLBY, TESSALY, actor_of, make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import START, make_account, make_organisation, make_person, signed_in
from tests.garden import ACTIVITY, ASKING, COURSE, MODULE, QUIZ, SECTIONS, Learner
from tests.partnership import gap_sheets
from tests.rooms import Meeting
from tests.web.visitor import Visitor

OWN = "amara"
WHO: dict[str, Viewer | None] = {
    OWN: Viewer.SELF,
    "colleague": Viewer.COLLEAGUE,
    "lead": Viewer.SIDE_LEAD,
    "across": Viewer.OTHER_SIDE,
    "manager": Viewer.ORGANISATION_MANAGER,
    "trainer": Viewer.TRAINER,
    "admin": Viewer.ADMIN,
    "other manager": Viewer.STRANGER,
    "third manager": Viewer.STRANGER,
    "other pair": Viewer.STRANGER,
    "other trainer": Viewer.STRANGER,
    "author": Viewer.STRANGER,
    "stranger": Viewer.STRANGER,
    "nobody": None,
}
"""How each of the people in this test stands to Amara Osei of Tessaly Care."""
ABOUT = {"cohort", "pair", "person", "organisation", "attempt", "certificate", "enrolment", "invitation", "wave"}
"""Arguments of routes that are about somebody."""
NOTE, REFLECTION, ANSWER, DRAFT = "marigold-in-my-note", "thistle-i-learned", "yarrow-i-answered", "sorrel-i-typed"
ANSWERED_WORDS = "comfrey-i-answered-about-us"
MEETING, OTHER_MEETING = "Lavender workshop", "Nettle workshop"
OTHER_PERSON = "Petra Quince"
INVITED = "Ingrid Unasked"

MEMBERS = {OWN, "colleague", "lead", "across"}
IN_COHORT = MEMBERS | {"other pair"}
RUNS = {"trainer"}
ADDRESSES: dict[str, tuple[str, ...]] = {
    "admin.person": ("/admin/people/{amara}",),
    "admin_organisations.one": ("/admin/organisations/{tessaly}",),
    "attempts.check": ("/attempts/{running}/check",),
    "attempts.item": ("/attempts/{running}/1",),
    "question_problems.form": ("/attempts/{attempt}/1/problem",),
    "attempts.results": ("/attempts/{attempt}/results",),
    "attempts.resume": ("/attempts/{running}",),
    "boards.board": ("/train/cohorts/{cohort}", "/train/cohorts/{cohort}?order=name"),
    "boards.pair": ("/train/cohorts/{cohort}/pairs/{pair}",),
    "boards.sheet": ("/train/cohorts/{cohort}/sheet", "/train/cohorts/{cohort}/sheet?pair={pair}"),
    "calendars.cohort": ("/cohorts/{cohort}/calendar.ics",),
    "certificates.certificate": ("/certificates/{certificate}",),
    "cohort_rounds.rounds": ("/train/cohorts/{cohort}/rounds", "/train/cohorts/{cohort}/rounds?round={wave}"),
    "joint_dates.all": ("/train/cohorts/{cohort}/dates",),
    "cohorts.log": ("/train/cohorts/{cohort}/log",),
    "cohorts.pairs": ("/train/cohorts/{cohort}/pairs",),
    "cohorts.settings": ("/train/cohorts/{cohort}/settings",),
    "explanations.figure": (
        "/train/cohorts/{cohort}/explain/side-average?pair={pair}&side=provider",
        "/train/cohorts/{cohort}/explain/percent?person={amara}",
        "/train/cohorts/{cohort}/explain/cell?person={amara}&course={course}&module={module}",
        "/train/cohorts/{cohort}/explain/milestone?pair={pair}",
        "/train/cohorts/{cohort}/explain/people?pair={pair}&side=provider",
    ),
    "exports.download": tuple(
        f"/train/cohorts/{{cohort}}/export/{name}.{kind}"
        for name in ("grid", "pair-{pair}", "questions", "board")
        for kind in ("csv", "xlsx")
    ),
    "merging.accounts": ("/admin/people/{amara}/merge",),
    "merging.organisations": ("/admin/organisations/{tessaly}/merge",),
    "organisations.overview": ("/organisations/{tessaly}",),
    "pairs.pair": ("/pairs/{pair}",),
    "pairs.seen_by": tuple(
        f"/pairs/{{pair}}/seen-by/{side}-{role}"
        for side in ("commissioner", "provider")
        for role in ("learner", "lead", "manager")
    ),
    "pairs.trainer_sees": ("/cohorts/{cohort}/what-my-trainer-sees",),
    "participants.attempt": ("/train/cohorts/{cohort}/people/{amara}/attempts/{attempt}",),
    "participants.person": ("/train/cohorts/{cohort}/people/{amara}",),
    "rooms.pack": ("/pairs/{pair}/room/pack",),
    "rooms.room": ("/pairs/{pair}/room",),
    "rooms.table": ("/pairs/{pair}/room/{wave}.csv",),
    "rounds.delete": ("/rounds/{wave}/delete",),
    "rounds.introduction": ("/rounds/{wave}",),
    "rounds.overview": ("/rounds/{wave}/answers",),
    "rounds.page": ("/rounds/{wave}/1", "/rounds/{wave}/56"),
    "rounds.result": ("/rounds/{wave}/result",),
    "places.invitation": ("/train/cohorts/{cohort}/invitations/{invitation}",),
    "places.place": ("/train/cohorts/{cohort}/places/{enrolment}",),
    "question_results.overview": ("/train/cohorts/{cohort}/questions",),
    "question_results.quiz": ("/train/cohorts/{cohort}/questions/{course}/{module}",),
    "reminders.compose": ("/train/cohorts/{cohort}/write?to={amara}",),
    "rosters.code": ("/train/cohorts/{cohort}/codes/{pair}/provider",),
    "rosters.codes": ("/train/cohorts/{cohort}/codes",),
    "rosters.invite": ("/train/cohorts/{cohort}/invite",),
    "rosters.people": ("/train/cohorts/{cohort}/people",),
    "rosters.template": ("/train/cohorts/{cohort}/invite/list.csv",),
}
"""Where the routes about somebody lead in this test's world."""
TRAINERS_OWN = {
    *("boards", "cohort_rounds", "cohorts", "explanations", "exports", "joint_dates", "participants", "places"),
    *("question_results", "rosters"),
}
OPEN: dict[str, set[str]] = {
    **{name: RUNS for name in ADDRESSES if name.split(".")[0] in TRAINERS_OWN},
    "reminders.compose": RUNS,
    "pairs.seen_by": RUNS,
    "pairs.pair": MEMBERS | {"manager", "other manager"},
    "pairs.trainer_sees": IN_COHORT,
    **{name: MEMBERS | RUNS for name in ADDRESSES if name.startswith("rooms.")},
    **{name: MEMBERS for name in ADDRESSES if name.startswith("rounds.")},
    "calendars.cohort": IN_COHORT | RUNS,
    "organisations.overview": {"lead", "manager"},
    "certificates.certificate": {OWN},
    **{name: {OWN} for name in ADDRESSES if name.startswith(("attempts.", "question_problems."))},
    **{name: {"admin"} for name in ADDRESSES if name.startswith(("admin", "merging"))},
}
"""Who may open each of them; everybody else is refused."""
WITHOUT_PEOPLE = {"pages", "assets", "health", "door", "joining"}


@dataclass(frozen=True)
class World:
    """A cohort with two pairs of four organisations, and what was planted in Amara's learning."""

    app: Flask
    values: Mapping[str, object]
    visitors: Mapping[str, Visitor]
    planted: Mapping[Thing, tuple[str, ...]]
    code: str

    def addresses(self, endpoint: str) -> list[str]:
        """Where a route leads."""
        return [address.format(**self.values) for address in ADDRESSES[endpoint]]

    def other(self) -> Iterator[tuple[str, str]]:
        """(endpoint, address) of the routes that are not about somebody by their address."""
        adapter = self.app.url_map.bind("localhost")
        values = {"course": COURSE, "module": MODULE, "section": ASKING, "quiz": MODULE, "viewer": "x", "name": "x.css"}
        for rule in self.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in ADDRESSES and not _apart(rule.endpoint):
                given = {name: values.get(name, "x") for name in rule.arguments}
                yield rule.endpoint, adapter.build(rule.endpoint, given)


def _apart(endpoint: str) -> bool:
    """Pages without people, and the certificate's page that is open to whoever has its code."""
    return endpoint.split(".")[0] in WITHOUT_PEOPLE or endpoint == "certificates.verified"


@pytest.fixture
def database_kind() -> str:
    """Who may see what does not differ between databases."""
    return "sqlite"


@pytest.fixture
def world(garden_app: Flask, house: House, clock: Clock) -> World:
    """Everybody in their place, and Amara done with her course and in the middle of another try."""
    people = {name: make_account(house, _name(name), roles=_roles(name)) for name in WHO if name != "nobody"}
    with house.database.writing() as session:
        row = {name: session.get_one(Person, person.id) for name, person in people.items()}
        ours, theirs = make_pair(session), make_pair(session, "Orrenshire County Council", "Lindlewick Trust")
        cohort, (pair, far) = make_cohort(session, row["trainer"], [(COURSE, date(2026, 12, 18))], [ours, theirs])
        make_cohort(session, row["other trainer"], [COURSE], name="Another cohort")
        session.add(JointDateRow(cohort_id=cohort, pair_id=pair, title=MEETING, on=date(2026, 12, 3)))
        session.add(JointDateRow(cohort_id=cohort, pair_id=far, title=OTHER_MEETING, on=date(2026, 12, 4)))
        enrolment = seat(session, row[OWN], pair)
        for name in ("colleague", "lead"):
            seat(session, row[name], pair)
        seat(session, row["across"], pair, Side.COMMISSIONER)
        seat(session, row["other pair"], far, Side.COMMISSIONER)
        for name, role, where in (
            ("lead", Role.SIDE_LEAD, TESSALY),
            ("manager", Role.ORGANISATION_MANAGER, TESSALY),
            ("other manager", Role.ORGANISATION_MANAGER, QUILLBY),
            ("third manager", Role.ORGANISATION_MANAGER, "Orrenshire County Council"),
        ):
            within = make_organisation(session, where).id
            session.add(RoleGrant(person_id=row[name].id, role=role, organisation_id=within, granted_at=START))
        session.add(JoinCode(pair_id=pair, side=Side.PROVIDER, code="HEDGEROW", made_at=START))
        asked = make_person(session, INVITED, signed_in_at=None)
        tessaly = make_organisation(session, TESSALY).id
        invitation = CohortInvitation(cohort_id=cohort, person_id=asked.id, organisation_id=tessaly, sent_at=START)
        session.add(invitation)
        session.flush()
        actor = actor_of(session, row[OWN])
        values: dict[str, object] = {
            "cohort": cohort,
            "pair": pair,
            "tessaly": tessaly,
            "enrolment": enrolment.id,
            "invitation": invitation.id,
            "amara": row[OWN].id,
            "course": COURSE,
            "module": MODULE,
        }
    who = Learner(house.database, house.library.current(today=START.date()), clock, actor)
    attempt, running, code, marks = _learn(who)
    with house.database.reading() as session:
        certificate = session.scalars(sa.select(Certificate)).one().id
    values |= {"attempt": attempt, "running": running, "certificate": certificate}
    values["wave"] = _answer(Meeting(house, clock, people["trainer"], cohort, ours, pair), people)
    visitors = {n: Visitor(signed_in(garden_app.test_client(), person)) for n, person in people.items()}
    visitors["nobody"] = Visitor(garden_app.test_client())
    planted = {
        Thing.MEMBERSHIP: (_name(OWN),),
        Thing.ANSWERS: (ANSWER,),
        Thing.MARKS: (marks,),
        Thing.COMPLETION: (f"{who.catalogue.course(COURSE).file.title}: complete",),  # type: ignore[union-attr]
        Thing.CERTIFICATES: (code, certificates.spaced(code)),
        Thing.NOTES: (NOTE, REFLECTION, DRAFT),
        Thing.MILESTONES: (MEETING,),
        Thing.SIDE_AVERAGE: (": 33% of the steps done",),
        Thing.PAIR_ANSWERS: (ANSWERED_WORDS,),
        Thing.ANSWERED: (f"{_name(OWN)}: handed in",),
        Thing.PAIR_RESULTS: ("only big gaps show clearly", "No count of people stands here"),
    }
    return World(garden_app, values, visitors, planted, code)


def _answer(meeting: Meeting, people: Mapping[str, Person]) -> int:
    """A round that one side answered one by one and the other as one organisation, and whose results are open."""
    wave = meeting.round()
    meeting.mode(Side.COMMISSIONER, Mode.ORGANISATION)
    sheets = gap_sheets()
    meeting.answer(wave, people["across"], sheets[0])
    for name, sheet in zip((OWN, "colleague", "lead"), sheets[-3:], strict=True):
        meeting.answer(wave, people[name], sheet, says=(ANSWERED_WORDS, "me", "") if name == OWN else None)
    meeting.release(wave)
    return wave


def _name(who: str) -> str:
    return {OWN: "Amara Osei", "other pair": OTHER_PERSON, "lead": "Lena Lead"}.get(who, f"{who.title()} Person")


def _roles(who: str) -> list[Role]:
    named = {"trainer": Role.TRAINER, "other trainer": Role.TRAINER, "admin": Role.ADMIN, "author": Role.AUTHOR}
    return [named[who]] if who in named else []


def _learn(who: Learner) -> tuple[int, int, str, str]:
    """Do the whole course with a note, a wrong answer in words and a draft: (attempt, running, code, marks)."""
    who.write(lambda s: learning.save_note(
        s, who.catalogue, COURSE, MODULE, ACTIVITY, NOTE, version=0, actor=who.actor, now=who.clock()
    ))  # fmt: skip
    attempt = who.start(QUIZ)
    for item in who.open(attempt).attempt.items:
        who.answer(attempt, item.id, Written(text=ANSWER) if item.kind == "short-text" else key(item))
    who.hand_in(attempt)
    for section in SECTIONS:
        who.finish(section)
    text = dict.fromkeys(("learned", "impact", "peer"), REFLECTION)
    who.write(lambda s: certificates.save_reflection(s, COURSE, text, version=0, actor=who.actor, now=who.clock()))
    running = who.start(QUIZ)
    written = next(item for item in who.open(running).attempt.items if item.kind == "short-text")
    who.draft(running, written.id, Written(text=DRAFT))
    progress = who.read(lambda s: learning.progress_of(s, who.catalogue, COURSE, actor=who.actor))
    record = next(step.record for m in progress.modules for step in m.steps if step.record)
    assert progress.complete
    assert record.marks
    with who.database.reading() as session:
        code = session.scalars(sa.select(Certificate.code)).one()
    return attempt, running, code, record.marks


def said(answer: TestResponse) -> str:
    """Everything that an answer holds, be it packed."""
    data = answer.get_data()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return unescape(data.decode("utf-8", "replace"))


def test_every_route_about_somebody_has_its_place_in_this_test(world: World) -> None:
    rules = [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    about = {rule.endpoint for rule in rules if rule.arguments & ABOUT}
    missing = about - set(ADDRESSES)
    assert not missing, f"say in ADDRESSES and OPEN where these lead and who may open them: {sorted(missing)}"
    gone = set(ADDRESSES) - about
    assert not gone, f"these routes are no more: {sorted(gone)}"
    assert set(OPEN) == set(ADDRESSES)


def test_a_route_about_somebody_opens_for_those_who_may_see_it_and_for_nobody_else(world: World) -> None:
    faults = []
    for endpoint in sorted(ADDRESSES):
        needs = world.app.view_functions[endpoint].access  # type: ignore[attr-defined]
        assert needs not in WITHOUT_SIGNING_IN, endpoint
        for path in world.addresses(endpoint):
            for who, visitor in world.visitors.items():
                status = visitor.get(path).status_code
                usual = (303,) if who == "nobody" else (200, 302, 303) if who in OPEN[endpoint] else (403, 404)
                if status not in usual:
                    faults.append((endpoint, path, who, status))
    assert faults == []


@pytest.mark.parametrize("who", list(WHO))
def test_every_page_shows_only_what_the_table_lets_this_person_see(world: World, who: str) -> None:
    visitor = world.visitors[who]
    asked = [(e, path) for e in ADDRESSES for path in world.addresses(e)] + list(world.other())
    pages = {(endpoint, path): said(visitor.get(path)) for endpoint, path in asked}
    assert len(pages) > 80
    what_somebody_did_shows_only_where_the_table_lets_it(world, who, pages)
    nothing_of_another_pair_reaches_those_who_are_not_in_it(who, pages)
    if who != "admin":
        whoever_has_not_accepted_shows_to_nobody_but_the_invitations_page(who, pages)


Pages = dict[tuple[str, str], str]


def what_somebody_did_shows_only_where_the_table_lets_it(world: World, who: str, pages: Pages) -> None:
    viewer = WHO[who]
    seen: set[Thing] = set()
    for (endpoint, path), words in pages.items():
        for thing, planted in world.planted.items():
            if not any(word in words for word in planted):
                continue
            allowed = viewer is not None and sees(viewer, thing)
            allowed = allowed or (who == "lead" and sees(Viewer.COLLEAGUE, thing))  # they sit there too
            assert allowed, f"{who} sees {thing} at {path} ({endpoint})"
            seen.add(thing)
    if viewer in (Viewer.SELF, Viewer.TRAINER):
        owed = {Thing.MEMBERSHIP, Thing.MARKS, Thing.ANSWERS, Thing.MILESTONES, Thing.PAIR_RESULTS}
        assert owed <= seen
    if viewer is Viewer.TRAINER:
        assert Thing.ANSWERED in seen
    if viewer is Viewer.ORGANISATION_MANAGER:
        assert {Thing.MEMBERSHIP, Thing.COMPLETION, Thing.CERTIFICATES} <= seen
    if viewer is Viewer.SIDE_LEAD:
        assert {Thing.MEMBERSHIP, Thing.COMPLETION, Thing.MILESTONES, Thing.SIDE_AVERAGE} <= seen
    if viewer in (Viewer.COLLEAGUE, Viewer.OTHER_SIDE):
        assert {Thing.MEMBERSHIP, Thing.MILESTONES, Thing.PAIR_RESULTS} <= seen


def nothing_of_another_pair_reaches_those_who_are_not_in_it(who: str, pages: Pages) -> None:
    for (_, path), words in pages.items():
        if who not in ("other pair", "trainer", "admin", "third manager"):
            assert OTHER_PERSON not in words, (who, path)
        if who not in ("other pair", "trainer"):
            assert OTHER_MEETING not in words, (who, path)


def whoever_has_not_accepted_shows_to_nobody_but_the_invitations_page(who: str, pages: Pages) -> None:
    """The trainer typed the name, so the list of invitations has it; no figure, board, export or pair has."""
    for (endpoint, path), words in pages.items():
        if endpoint in ADDRESSES and not (
            who == "trainer" and endpoint in ("rosters.people", "places.invitation", "cohorts.log")
        ):
            assert INVITED not in words, (who, path)


def test_a_certificate_opens_for_anybody_who_has_its_code_and_says_no_more_than_it(world: World) -> None:
    words = said(world.visitors["nobody"].get(f"/v/{world.code}"))
    assert _name(OWN) in words
    for thing in (Thing.ANSWERS, Thing.MARKS, Thing.NOTES, Thing.MILESTONES):
        assert not any(word in words for word in world.planted[thing]), thing


def test_nobody_is_shown_how_organisations_compare() -> None:
    assert not any(sees(viewer, Thing.COMPARISON) for viewer in Viewer)
