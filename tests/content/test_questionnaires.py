"""The questionnaires for pairs: what ours ask, what they rest on, and how one that was used may change."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from goodpartners.content.catalogue import Loaded, load
from goodpartners.content.prose import words
from goodpartners.content.validation import validate
from goodpartners.domain.partnership.questionnaire import Asked, Question, Questionnaire, Skip, band_of
from goodpartners.domain.partnership.wording import canonical, changed, digest, restored
from goodpartners.domain.people import Side
from tests.content.conftest import Write

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
GUIDE = (ROOT / "docs/authors.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
COVERAGE = "".join(
    f"  - {{id: {code}, area: tiny, text: Words, can: Say it, bloom: apply, modules: [T1]}}\n"
    for code in ("GC3", "GC6", "INF1")
)


@pytest.fixture(scope="module")
def own() -> Loaded:
    """Our own courses, quizzes and questionnaires."""
    return load(ROOT, today=TODAY)


@pytest.fixture
def readiness(own: Loaded) -> Questionnaire:
    """The partner-readiness quiz."""
    return own.catalogue.questionnaires["readiness"]


@pytest.fixture
def gaps(own: Loaded) -> Questionnaire:
    """The gap survey."""
    return own.catalogue.questionnaires["gaps"]


# --- What ours ask ---------------------------------------------------------------------------------------------------


def test_the_catalogue_holds_both_and_no_quiz_among_them(own: Loaded) -> None:
    assert sorted(own.catalogue.questionnaires) == ["gaps", "readiness"]
    assert own.catalogue.questionnaire("gaps") is own.catalogue.questionnaires["gaps"]
    assert own.catalogue.questionnaire("other") is None
    assert not [key for key in own.catalogue.quizzes if key.startswith("partnership/")]


def test_the_readiness_quiz_asks_three_statements_in_each_of_eight_dimensions(readiness: Questionnaire) -> None:
    assert [dimension.id for dimension in readiness.dimensions] == list("abcdefgh")
    assert [s.id for s in readiness.statements] == [f"{letter}{n}" for letter in "abcdefgh" for n in (1, 2, 3)]
    assert all(s.dimension == s.id[0] for s in readiness.statements)
    assert (
        readiness.highest(Question.NOW) == readiness.highest(Question.WANT) == readiness.highest(Question.MIRROR) == 5
    )


def test_the_gap_survey_asks_22_statements_and_ten_in_return_on_seven_points(gaps: Questionnaire) -> None:
    counts = {dimension.id: len(gaps.of_dimension(dimension.id)) for dimension in gaps.dimensions}
    assert counts == {"r": 5, "s": 4, "a": 5, "e": 4, "t": 4}
    assert [s.id for s in gaps.return_statements] == [f"x{n}" for n in range(1, 11)]
    asked = [ask.id for part in gaps.parts for ask in part.questions if ask.scale]
    assert {gaps.highest(question) for question in asked} == {7}
    assert len(asked) == 8


def test_each_side_answers_the_gap_survey_in_its_own_order(gaps: Questionnaire) -> None:
    def order(side: Side) -> list[str]:
        return [ask.id.value for part in gaps.parts_for(side) for ask in part.questions]

    assert order(Side.COMMISSIONER) == [
        "expect", "importance", "got", "return-believe", "return-promise", "well", "first",
    ]  # fmt: skip
    assert order(Side.PROVIDER) == [
        "believe", "guess", "promise", "return-expect", "return-got", "well", "first",
    ]  # fmt: skip


def test_looking_back_is_asked_from_the_second_round(readiness: Questionnaire) -> None:
    first = [part.id for part in readiness.parts_for(Side.PROVIDER)]
    assert first == ["statements", "mirror", "words"]
    assert [part.id for part in readiness.parts_for(Side.PROVIDER, 2)] == ["statements", "mirror", "before", "words"]


def test_only_promises_can_be_left_as_never_said(gaps: Questionnaire) -> None:
    only = {skip.id: skip.only for skip in gaps.skips}
    assert only == {
        Skip.CANNOT_SAY: [],
        Skip.DOES_NOT_APPLY: [],
        Skip.NEVER_SAID: [Question.PROMISE, Question.RETURN_PROMISE],
    }


def test_the_duty_to_report_stands_under_the_two_statements_that_touch_it(gaps: Questionnaire) -> None:
    noted = {s.id for s in (*gaps.statements, *gaps.return_statements) if s.note and "duty to report" in s.note}
    assert noted == {"a2", "x9"}


def test_bands_are_the_points_of_the_scale(readiness: Questionnaire) -> None:
    assert [band.begins for band in readiness.bands] == [0, 25, 50, 75]
    assert [band_of(readiness.bands, position) for position in (0, 24.9, 25, 74.9, 75, 100)] == [0, 0, 1, 2, 3, 3]


# --- How they are written, and what they rest on ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["readiness", "gaps"])
@pytest.mark.parametrize("side", list(Side))
def test_every_wording_is_short_and_asks_one_thing(own: Loaded, name: str, side: Side) -> None:
    questionnaire = own.catalogue.questionnaires[name]
    for statement in (*questionnaire.statements, *questionnaire.return_statements):
        text = statement.for_side(side)
        assert words(text) <= 25, text
        assert "and/or" not in text
        assert set(re.findall(r"{.*?}", text)) <= {"{authority}", "{provider}"}


def test_no_side_reads_its_own_name_in_a_statement(readiness: Questionnaire) -> None:
    for statement in readiness.statements:
        assert "{authority}" not in statement.for_side(Side.COMMISSIONER)
        assert "{provider}" not in statement.for_side(Side.PROVIDER)


def test_the_readiness_quiz_covers_guidelines_duties_and_principles(readiness: Questionnaire) -> None:
    rests_on: dict[str, list[str]] = {}
    for statement in readiness.statements:
        rests_on.setdefault(statement.source or "", []).append(statement.id)
    assert rests_on == {
        "G1": ["a1"],
        "G2": ["b1"],
        "G3": ["c2"],
        "G4": ["e1"],
        "G5": ["b2", "b3"],
        "G6": ["c1", "c3"],
        "G7": ["f1", "f3"],
        "G8": ["g1"],
        "G9": ["f2"],
        "S": ["d1", "d2", "d3"],
        "R": ["h1", "h2", "h3"],
        "B": ["g2", "g3"],
        "K": ["e2", "e3"],
        "U": ["a2", "a3"],
    }


@pytest.mark.parametrize("name", ["readiness", "gaps"])
def test_every_dimension_leads_to_a_module_of_today(own: Loaded, name: str) -> None:
    taught = {code for course in own.catalogue.courses for m in course.modules for code in m.header.elements}
    for dimension in own.catalogue.questionnaires[name].dimensions:
        assert 2 <= len(dimension.elements) <= 6
        assert taught & set(dimension.elements), dimension.title


def test_every_dimension_of_the_readiness_quiz_has_advice(readiness: Questionnaire) -> None:
    assert all(dimension.advice for dimension in readiness.dimensions)


# --- A questionnaire of somebody else --------------------------------------------------------------------------------


def written_from_the_guide() -> tuple[str, str]:
    """One of each kind, from the examples in docs/authors.md."""
    whole = next(text for text in EXAMPLES if "kind: readiness" in text)
    parts = next(text for text in EXAMPLES if text.startswith("parts:"))
    survey = whole[: whole.index("parts:")].replace("kind: readiness", "kind: gaps") + parts
    return whole, survey.replace("id: handover", "id: handover-gaps")


def test_one_more_of_each_kind_needs_no_code(write: Write) -> None:
    whole, survey = written_from_the_guide()
    files = {"quizzes/partnership/handover.yaml": whole, "quizzes/partnership/handover-gaps.yaml": survey}
    loaded = load(write({**files, "courses/coverage.yaml": f"elements:\n{COVERAGE}"}), today=TODAY)
    assert [str(p) for p in loaded.problems if p.path.startswith("quizzes/")] == []
    readiness, gaps = (loaded.catalogue.questionnaires[name] for name in ("handover", "handover-gaps"))
    assert readiness.highest(Question.NOW) == gaps.highest(Question.GOT) == 4
    assert [part.of for part in gaps.parts_for(Side.PROVIDER)] == [Asked.STATEMENTS] * 2


def test_a_broken_questionnaire_is_left_out_and_takes_nothing_with_it(write: Write) -> None:
    whole, survey = written_from_the_guide()
    broken = {"quizzes/partnership/handover.yaml": whole.replace("kind: readiness", "kind: redness")}
    loaded = load(write({**broken, "quizzes/partnership/handover-gaps.yaml": survey}), today=TODAY)
    assert list(loaded.catalogue.questionnaires) == ["handover-gaps"]
    assert any(p.path == "quizzes/partnership/handover.yaml" and "must be 'readiness'" in p.message
               for p in loaded.problems)  # fmt: skip


def test_a_saved_questionnaire_changes_the_fingerprint(write: Write) -> None:
    whole, _ = written_from_the_guide()
    before = load(write({"quizzes/partnership/handover.yaml": whole}), today=TODAY).catalogue.fingerprint
    after = load(write({"quizzes/partnership/handover.yaml": whole + "# more\n"}), today=TODAY).catalogue.fingerprint
    assert before != after


# --- Refusals --------------------------------------------------------------------------------------------------------

MISTAKES = [
    ("kind: gaps", "kind: readiness", "- id: expect", "does not ask 'expect'; it may ask now, want"),
    ("      - id: got", "      - id: return-got", "of: statements", "write 'of: return statements'"),
    ("side: provider\n    of: points", "of: points", "- id: guess", "write 'side: provider'"),
    ("      - id: got", "      - id: expect", "- id: expect", "is asked a second time"),
    ("title: Points\n", "title: Points\n        scale: how-fully\n", "scale: how-fully", "has no scale"),
    ("title: How fully it did\n        scale: how-fully", "title: How fully it did", "- id: got", "needs a 'scale'"),
    ("- id: x4\n", "- id: r1\n", "- id: r1", "used by two statements"),
    ("dimension: t\n    text: ask", "dimension: z\n    text: ask", "dimension: z", "there are r, s, a, e, t"),
    ("    text: return calls", "    txt: return calls", "txt: return", "did you mean 'text'?"),
    ("      provider: accept only", "      povider: accept only", "text:", "needs 'provider'"),
    ("only: [promise, ", "only: [promises, ", "only: [promises", "did you mean 'promise'?"),
    ("  - id: never-said", "  - id: unsaid", "- id: unsaid", "'never-said'; it is 'unsaid'"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "said"), MISTAKES)
def test_a_mistake_is_said_plainly_on_its_line(right: str, wrong: str, line: str, said: str) -> None:
    text = (ROOT / "quizzes/partnership/gaps.yaml").read_text(encoding="utf-8")
    assert right in text
    text = text.replace(right, wrong, 1)
    _, problems = validate(Questionnaire, text, "gaps.yaml")
    assert [p for p in problems if said in p.message and text.splitlines()[p.line - 1].strip().startswith(line)], [
        str(problem) for problem in problems
    ]


def test_questions_that_are_subtracted_share_a_scale() -> None:
    text = (ROOT / "quizzes/partnership/gaps.yaml").read_text(encoding="utf-8")
    text = text.replace("scales:\n", "scales:\n  - id: other\n    points: [Low, Middle, High]\n")
    text = text.replace(
        "title: How fully it did\n        scale: how-fully", "title: How fully it did\n        scale: other"
    )
    (problem,) = validate(Questionnaire, text, "gaps.yaml")[1]
    assert "share one scale, 'how-fully'" in problem.message
    assert text.splitlines()[problem.line - 1].strip() == "scale: other"


# --- Frozen wording --------------------------------------------------------------------------------------------------


def reworded(questionnaire: Questionnaire, version: int) -> Questionnaire:
    data = questionnaire.model_dump(mode="json")
    data["statements"][5]["text"] = "If a problem starts with us, we own it."
    return Questionnaire.model_validate({**data, "version": version})


def test_the_frozen_form_reads_back_as_the_same_questionnaire(readiness: Questionnaire, gaps: Questionnaire) -> None:
    for questionnaire in (readiness, gaps):
        assert restored(canonical(questionnaire)) == questionnaire
        assert canonical(restored(canonical(questionnaire))) == canonical(questionnaire)


def test_a_changed_wording_under_a_used_version_is_refused_with_what_to_do(readiness: Questionnaire) -> None:
    kept = {("readiness", 1): digest(readiness)}
    assert changed(kept, reworded(readiness, 1)) == (
        "version 1 has been used in a round and its wording differs now: "
        "raise 'version' to 2, and give every changed statement a new id"
    )


def test_an_unused_version_may_change_and_a_used_one_may_stay(readiness: Questionnaire, gaps: Questionnaire) -> None:
    kept = {("readiness", 1): digest(readiness)}
    assert changed(kept, readiness) is None
    assert changed(kept, reworded(readiness, 2)) is None
    assert changed(kept, gaps) is None
    assert changed({}, reworded(readiness, 1)) is None


def test_the_next_version_is_one_that_no_round_has_used(readiness: Questionnaire) -> None:
    kept = {("readiness", n): digest(reworded(readiness, n)) for n in (1, 2, 3)} | {("gaps", 9): "0"}
    assert "raise 'version' to 4" in (changed(kept, readiness) or "")


def test_the_digest_is_the_same_however_the_file_is_laid_out(write: Write) -> None:
    whole, _ = written_from_the_guide()
    root = write({"quizzes/partnership/handover.yaml": whole})
    first = load(root, today=TODAY).catalogue.questionnaires["handover"]
    write({"quizzes/partnership/handover.yaml": whole.replace("version: 1\n", "") + "version: 1\n"})
    assert digest(load(root, today=TODAY).catalogue.questionnaires["handover"]) == digest(first)
