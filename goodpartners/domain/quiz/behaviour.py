"""When an item is marked, what its button says and whether its answer may still change."""

from __future__ import annotations

from typing import Protocol


class Behaviour(Protocol):
    """Knows nothing of kinds: every kind works with every behaviour."""

    button: str

    def may_change(self, *, checked: bool) -> bool:
        """Whether the answer may still be changed while the try runs."""

    def tells_at_once(self, *, checked: bool) -> bool:
        """Whether the explanation is shown while the try runs."""

    @property
    def checks_items(self) -> bool:
        """Whether items are marked one by one."""


class Deferred:
    """Everything is marked at hand-in; until then every answer may change."""

    button = "Save and continue"
    checks_items = False

    def may_change(self, *, checked: bool) -> bool:
        """Always."""
        return True

    def tells_at_once(self, *, checked: bool) -> bool:
        """Never."""
        return False


class Immediate:
    """Each item is marked when it is checked and then stands."""

    button = "Check my answer"
    checks_items = True

    def may_change(self, *, checked: bool) -> bool:
        """Until it is checked."""
        return not checked

    def tells_at_once(self, *, checked: bool) -> bool:
        """As soon as it is checked."""
        return checked


BEHAVIOURS: dict[str, Behaviour] = {"deferred": Deferred(), "immediate": Immediate()}
