"""What a module promises is what its knowledge check asks."""

from __future__ import annotations

from goodpartners.content.coverage import assessed_elements
from goodpartners.content.material import Material
from goodpartners.content.rules.findings import Findings

LEAD_VERBS = ("understand", "know", "be aware", "appreciate")


def objectives_assessed(material: Material) -> Findings:
    """Each objective has an item in the knowledge check."""
    for module, quiz in material.checks():
        asked = {item.objective for _, item in quiz.items()}
        for n, objective in enumerate(module.header.objectives):
            if objective.id not in asked:
                yield module.front.place("objectives", n, "id"), f"no item of {quiz.path} assesses '{objective.id}'"


def objectives_asked_twice(material: Material) -> Findings:
    """Each objective has two items or more, so that one lucky guess does not settle it."""
    for module, quiz in material.checks():
        asked = [item.objective for _, item in quiz.items()]
        for n, objective in enumerate(module.header.objectives):
            if asked.count(objective.id) == 1:
                message = f"only one item of {quiz.path} assesses '{objective.id}': write a second"
                yield module.front.place("objectives", n, "id"), message


def items_name_objectives(material: Material) -> Findings:
    """Each item of a knowledge check names an objective of the module."""
    for module, quiz in material.checks():
        known = [objective.id for objective in module.header.objectives]
        for n, item in quiz.items():
            if item.objective is None:
                yield quiz.at(n), f"item '{item.id}' needs 'objective': one of {', '.join(known)}"
            elif item.objective not in known:
                message = f"'{item.objective}' is no objective of {module.path}; there are {', '.join(known)}"
                yield quiz.at(n, "objective"), message


def element_codes(material: Material) -> Findings:
    """Every element code is in the coverage file."""
    if material.elements is None:
        return
    for module in material.modules:
        for n, code in enumerate(module.header.elements):
            if code not in material.elements:
                yield module.front.place("elements", n), f"'{code}' is not in courses/coverage.yaml"
    for quiz in material.quizzes:
        for n, item in quiz.items():
            for m, code in enumerate(item.elements):
                if code not in material.elements:
                    yield quiz.at(n, "elements", m), f"'{code}' is not in courses/coverage.yaml"
    for source in material.questionnaires:
        for n, dimension in enumerate(source.questionnaire.dimensions):
            for m, code in enumerate(dimension.elements):
                if code not in material.elements:
                    yield source.at("dimensions", n, "elements", m), f"'{code}' is not in courses/coverage.yaml"


def coverage_modules(material: Material) -> Findings:
    """The coverage file sends elements to modules that exist."""
    known = [module.header.code for module in material.modules]
    if any(material.broken(path) for path in material.present if path.endswith(".md")):
        return
    for n, element in enumerate((material.elements or {}).values()):
        for m, code in enumerate(element.modules):
            if code not in known:
                message = f"no module has the code '{code}'; there are {', '.join(sorted(known)) or 'none'}"
                yield material.coverage.place("elements", n, "modules", m), message


def elements_assessed(material: Material) -> Findings:
    """Each element that a module names has an item in its knowledge check."""
    for module, quiz in material.checks():
        asked = assessed_elements(quiz.quiz)
        for n, code in enumerate(module.header.elements):
            if code not in asked:
                yield module.front.place("elements", n), f"no item of {quiz.path} assesses '{code}'"


def elements_in_module(material: Material) -> Findings:
    """An item of a knowledge check assesses what its module teaches."""
    for module, quiz in material.checks():
        for n, item in quiz.items():
            for m, code in enumerate(item.elements):
                if code not in module.header.elements:
                    yield quiz.at(n, "elements", m), f"'{code}' is not among the elements of {module.path}"


def pass_mark_reachable(material: Material) -> Findings:
    """Every draw holds marks to win, and every marked item brings some."""
    for quiz in material.quizzes:
        if quiz.quiz.pass_mark is None:
            continue
        worth = sorted(item.worth for _, item in quiz.items())
        if sum(worth[: quiz.quiz.draw or len(worth)]) == 0:
            message = f"{quiz.quiz.pass_mark} percent cannot be reached: a try can consist of items without marks"
            yield quiz.document.place("pass_mark"), message
        for n, item in quiz.items():
            if item.worth == 0 and item.kind != "scale":
                yield quiz.at(n, "worth"), f"item '{item.id}' brings no marks: give it a 'worth' of 1 or more"


def checked_one_by_one(material: Material) -> Findings:
    """A quiz that explains each answer at once shows its items one by one; practice quizzes only lend theirs."""
    for quiz in material.quizzes:
        together = quiz.quiz.layout == "one-page" and quiz.quiz.behaviour == "immediate"
        if together and quiz.quiz.purpose != "practice":
            message = (
                "'behaviour: immediate' cannot be shown on one page: "
                "write 'layout: item-by-item', or 'behaviour: deferred'"
            )
            yield quiz.document.place("layout"), message


def lead_verbs(material: Material) -> Findings:
    """An objective starts with something that can be seen."""
    for module in material.modules:
        for n, objective in enumerate(module.header.objectives):
            for verb in LEAD_VERBS:
                if objective.text.lower().startswith((f"{verb} ", f"to {verb} ")):
                    message = f"nobody can see '{verb}': start with what people do, such as match, check, choose, write"
                    yield module.front.place("objectives", n, "text"), message
