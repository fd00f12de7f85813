"""Whatever windows type and networks do, what the server said it has stands until somebody who saw it replaces it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodpartners.domain.errors import Closed
from goodpartners.domain.quiz.attempts import AnswerClash, State
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.responses import Chosen, Response, Written
from goodpartners.services import attempts, drafts, overdue
from goodpartners.services.opened import Opened
from goodpartners.store.database import Database
from goodpartners.web.autosave import REMEMBERED
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.garden import QUIZ, Learner, garden, learner
from tests.profiles import DEEP, examples

WORDS: dict[str, list[Response | None]] = {
    "straw": [None, *(Written(text=text) for text in ("hay", "mulch", "leaves"))],
    "day": [None, *(Chosen(options=(option,)) for option in "abc")],
}
WAYS = {
    "handed in": garden(quiz("straw", "day")),
    "checked": garden(quiz("straw", "day", behaviour="immediate")),
    "timed": garden(quiz("straw", "day", time_limit={"minutes": 10})),
}
NUMBERS = count(1)
ACTS = (
    *("types", "types", "types", "sends_again", "waited", "waited"),
    *("opens", "saves_and_continues", "skips", "keeps_what_is_here", "lets_the_other_stand", "reloads", "time_passes"),
)
FATES = ("arrives", "arrives", "its reply is lost", "comes twice", "waits", "is lost")


@dataclass(frozen=True)
class Step:
    """Something that somebody, the network or the clock does."""

    act: str
    number: int
    word: int
    fate: str


steps = st.builds(Step, st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 3), st.sampled_from(FATES))


@dataclass(eq=False)
class Window:
    """A page with one question, as static/js/app.js keeps it."""

    name: int
    """The same after a reload that brought back what was typed."""
    item: str
    typed: Response | None
    last: Response | None
    """What the server has, as far as this window knows."""
    drawn: Drawn
    key: str
    seen: list[Response | None]
    """Everything that its person has read or typed here."""
    since: int
    """How many writes of its item there had been when its numbers were told."""
    unheard: list[Response | None] = field(default_factory=list)
    other: AnswerClash | None = None
    sends: int = 0
    heard: int = 0


@dataclass(frozen=True, eq=False)
class Message:
    """One request on its way: a draft, an answer, or a page that is left."""

    window: Window
    turn: int
    act: str
    response: Response | None
    drawn: Drawn
    sent: tuple[Response | None, ...]
    key: str
    seen: tuple[Response | None, ...]
    """What its person knew when it was sent."""


class Windows:
    """One paper, a few windows on it, and a network that loses, repeats and reorders."""

    def __init__(self, database: Database, way: str) -> None:
        self.database, self.clock = database, Clock()
        catalogue = WAYS[way]
        self.amara: Learner = learner(self.database, self.clock, f"Amara {next(NUMBERS)}", catalogue=catalogue)
        self.attempt = self.amara.start(QUIZ)
        self.checks, self.timed = way == "checked", way == "timed"
        self.windows: list[Window] = []
        self.posted: list[Message] = []
        self.typed: dict[str, list[Response | None]] = {item: [None] for item in WORDS}
        self.acknowledged: dict[str, Message] = {}
        self.taken: list[Message] = []
        self.writers: dict[str, list[int]] = {item: [] for item in WORDS}
        self.windows.append(self.drawn_window("straw"))

    # --- The server, as the pages call it ---

    def write(self, act: Callable[[Opened], Opened]) -> None:
        """Do something in a transaction, after what the clock has done."""
        with self.database.writing() as session:
            self.session = session
            found = attempts.open_attempt(session, self.attempt, actor=self.amara.actor, lock=True)
            act(overdue.settle(session, self.amara.catalogue, found, now=self.clock()))

    def take(self, opened: Opened, message: Message) -> Opened:
        """What a route does with a message; AnswerClash and Closed where it is not taken."""
        item, response, drawn, now = message.window.item, message.response, message.drawn, self.clock()
        opened.attempt.must_run(now)
        if message.act == "draft":
            return drafts.save_draft(self.session, opened, item, response, drawn=drawn, sent=message.sent, now=now)
        if message.act == "answer":
            attempts.answer(
                self.session,
                opened,
                item,
                response,
                drawn=drawn,
                sent=message.sent,
                key=message.key,
                now=now,
                check=self.checks,
            )
            return attempts.open_attempt(self.session, self.attempt, actor=self.amara.actor)
        return drafts.keep_beside(self.session, opened, item, response, drawn=drawn, now=now)

    def stands(self) -> dict[str, Response | None]:
        """What a page would show for each question."""
        opened = self.amara.read(self.look)
        return {item: opened.typed(item) for item in WORDS}

    def look(self, session: object) -> Opened:
        found = attempts.open_attempt(session, self.attempt, actor=self.amara.actor)  # type: ignore[arg-type]
        return overdue.seen(found, now=self.clock())

    def drawn_window(self, item: str) -> Window:
        opened = self.amara.read(self.look)
        typed = opened.typed(item)
        seen = [typed, opened.attempt.held(item).response]  # where two stand, the page shows both
        name, writes = next(NUMBERS), len(self.writers[item])
        return Window(name, item, typed, typed, opened.drawn(item), f"key {name}", seen, since=writes)

    # --- The person, the network and the clock ---

    def happens(self, step: Step) -> None:
        """One step, and the laws that hold after each."""
        getattr(self, step.act)(step)
        self.require_typed()

    def some(self, step: Step) -> Window:
        return self.windows[step.number % len(self.windows)]

    def opens(self, step: Step) -> None:
        if len(self.windows) < 3:
            self.windows.append(self.drawn_window("day" if step.number == 0 else "straw"))

    def types(self, step: Step) -> None:
        self.puts(self.some(step), step.word)
        self.sends_again(step)

    def puts(self, window: Window, word: int) -> None:
        window.typed = WORDS[window.item][word]
        window.seen.append(window.typed)
        self.typed[window.item].append(window.typed)

    def sends_again(self, step: Step) -> None:
        window = self.some(step)
        if window.typed != window.last and window.other is None:
            self.post(window, "draft", step.fate)

    def saves_and_continues(self, step: Step) -> None:
        """Perhaps with something that was typed without script, and is sent with the form alone."""
        window = self.some(step)
        self.puts(window, step.word)
        if window.typed is not None and window.other is None:
            self.post(window, "answer", step.fate)

    def skips(self, step: Step) -> None:
        self.post(self.some(step), "leave", step.fate)

    def keeps_what_is_here(self, step: Step) -> None:
        window = self.some(step)
        if window.other:
            window.other = None
            self.post(window, "draft", step.fate)

    def lets_the_other_stand(self, step: Step) -> None:
        window = self.some(step)
        if window.other:
            window.typed = window.last = window.other.standing.response
            window.other = None

    def reloads(self, step: Step) -> None:
        """The outbox puts back what was typed, with the numbers it was typed on."""
        at = step.number % len(self.windows)
        before = self.windows[at]
        fresh = self.drawn_window(before.item)
        if before.typed not in (before.last, fresh.typed):
            fresh.typed, fresh.drawn, fresh.unheard = before.typed, before.drawn, list(before.unheard)
            fresh.name, fresh.seen, fresh.since = before.name, before.seen, before.since
        self.windows[at] = fresh

    def time_passes(self, step: Step) -> None:
        self.clock.advance(minutes=step.word)

    def waited(self, step: Step) -> None:
        if self.posted:
            message = self.posted.pop(step.number % len(self.posted))
            self.deliver(message, heard=step.fate == "arrives")

    def ends(self) -> None:
        """The paper is handed in, or its time runs out; what comes after that changes nothing."""
        before = self.stands()
        if self.timed:
            self.clock.advance(minutes=20)
        elif self.amara.read(self.look).attempt.state is State.RUNNING:
            self.amara.hand_in(self.attempt)
        assert self.stands() == before, "what the check page showed is what is handed in"
        for message in self.posted:
            self.arrives(message)
        assert self.stands() == before, "what came after the end changed something"

    def post(self, window: Window, act: str, fate: str) -> None:
        window.sends += 1
        sent, seen = tuple(window.unheard), tuple(window.seen)
        message = Message(window, window.sends, act, window.typed, window.drawn, sent, window.key, seen)
        window.unheard = [*window.unheard, window.typed][-REMEMBERED:]
        if fate in ("waits", "comes twice"):
            self.posted.append(message)
        if fate in ("arrives", "comes twice", "its reply is lost"):
            self.deliver(message, heard=fate == "arrives")

    def deliver(self, message: Message, *, heard: bool) -> None:
        refused = self.arrives(message)
        if heard and message.turn >= message.window.heard:
            message.window.heard = message.turn
            self.hears(message, refused)

    def arrives(self, message: Message) -> AnswerClash | Closed | None:
        item = message.window.item
        before, numbers = self.stands(), self.amara.read(self.look).drawn(item)
        refused: AnswerClash | Closed | None = None
        result: list[Opened] = []
        try:
            self.write(lambda opened: result.append(self.take(opened, message)) or opened)
        except AnswerClash as clash:
            refused = clash
            if message.act == "answer":  # the page asks again, and keeps what was on it
                self.write(lambda opened: self.take(opened, replace(message, act="leave")))
        except Closed as closed:
            refused = closed
        after = self.stands()
        self.require_lawful(message, before, after)
        if isinstance(refused, AnswerClash):
            self.require_somebody_else(message)
        if self.amara.read(self.look).drawn(item) != numbers:
            self.writers[item].append(message.window.name)
        if message in self.taken and before == after:
            assert self.amara.read(self.look).drawn(item) == numbers, "what came twice was written twice"
        if refused is None and message not in self.taken:
            self.taken.append(message)
            if message.act != "leave":
                assert after[item] == message.response, "an acknowledgement that is not true"
                self.acknowledged[item] = message
        return refused

    def require_lawful(
        self, message: Message, before: dict[str, Response | None], after: dict[str, Response | None]
    ) -> None:
        """Nothing changed that the message does not speak of, and nothing was replaced unseen."""
        item = message.window.item
        assert {**after, item: None} == {**before, item: None}
        if after[item] == before[item]:
            return
        assert after[item] == message.response
        last = self.acknowledged.get(item)
        overtaken = last and last.window is message.window and last.turn > message.turn
        overtaken = overtaken and before[item] not in message.sent  # words gone back to look like words never heard of
        if before[item] in message.seen and not overtaken:
            return
        kept = self.amara.read(self.look).attempt.held(item).response
        assert kept == before[item], f"{before[item]} was replaced by somebody who had not seen it, and is not kept"

    def require_somebody_else(self, message: Message) -> None:
        """No window clashes with itself, as long as it says everything that it sent and never heard of."""
        window = message.window
        others = set(self.writers[window.item][window.since :]) - {window.name}
        says_all = len(message.sent) < REMEMBERED
        assert others or message.turn < window.sends or not says_all, "a window clashes with itself"

    def hears(self, message: Message, refused: AnswerClash | Closed | None) -> None:
        window = message.window
        at = next((n for n, one in enumerate(self.windows) if one is window), None)
        if at is None:
            return
        if message.act == "draft" and isinstance(refused, AnswerClash):
            if message.response == window.typed:
                window.other = refused
                window.since = len(self.writers[window.item])
                window.drawn = self.amara.read(self.look).drawn(window.item)
                window.unheard = []
            window.seen.append(refused.standing.response)
        elif message.act != "draft" and not isinstance(refused, Closed):
            self.windows[at] = self.drawn_window(window.item)
        elif refused is None:
            window.last = message.response
            window.since = len(self.writers[window.item])
            window.drawn = self.amara.read(self.look).drawn(window.item)
            if message.response in window.unheard:
                window.unheard = window.unheard[window.unheard.index(message.response) + 1 :]

    def require_typed(self) -> None:
        for item, response in self.stands().items():
            assert response in self.typed[item], "something stands that nobody typed"


def test_whatever_windows_and_networks_do_what_was_acknowledged_stands_until_it_is_replaced_by_somebody_who_saw_it(
    database: Database, database_kind: str
) -> None:
    few = 80 if database_kind == "sqlite" else 20

    @settings(
        max_examples=examples(few, few * 15),
        deadline=None,
        derandomize=not DEEP,
        suppress_health_check=list(HealthCheck),
    )
    @given(way=st.sampled_from(sorted(WAYS)), happening=st.lists(steps, min_size=8, max_size=40))
    def laws(way: str, happening: list[Step]) -> None:
        windows = Windows(database, way)
        for step in happening:
            windows.happens(step)
        windows.ends()

    laws()
