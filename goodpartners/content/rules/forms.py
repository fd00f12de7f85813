"""The two parallel forms of a course's start and end quiz."""

from __future__ import annotations

from itertools import zip_longest

from goodpartners.content.courses import CourseSource
from goodpartners.content.material import Material
from goodpartners.content.quizzes import QuizSource
from goodpartners.content.rules.findings import Findings
from goodpartners.domain.quiz.items import Item


def forms_exist(material: Material) -> Findings:
    """A course's forms are start-and-end quizzes of its own folder."""
    for course in material.courses:
        for n, key in enumerate(course.file.forms):
            place, quiz = course.document.place("forms", n), material.quiz(key)
            if material.broken(f"quizzes/{key}.yaml"):
                continue
            if quiz is None:
                yield place, f"there is no quiz quizzes/{key}.yaml"
            elif quiz.quiz.purpose != "start-and-end":
                yield place, f"'{key}' has the purpose '{quiz.quiz.purpose}': write 'purpose: start-and-end' in it"
            elif not key.startswith(f"{course.folder}/"):
                yield place, f"'{key}' belongs to another course: keep the forms in quizzes/{course.folder}/"


def forms_parallel(material: Material) -> Findings:
    """Place by place the two forms ask for the same elements, by the same kind of item, at the same level."""
    for course in material.courses:
        both = _forms(material, course)
        if both is None:
            continue
        first, second = both
        for (_, one), (n, other) in zip_longest(first.items(), second.items(), fillvalue=(None, None)):
            if one is None or other is None or n is None:
                count = f"{len(list(first.items()))} items here and {len(list(second.items()))} in {second.path}"
                yield first.document.place("items"), f"two parallel forms have as many items each: {count}"
                break
            if differing := _differing(one, other):
                yield second.at(n, differing), f"'{differing}' is not that of '{one.id}', its twin in {first.path}"


def _forms(material: Material, course: CourseSource) -> tuple[QuizSource, QuizSource] | None:
    found = [quiz for key in course.file.forms if (quiz := material.quiz(key)) is not None]
    return (found[0], found[1]) if len(found) == 2 else None


def _differing(one: Item, other: Item) -> str:
    """The first thing in which twins must be alike and are not."""
    alike = {
        "kind": one.kind == other.kind,
        "elements": set(one.elements) == set(other.elements),
        "bloom": one.bloom == other.bloom,
        "worth": one.worth == other.worth,
    }
    return next((name for name, same in alike.items() if not same), "")
