"""Two questions and a note of one person, as their server has them and as their browser sends them."""

from __future__ import annotations

from urllib.parse import urlencode

from goodpartners.domain.quiz import responses
from goodpartners.services import attempts, overdue
from goodpartners.services.opened import Opened, find_opened
from goodpartners.store import learning
from goodpartners.store.database import Database
from tests.e2e.network import Sent
from tests.e2e.own_server import OwnServer
from tests.factories import make_account, make_actor

COURSE, MODULE, ACTIVITY = "every-kind", "handed-in", "your-list"
NOTES = f"/courses/{COURSE}/{MODULE}/two-lists"
CHOICE, TEXT, NOTE = "which-day", "who-is-asked", "note"
BLANK = {CHOICE: "", TEXT: "answer=", NOTE: "text="}


class Paper:
    """Somebody new, who has just started a quiz; every answer is written as a form says it."""

    def __init__(self, server: OwnServer, name: str, quiz: str) -> None:
        self.server, house = server, server.house
        self.person = make_account(house, name)
        self.database = Database(server.settings.database)
        with house.database.writing() as session:
            catalogue, now = house.library.current(today=house.clock().date()), house.clock()
            actor = make_actor(session, self.person, now)
            self.attempt = attempts.start(session, catalogue, f"{COURSE}/{quiz}", actor=actor, seed=1, now=now)
        self.addresses = {CHOICE: f"/attempts/{self.attempt}/1", TEXT: f"/attempts/{self.attempt}/7", NOTE: NOTES}

    def opened(self) -> Opened:
        """The attempt as the clock leaves it."""
        with self.database.reading() as session:
            found = find_opened(session, self.attempt)
            assert found
            return overdue.seen(found, now=self.server.clock())

    def stands(self) -> dict[str, str]:
        """What a page would show, as the browser would send it."""
        opened = self.opened()
        with self.database.reading() as session:
            note = learning.note(session, self.person.id, COURSE, MODULE, ACTIVITY)
        return {
            CHOICE: self.as_sent(CHOICE, opened.typed(CHOICE)),
            TEXT: self.as_sent(TEXT, opened.typed(TEXT)),
            NOTE: urlencode({"text": note.text if note else ""}),
        }

    def as_sent(self, place: str, response: responses.Response | None) -> str:
        """A response as the browser's form says it."""
        return urlencode(responses.to_fields(response)) if response else BLANK[place]

    def beside(self, place: str) -> str:
        """The answer that is shown beside a newer draft where both are kept."""
        return "" if place == NOTE else self.as_sent(place, self.opened().attempt.held(place).response)

    def place_at(self, path: str) -> str | None:
        """Which of the three a request or a page is about."""
        places = {address: place for place, address in self.addresses.items()}
        return places.get(path, NOTE if path == f"/courses/{COURSE}/{MODULE}/notes/{ACTIVITY}" else None)

    def words_in(self, place: str, sent: Sent) -> str:
        """What a request says about one of them."""
        names = ("text", f"note-{ACTIVITY}") if place == NOTE else ("answer",)
        return urlencode([("text" if place == NOTE else name, value) for name, value in sent.fields if name in names])
