"""How far somebody has come: worked out from the record alone, never more than what is on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.course import Course
from goodpartners.domain.progress import (
    CourseProgress,
    QuizRecord,
    Record,
    StepKind,
    StepState,
    course_progress,
    module_progress,
    where_to_go_on,
)
from tests.domain.courses import at, course, module, section

PASSED = QuizRecord(tries=1, passed=True, percent=80, marks="8 of 10", at=at(90), counted_id=1)
FAILED = replace(PASSED, passed=False, percent=60, marks="6 of 10")
RUNNING = QuizRecord(running_id=7)


def garden(**changes: Any) -> Course:
    """Two modules of two sections, each with a knowledge check."""
    return course(
        "garden",
        module("garden", "plan", section("look"), section("ask")),
        module("garden", "plant", section("dig"), section("sow")),
        **changes,
    )


def record(*done: str, course_id: str = "garden", **quizzes: QuizRecord) -> Record:
    """Sections named 'module/section' done a minute after each other, and quizzes by module."""
    sections = {(course_id, *name.split("/")): at(n) for n, name in enumerate(done)}
    return Record(sections, {f"{course_id}/{name}": one for name, one in quizzes.items()})  # type: ignore[arg-type]


ALL = ("plan/look", "plan/ask", "plant/dig", "plant/sow")


def states(progress: CourseProgress, number: int = 0) -> list[StepState]:
    """Where the steps of a module stand."""
    return [step.state for step in progress.modules[number].steps]


def test_nothing_on_record_is_nothing_done() -> None:
    progress = course_progress(garden(), record())
    assert (progress.percent, progress.complete, progress.begun, progress.done_modules) == (0, False, False, 0)
    assert states(progress) == [StepState.TO_DO] * 3
    assert progress.minutes_left == 20


def test_the_next_step_is_marked_once_something_is_done() -> None:
    progress = course_progress(garden(), record("plan/look"))
    assert states(progress) == [StepState.DONE, StepState.NOW, StepState.TO_DO]
    assert states(progress, 1) == [StepState.TO_DO] * 3
    assert progress.modules[0].next_step == progress.modules[0].steps[1]


def test_a_later_section_may_be_done_first() -> None:
    progress = course_progress(garden(), record("plan/ask"))
    assert states(progress) == [StepState.NOW, StepState.DONE, StepState.TO_DO]


@pytest.mark.parametrize(
    ("rule", "result", "done"),
    [
        ("passed", PASSED, True),
        ("passed", FAILED, False),
        ("passed", RUNNING, False),
        ("passed", QuizRecord(), False),
        ("tried", PASSED, True),
        ("tried", FAILED, True),
        ("tried", RUNNING, False),
        ("tried", QuizRecord(), False),
    ],
)
def test_a_knowledge_check_counts_by_the_rule_of_its_course(rule: str, result: QuizRecord, done: bool) -> None:
    made = garden(completion={"knowledge_checks": rule})
    progress = course_progress(made, record("plan/look", "plan/ask", plan=result))
    assert progress.modules[0].steps[-1].kind is StepKind.KNOWLEDGE_CHECK
    assert progress.modules[0].done is done


def test_where_no_knowledge_check_is_needed_none_is_counted() -> None:
    progress = course_progress(garden(completion={"knowledge_checks": "not needed"}), record("plan/look", "plan/ask"))
    assert [step.kind for step in progress.modules[0].steps] == [StepKind.SECTION] * 2
    assert progress.modules[0].done


def test_a_module_without_a_knowledge_check_is_done_when_it_is_read() -> None:
    made = course("garden", module("garden", "plan", section("look"), check=False))
    assert course_progress(made, record("plan/look")).complete


@pytest.mark.parametrize("result", [FAILED, RUNNING])
def test_a_knowledge_check_that_was_begun_says_so(result: QuizRecord) -> None:
    progress = course_progress(garden(), record(plan=result))
    assert states(progress) == [StepState.TO_DO, StepState.TO_DO, StepState.BEGUN]
    assert progress.begun


def test_a_course_is_complete_when_all_its_modules_are_done() -> None:
    whole = course_progress(garden(), record(*ALL, plan=PASSED, plant=PASSED))
    assert (whole.complete, whole.percent, whole.next_module, whole.minutes_left) == (True, 100, None, 0)
    almost = course_progress(garden(), record(*ALL, plan=PASSED, plant=FAILED))
    assert (almost.complete, almost.percent) == (False, 83)


def test_a_course_that_asks_for_one_module_is_complete_with_one() -> None:
    made = garden(completion={"modules": 1})
    progress = course_progress(made, record("plant/dig", "plant/sow", plant=PASSED))
    assert (progress.needed, progress.complete, progress.percent) == (1, True, 100)


def test_a_course_that_asks_for_more_modules_than_it_has_asks_for_all() -> None:
    assert course_progress(garden(completion={"modules": 9}), record()).needed == 2


def test_in_locked_order_a_module_waits_for_the_one_before() -> None:
    made = garden(order="locked")
    assert [m.locked for m in course_progress(made, record()).modules] == [False, True]
    assert [m.locked for m in course_progress(made, record("plan/look", "plan/ask")).modules] == [False, True]
    after = course_progress(made, record("plan/look", "plan/ask", plan=PASSED))
    assert [m.locked for m in after.modules] == [False, False]
    assert after.next_module == after.modules[1]


def test_what_was_done_is_dated_by_its_last_step() -> None:
    progress = course_progress(garden(), record("plan/ask", "plan/look", plan=PASSED))
    assert progress.modules[0].done_at == progress.last_at == at(90)
    assert progress.modules[1].done_at is None


def test_the_minutes_left_are_a_share_rounded_up() -> None:
    progress = course_progress(garden(), record("plan/look"))
    assert progress.modules[0].minutes_left == 7


def test_a_section_that_has_gone_from_the_course_counts_for_nothing() -> None:
    progress = course_progress(garden(), record("plan/look", "plan/long-gone", "gone/look"))
    assert sum(step.done for step in progress.steps) == 1


def test_one_goes_on_with_the_course_worked_on_last() -> None:
    other = course("hedge", module("hedge", "cut", section("wait"), section("trim")))
    garden_first = course_progress(garden(), record("plan/look"))
    hedge_later = course_progress(other, Record({("hedge", "cut", "wait"): at(60)}, {}))
    place = where_to_go_on([garden_first, hedge_later])
    assert place
    assert (place.course.course.id, place.step.id) == ("hedge", "trim")


def test_one_begins_with_the_first_course_and_its_first_step() -> None:
    place = where_to_go_on([course_progress(garden(), record())])
    assert place
    assert (place.module.module.id, place.step.id) == ("plan", "look")


def test_one_goes_on_with_a_knowledge_check_that_is_all_that_was_begun() -> None:
    untouched = course_progress(course("hedge", module("hedge", "cut", section("wait"))), record())
    begun = course_progress(garden(), record(plan=RUNNING))
    place = where_to_go_on([untouched, begun])
    assert place
    assert place.course is begun


def test_there_is_nowhere_to_go_on_when_all_is_complete() -> None:
    whole = course_progress(garden(), record(*ALL, plan=PASSED, plant=PASSED))
    assert where_to_go_on([whole]) is None
    assert where_to_go_on([]) is None


def test_progress_in_one_module_is_what_the_course_says_of_it() -> None:
    made, on_record = garden(), record("plan/look", plan=FAILED)
    assert module_progress(made, made.modules[0], on_record) == course_progress(made, on_record).modules[0]


@st.composite
def records(draw: st.DrawFn) -> tuple[Course, Record]:
    """A garden under any rule, and any part of its steps done."""
    rules = {
        "modules": draw(st.sampled_from(["all", 1, 2])),
        "knowledge_checks": draw(st.sampled_from(["passed", "tried", "not needed"])),
    }
    made = garden(completion=rules, order=draw(st.sampled_from(["free", "locked"])))
    checks = st.sampled_from([QuizRecord(), RUNNING, FAILED, PASSED])
    done = [name for name in ALL if draw(st.booleans())]
    return made, record(*done, plan=draw(checks), plant=draw(checks))


@given(records())
def test_a_hundred_percent_means_complete_and_nothing_else_does(given: tuple[Course, Record]) -> None:
    progress = course_progress(*given)
    assert (progress.percent == 100) == progress.complete
    assert 0 <= progress.percent <= 100
    assert progress.done_modules == sum(m.percent == 100 for m in progress.modules)


@given(records(), st.sampled_from(ALL))
def test_doing_one_thing_more_never_sets_anybody_back(given: tuple[Course, Record], more: str) -> None:
    made, before = given
    module_id, section_id = more.split("/")
    after = Record({**before.sections, ("garden", module_id, section_id): at(99)}, before.quizzes)
    assert course_progress(made, after).percent >= course_progress(made, before).percent


@given(records())
def test_whoever_is_not_complete_is_shown_an_open_step_that_is_not_done(given: tuple[Course, Record]) -> None:
    progress = course_progress(*given)
    place = where_to_go_on([progress])
    assert (place is None) == progress.complete
    if place:
        assert not place.step.done
        assert not place.module.locked
