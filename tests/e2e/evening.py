"""An evening of somebody who answers and writes, with a network and a server that do as they like."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Locator

from tests.e2e.browsing import NUMBERS, Browsing
from tests.e2e.paper import BLANK, CHOICE, NOTE, TEXT
from tests.e2e.tab import Tab

LATE = 8
"""A paper is not over before so many steps."""


@dataclass(frozen=True)
class Step:
    """Something that somebody, the network, the server or the clock does."""

    act: str
    number: int
    fate: str


class Evening(Browsing):
    """Somebody answers two questions and writes a note."""

    def happens(self, step: Step) -> None:
        """One step, and what holds after each."""
        self.steps += 1
        self.network.fate = step.fate
        getattr(self, step.act)(step)
        self.calm()
        self.network.fate = "arrives"
        self.require_only_what_was_typed()
        self.require_everything_typed()

    # --- The person ---

    def tab(self, step: Step) -> Tab | None:
        """One of the windows, unless its page could not be opened."""
        tab = self.tabs[step.number % len(self.tabs)] if self.tabs else None
        return tab if tab and tab.screen() else None

    def types(self, step: Step) -> None:
        if tab := self.tab(step):
            self.fill(tab, step.number % 3)

    def fill(self, tab: Tab, word: int) -> None:
        if tab.place == CHOICE:
            box: Locator = tab.page.locator("[data-save] [name=answer]").nth(word)
            if box.is_disabled():
                return
            words = urlencode({"answer": box.get_attribute("value")})
        else:
            box = tab.page.locator("textarea[name^=note-]" if tab.place == NOTE else "[data-save] [name=answer]")
            if not box.is_editable():
                return
            text = f"words {next(NUMBERS)}"
            words = urlencode({"text" if tab.place == NOTE else "answer": text})
        self.give_up(tab)
        self.typed[tab.place].add(words)
        self.known[tab.place, words] |= tab.seen
        tab.seen.add(words)
        tab.words = words
        self.replaced.discard((tab.place, words))
        self.owed.append((tab, tab.place, words))
        if tab.place == CHOICE:
            box.check()
        else:
            box.fill(text)

    def presses(self, step: Step) -> None:
        tab = self.tab(step)
        if tab is None:
            return
        named = f"#question [name=action][value={'skip' if step.number > 3 else 'next'}]"
        button = tab.page.locator("[name=then][value=stay]" if tab.place == NOTE else named)
        if not button.count():
            return
        tab.page.evaluate("window.stays = true")
        button.click(no_wait_after=True)
        self.calm()
        if not tab.stays:
            self.go(tab)

    def chooses(self, step: Step) -> None:
        """Where both texts are shown: one of them."""
        tab, keep = self.tab(step), step.number > 2
        button = tab and tab.page.get_by_role("button", name="Keep what I have here" if keep else "Let the other stand")
        if tab is None or not button or not button.count():
            return
        tab.seen.add(tab.offered)
        if keep:
            self.known[tab.place, tab.shown].add(tab.offered)
        else:
            self.give_up(tab)
        button.click()
        assert keep or tab.shown == tab.offered

    def reloads(self, step: Step) -> None:
        if self.tabs:
            self.go(self.tabs[step.number % len(self.tabs)])

    def another_window(self, step: Step) -> None:
        """Mostly on the same question."""
        if self.reachable and len(self.tabs) < 2:
            same = self.tabs[0].place if self.tabs else TEXT
            self.open_tab([CHOICE, NOTE, same, same, same, same][step.number])

    def closes(self, step: Step) -> None:
        """And opens the same page again, where that can be done."""
        if self.tabs:
            tab = self.tabs.pop(step.number % len(self.tabs))
            tab.page.close()
            self.calm()
            if self.reachable:
                self.open_tab(tab.place)

    def paper_is_handed_in(self, _: Step) -> None:
        if not self.reachable or self.steps < LATE:
            return
        page = self.new_page(f"/attempts/{self.attempt}/check")
        button = page.get_by_role("button", name="Hand in my answers")
        if button.count():
            button.click(no_wait_after=True)
            self.calm()
        page.close()

    def go(self, tab: Tab) -> None:
        if self.reachable:
            tab.page.goto(tab.address)
            self.arrive(tab)

    # --- The network, the server and the clock ---

    def time_passes(self, step: Step) -> None:
        self.context.clock.run_for(2000 if step.number < 3 else 40_000)

    def what_waited_arrives(self, _: Step) -> None:
        if self.network.waiting:
            self.network.deliver(self.network.waiting.pop(0))

    def network_goes_or_comes_back(self, _: Step) -> None:
        self.network.cut(not self.network.down)

    def server_is_begun_again(self, _: Step) -> None:
        self.server.end()
        self.server.begin()

    def sign_in_ends_or_begins_again(self, _: Step) -> None:
        if self.signed_in:
            self.server.end_sign_ins(self.person)
            self.signed_in = False
        else:
            self.sign_in()

    def time_runs_out(self, _: Step) -> None:
        if self.quiz == "against-the-clock" and self.steps >= LATE:
            self.server.clock.advance(minutes=7)

    # --- What always holds ---

    def require_only_what_was_typed(self) -> None:
        """Nothing changes by itself, and nothing stands that nobody typed."""
        found = self.stands()
        assert self.broken == []
        self.require_seen(self.standing, found)  # what a page sends while it is left comes by another way
        assert all(words in self.typed[place] for place, words in found.items()), found

    def require_everything_typed(self) -> None:
        self.soon(lambda: self.missing() == [], lambda: f"lost: {self.missing()}")

    def missing(self) -> list[tuple[str, str]]:
        """What was typed last in some window and is neither sent nor kept nor shown nor replaced by who saw it."""
        stands, slots = self.stands(), self.waiting()
        kept = {(self.place_at(slot["address"]), slot["typed"]) for slot in slots}
        shown = {(tab.place, found[0]) for tab in self.tabs if (found := tab.screen())}
        has = {*stands.items(), *((place, self.beside(place)) for place in BLANK), *kept, *shown, *self.replaced}
        return [(place, words) for _, place, words in self.owed if (place, words) not in has]

    def settles(self) -> None:
        """The network is whole again, every window is closed in the end, and only what was refused waits."""
        self.network.cut(False)
        self.sign_in()
        while self.network.waiting:
            self.network.deliver(self.network.waiting.pop(0))
        for _ in range(2):
            self.context.clock.run_for(40_000)
            self.calm()
        self.require_everything_typed()
        for tab in self.tabs:
            tab.page.close()
        self.tabs = []
        self.reader.reload()

        def settled() -> bool:
            self.context.clock.run_for(2000)
            return all("refused" in slot or "clash" in slot for slot in self.waiting())

        self.soon(settled, lambda: f"still waiting: {self.waiting()}")
        self.require_everything_typed()
        self.reader.reload()
        listed = self.reader.locator("[data-slots] > li")
        self.soon(lambda: listed.count() == len(self.waiting()), lambda: "the page of this device does not list all")
        text = self.reader.locator("[data-slots]").inner_text()
        assert all(slot["said"] in text for slot in self.waiting())
