"""What a save costs as there is more: of items and answers in the try, and of what waits in the browser's outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from goodpartners.cli.benchmarks import browser, outbox
from goodpartners.cli.benchmarks.benchmark import WARM_UP, Benchmark
from goodpartners.cli.benchmarks.journeys import Fields, Learner, Paper, told
from goodpartners.cli.benchmarks.load import Journey
from goodpartners.cli.benchmarks.outbox import Costs
from goodpartners.cli.benchmarks.report import NOTHING, Compared, Row, times
from goodpartners.domain.people import Actor
from goodpartners.domain.quiz.attempts import Answered
from goodpartners.domain.quiz.items import ShortText
from goodpartners.domain.quiz.responses import Written
from goodpartners.services import attempts, opened
from goodpartners.store import attempts as store

ANSWERS = 500
FEW, MANY = 10, 1000
"""What waits in the outbox."""
FLAT = 1.2
"""A save may take so many times as long where there is much."""
SAVES = {"draft": "answer saved while typing (PUT)", "again": "  the same sent again"}


@dataclass
class Try:
    """A try under way: whose it is, a question in it that is answered in words, and the draft's number there."""

    name: str
    learner: Learner
    address: str
    version: str = "0"
    words: count[int] = field(default_factory=count)
    last: Fields = ()

    def draft(self, who: Learner) -> Journey:
        """Save what is typed."""
        number = str(next(self.words))
        self.last = [("answer", f"so far {number}"), ("version", self.version), ("key", number)]
        self.version = told((yield from who.put(self.address, self.last, "draft")))

    def again(self, who: Learner) -> Journey:
        """Save the same once more, as a browser does that has not heard back."""
        yield from who.put(self.address, self.last, "again")

    def means(self, run: Benchmark, seconds: float | None = None) -> dict[str, float]:
        """Mean seconds of both, alone on a connection."""
        journeys = {"draft": self.draft, "again": self.again}
        return {name: run.ours(making, 1, seconds, [self.learner]).mean(name) for name, making in journeys.items()}


def growing_try(run: Benchmark) -> list[Row]:
    """A save in a new try at ten items, in one at a hundred that are all typed at, and after 500 answers."""
    small = _begun(run, 0, run.stage.item_by_item, "a new try at 10 items")
    large = [
        _begun(run, 1, run.stage.of_many, "a try at 100 items with a draft of each", drafts=True),
        _begun(run, 2, run.stage.item_by_item, f"a try with {ANSWERS} answers", answers=ANSWERS),
    ]
    for each in (small, *large):
        each.means(run, WARM_UP)
    rounds = [_round(run, [small, *large]) for _ in range(run.rounds)]
    rows = []
    for each in (small, *large):
        for label, what in SAVES.items():
            found = Compared([(taken[each.name, label], taken["bare", ""]) for taken in rounds])
            ours, bare = f"{found.ours * 1000:.2f} ms", f"{found.bare * 1000:.2f} ms"
            rows.append(Row(f"{what}, {each.name}", ours, bare, times(found), figures=found.figures()))
            if each is not small:
                grown = Compared([(taken[each.name, label], taken[small.name, label]) for taken in rounds])
                rows.append(_flat("  against the new try", grown))
    return rows


def growing_outbox(run: Benchmark) -> list[Row]:
    """In a browser: keeping one thing, looking at what waits, and sending it, among few and among many."""
    if browser.missing():
        return []
    learner, origin = run.stage.learners[0], f"http://127.0.0.1:{run.stage.port}"
    rounds: list[dict[int, Costs]] = []
    for _ in range(run.rounds):
        rounds.append({})
        for number in (FEW, MANY):
            rounds[-1][number] = outbox.costs(origin, run.stage.page, learner.cookie, number)
            run.tick("growing outbox")
    whats: dict[str, Callable[[Costs], float]] = {
        "one thing kept in the browser’s outbox": lambda costs: costs.keep,
        "one thing of the outbox sent and settled": lambda costs: costs.send,
        "a look at all of the outbox, for each thing": lambda costs: costs.look,
    }
    rows = []
    for what, cost in whats.items():
        found = Compared([(cost(taken[MANY]), cost(taken[FEW])) for taken in rounds])
        for number, milliseconds in ((FEW, found.bare), (MANY, found.ours)):
            rows.append(Row(f"{what}, among {number:,}", f"{milliseconds:.3f} ms", figures={"ours": milliseconds}))
        rows.append(_flat(f"  among {MANY:,} against {FEW}", found))
    return rows


def _begun(run: Benchmark, person: int, paper: Paper, name: str, *, drafts: bool = False, answers: int = 0) -> Try:
    """Begin a try for one of the learners, with a draft of each item or with so many answers to the first one."""
    stage, now = run.stage, datetime.now(UTC)
    actor = Actor(stage.everybody[person], "", "")
    words = next(n for n, item in enumerate(paper.quiz.items, 1) if isinstance(item, ShortText))
    with stage.database.writing() as session:
        key = paper.address.removeprefix("/quizzes/")
        number = attempts.start(session, stage.catalogue, key, actor=actor, seed=1, now=now)
        found = opened.find_opened(session, number, lock=True)
        assert found is not None
        for item in paper.quiz.items if drafts else ():
            store.save_draft(session, number, item.id, Written(text="so far"), version=0, revision=1, at=now)
        for n in range(answers):
            store.append(session, found.row, Answered(now, paper.quiz.items[words - 1].id, Written(text=f"so {n}")))
    version = "0.1" if drafts else str(answers + 1 if answers else 0)
    return Try(name, stage.learners[person], f"/attempts/{number}/{words}", version)


def _round(run: Benchmark, tries: list[Try]) -> dict[tuple[str, str], float]:
    """Seconds of a save and of the same again in each try, and of a bare request."""
    taken: dict[tuple[str, str], float] = {}
    for each in tries:
        taken |= {(each.name, label): seconds for label, seconds in each.means(run).items()}
    run.tick("growing try")
    return {**taken, ("bare", ""): run.bare(1).mean("hello")}


def _flat(name: str, found: Compared) -> Row:
    """A line that says how much more it takes where there is much."""
    ratio = found.ratios()[0]
    return Row(name, NOTHING, NOTHING, times(found), f"≤ {FLAT} ×", ratio <= FLAT, found.figures())


GROWTH: dict[str, Callable[[Benchmark], list[Row]]] = {
    "growing-try": growing_try,
    "growing-outbox": growing_outbox,
}
