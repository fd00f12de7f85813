"""One window of somebody: what it shows, and what they typed and have read there."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Error, Page

from tests.e2e.paper import NOTE

READ = """as => {
  const named = as === "text" ? "textarea[name^=note-]" : "[data-save] [name=answer]";
  const boxes = [...document.querySelectorAll(named)];
  if (!boxes.length) return null;
  const isRadio = boxes[0].type === "radio";
  const said = (value, checked) => {
    const chosen = boxes.filter(box => !isRadio || box[checked]);
    return new URLSearchParams(chosen.map(box => [as, box[value]])).toString();
  };
  return [said("value", "checked"), said(isRadio ? "value" : "defaultValue", "defaultChecked")];
}"""


@dataclass(eq=False)
class Tab:
    """One window of the person: what it shows, and what its person typed and has read there."""

    page: Page
    place: str
    address: str
    words: str | None = None
    """What was typed last, until the person gives it up for something else."""
    seen: set[str] = field(default_factory=set)
    offered: str = ""
    """What the last clash said stands instead."""

    def screen(self) -> tuple[str, str] | None:
        """What stands in the fields, and what stood there when the page was drawn; None where nothing can be typed."""
        try:
            shown, drawn = self.page.evaluate(READ, "text" if self.place == NOTE else "answer") or (None, None)
        except Error:  # it could not be opened
            return None
        return None if shown is None else (shown, drawn)

    @property
    def shown(self) -> str:
        """What stands in the fields."""
        found = self.screen()
        return found[0] if found else ""

    @property
    def stays(self) -> bool:
        """Whether it shows the same page as when it was marked."""
        try:
            return bool(self.page.evaluate("window.stays"))
        except Error:  # it is being left
            return False
