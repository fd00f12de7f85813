"""The forms of a cohort as they were typed, so that a refused one comes back whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.services import cohorts
from goodpartners.services.cohorts import Plan
from goodpartners.services.joint_dates import Meeting
from goodpartners.web.dates import day_typed, time_typed
from goodpartners.web.forms import typed

LAST = 999


@dataclass(frozen=True)
class TypedPlan:
    """Name, dates, courses and pairs of a cohort; `numbers` and `dues` are by course."""

    name: str = ""
    begins: str = ""
    ends: str = ""
    courses: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    dues: Mapping[str, str] = field(default_factory=dict)
    partnerships: tuple[str, ...] = ()
    authority: str = ""
    provider: str = ""

    @classmethod
    def sent(cls, catalogue: Catalogue) -> TypedPlan:
        """What the browser sent."""
        ids = [course.id for course in catalogue.courses]
        return cls(
            name=typed("name"),
            begins=typed("begins"),
            ends=typed("ends"),
            courses=tuple(request.form.getlist("courses")),
            numbers={course: typed(f"number-{course}") for course in ids},
            dues={course: typed(f"due-{course}") for course in ids},
            partnerships=tuple(request.form.getlist("partnerships")),
            authority=typed("authority"),
            provider=typed("provider"),
        )

    @classmethod
    def of(cls, cohort: Cohort) -> TypedPlan:
        """A cohort as it stands."""
        return cls(
            name=cohort.name,
            begins=cohort.begins.isoformat(),
            ends=cohort.ends.isoformat(),
            courses=tuple(c.course for c in cohort.courses),
            numbers={c.course: str(number) for number, c in enumerate(cohort.courses, 1)},
            dues={c.course: c.due.isoformat() for c in cohort.courses if c.due},
        )

    def plan(self, catalogue: Catalogue) -> Plan:
        """The same as values. Raises Invalid with everything that is wrong, in the order of the page."""
        found: list[FieldProblem] = []
        begins, ends = day_typed(self.begins, "begins", found), day_typed(self.ends, "ends", found)
        ids = [course.id for course in catalogue.courses]
        places = {course: (self._number(course, found), place) for place, course in enumerate(ids)}
        chosen = sorted(self.courses, key=lambda course: places.get(course, (LAST, 0)))
        courses = tuple((course, day_typed(self.dues.get(course, ""), f"due-{course}", found)) for course in chosen)
        plan = Plan(self.name, begins, ends, tuple(dict.fromkeys(courses)))
        unread = {problem.field for problem in found}
        found += [problem for problem in cohorts.faults(catalogue, plan) if problem.field not in unread]
        if found:
            order = ["name", "begins", "ends", "courses", *(f"{name}-{c}" for c in ids for name in ("number", "due"))]
            raise Invalid(sorted(found, key=lambda problem: order.index(problem.field)))
        return plan

    def _number(self, course: str, found: list[FieldProblem]) -> int:
        text = self.numbers.get(course, "").strip()
        if text and course in self.courses and not (text.isascii() and text.isdigit()):
            found.append(FieldProblem(f"number-{course}", "Write the place in the order as a whole number, such as 1."))
        return int(text) if text.isascii() and text.isdigit() else LAST

    def partnership_ids(self) -> list[int]:
        """The partnerships that were ticked."""
        return [int(number) for number in self.partnerships if number.isascii() and number.isdigit()]

    def proposed(self) -> tuple[int, int] | None:
        """The organisations between which a partnership is to be proposed, if any."""
        return organisations_typed(self.authority, self.provider) if self.authority or self.provider else None


def organisations_typed(authority: str, provider: str) -> tuple[int, int]:
    """Both organisations of a new partnership. Raises Invalid."""
    found = []
    for name, value in (("authority", authority), ("provider", provider)):
        if not (value.isascii() and value.isdigit()):
            one = "a placing authority" if name == "authority" else "a provider"
            found.append(FieldProblem(name, f"Choose {one}. A partnership has one of each."))
    if found:
        raise Invalid(found)
    return int(authority), int(provider)


@dataclass(frozen=True)
class TypedDate:
    """A joint date as it was typed."""

    title: str = ""
    on: str = ""
    begins: str = ""
    ends: str = ""
    place: str = ""
    pair_id: str = ""

    @classmethod
    def sent(cls) -> TypedDate:
        """What the browser sent."""
        return cls(*(typed(name) for name in ("title", "on", "begins", "ends", "place", "pair_id")))

    def meeting(self) -> Meeting:
        """The same as values. Raises Invalid with what cannot be read; the rest the service says."""
        found: list[FieldProblem] = []
        on = day_typed(self.on, "on", found)
        begins, ends = time_typed(self.begins, "begins", found), time_typed(self.ends, "ends", found)
        if found:
            raise Invalid(found)
        pair_id = int(self.pair_id) if self.pair_id.isascii() and self.pair_id.isdigit() else None
        return Meeting(self.title, on, begins, ends, self.place, pair_id)
