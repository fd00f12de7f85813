"""Which modules teach what: an element's code leads to the modules whose header names it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.partnership.readiness.personal import ModuleLink

_known: dict[str, Mapping[str, tuple[ModuleLink, ...]]] = {}


def links(catalogue: Catalogue) -> Mapping[str, tuple[ModuleLink, ...]]:
    """The modules that teach each element, in the order of the courses; worked out once for each catalogue."""
    found = _known.get(catalogue.fingerprint)
    if found is None:
        found = _links(catalogue)
        _known.clear()
        _known[catalogue.fingerprint] = found
    return found


def _links(catalogue: Catalogue) -> Mapping[str, tuple[ModuleLink, ...]]:
    taught: dict[str, list[ModuleLink]] = {}
    for course in catalogue.courses:
        for module in course.modules:
            link = ModuleLink(course.id, module.id, module.header.code, module.header.title)
            for code in dict.fromkeys(module.header.elements):
                taught.setdefault(code, []).append(link)
    return MappingProxyType({code: tuple(modules) for code, modules in taught.items()})
