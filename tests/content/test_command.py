"""`goodpartners content` tells authors what to mend and programs whether all is well."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from goodpartners.cli.content import content

HERE = Path(__file__).parent
CONTEXT = SimpleNamespace(
    settings=SimpleNamespace(content_root=HERE / "good"), clock=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC)
)


def run(*arguments: object, obj: object = CONTEXT) -> Result:
    return CliRunner().invoke(content, [str(a) for a in arguments], obj=obj)


def test_clean_content_ends_with_0_and_a_summary() -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "1 module, 2 quizzes, 6 items: 0 problems, 0 warnings\n")


def test_problems_end_with_1() -> None:
    result = run("check", HERE / "bad" / "link", "--today", "2026-11-22")
    assert result.exit_code == 1
    assert "courses/tiny/01-broken.md:16:5: there is no module 'brokn'" in result.stdout


def test_warnings_alone_end_with_0() -> None:
    result = run("check", "--today", "2027-06-01")
    assert result.exit_code == 0
    assert ":16:1: warning: this module was to be read through again by 22 May 2027" in result.stdout
    assert result.stdout.endswith("0 problems, 3 warnings\n")


def test_json_alone_goes_to_the_output() -> None:
    result = run("check", HERE / "bad" / "html", "--format", "json")
    assert {"path", "line", "column", "message", "rule", "severity"} == set(json.loads(result.stdout)[0])
    assert "problems" in result.stderr


def test_annotations_can_be_asked_for() -> None:
    result = run("check", HERE / "bad" / "html", "--format", "github")
    assert "::error file=courses/tiny/01-broken.md,line=16,col=3::HTML is not allowed" in result.stdout


def test_what_is_no_content_folder_ends_with_2(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == 2
    assert run("check", tmp_path / "nowhere").exit_code == 2


def test_without_a_context_the_current_folder_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE / "good")
    assert "1 module, 2 quizzes, 6 items" in run("check", obj=None).stdout


def test_coverage_is_a_table_by_area() -> None:
    result = run("coverage")
    assert result.exit_code == 0
    assert result.stdout == "area      taught  assessed\nplanning  2 of 2  2 of 2\nall       2 of 2  2 of 2\n"


def test_coverage_names_what_is_missing_and_ends_with_1(tmp_path: Path) -> None:
    root = Path(shutil.copytree(HERE / "good", tmp_path / "good"))
    file = root / "courses/coverage.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("id: G2", "id: G3"), encoding="utf-8")
    result = run("coverage", root)
    assert result.exit_code == 1
    assert "Not both taught and assessed: G3" in result.stderr


def test_a_strict_check_ends_with_1_for_warnings_too() -> None:
    assert run("check", "--strict").exit_code == 0
    assert run("check", "--strict", "--today", "2027-06-01").exit_code == 1


def test_the_report_gives_each_module_its_figures() -> None:
    lines = run("report").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["module", "G1", "all"]


def test_the_report_can_be_kept_as_a_page() -> None:
    page = run("report", "--markdown").stdout
    assert page.startswith("# The modules in figures\n")
    assert "| G1 | " in page


def test_schemas_are_written_and_checked(tmp_path: Path) -> None:
    assert run("schema", tmp_path, "--check").exit_code == 1
    assert run("schema", tmp_path).exit_code == 0
    assert run("schema", tmp_path, "--check").exit_code == 0


@pytest.mark.parametrize("command", ["check", "schema", "coverage", "report"])
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    assert f"goodpartners content {command}" in run(command, "--help").stdout
