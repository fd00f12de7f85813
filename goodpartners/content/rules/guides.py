"""Facilitators' guides hold what a trainer needs in the room."""

from __future__ import annotations

from goodpartners.content.guides import GuideSource
from goodpartners.content.material import Material
from goodpartners.content.problems import Place
from goodpartners.content.rules.findings import Findings, listed
from goodpartners.content.rules.references import module_is_broken
from goodpartners.content.settings import Card
from goodpartners.domain.guide import PARTS, SECTIONS

FOR_LEARNERS = ("activity", "question")


def guide_module(material: Material) -> Findings:
    """A guide goes with a module of its course, and each module has one at most."""
    first: dict[tuple[str, str], str] = {}
    for guide in material.guides:
        place = guide.front.place("module")
        known = [m.header.id for m in material.modules if m.course == guide.course]
        where = guide.course, guide.header.module
        if guide.header.module not in known and not module_is_broken(material, *where):
            yield place, f"there is no module '{guide.header.module}' in '{guide.course}'"
        elif where in first:
            yield place, f"'{guide.header.module}' has a guide already: {first[where]}"
        first.setdefault(where, guide.path)


def guide_sections(material: Material) -> Findings:
    """A guide has every part that keeps a session safe, and none that is for learners."""
    for guide in material.guides:
        ids = [section.id for section in guide.outline.sections]
        missing = [f"{{#{name}}}" for name in SECTIONS if name not in ids]
        if missing:
            yield Place(guide.path), f"a guide needs sections with the ids {listed(missing)}"
        for block in guide.outline.blocks(*FOR_LEARNERS):
            yield block.place, f"'{block.name}' is for modules: nobody can write into a guide"


def guide_cards(material: Material) -> Findings:
    """There is a part to play for both sides and for somebody who watches; cards stand in guides only."""
    for guide in material.guides:
        missing = [part for part in PARTS if part not in _parts(guide)]
        if missing:
            yield Place(guide.path), f"no card has the part {listed(missing)}: write '/// card | …' with 'part: …'"
    for module in material.modules:
        for block in module.outline.blocks("card"):
            yield block.place, "a card belongs into a facilitator's guide, where learners do not see it before"


def _parts(guide: GuideSource) -> set[str]:
    return {block.settings.part for block in guide.outline.blocks("card") if isinstance(block.settings, Card)}
