"""What makes the house stand on a bare machine: dev.py, the locks, the import contracts and the wheel."""

import ast
import os
import re
import socket
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from importlinter import cli as import_linter
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

PROJECT = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = [dev.RUN_LOCK, dev.TEST_LOCK]
ENTRY = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; [^\\]+?)?(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)

each_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)


def versions(lock: Path) -> dict[str, str]:
    return {entry["name"]: entry["version"] for entry in ENTRY.finditer(lock.read_text(encoding="utf-8"))}


def declared(*, for_tests: bool = False) -> list[Requirement]:
    project = PROJECT["project"]
    lines = project["optional-dependencies"]["test"] if for_tests else project["dependencies"]
    return [Requirement(line) for line in lines]


# --- The locks -------------------------------------------------------------------------------------------------------


@each_lock
def test_a_lock_names_no_address(lock: Path) -> None:
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", lock.read_text(encoding="utf-8"))


@each_lock
def test_every_line_of_a_lock_pins_a_package_with_its_hashes(lock: Path) -> None:
    unpinned = ENTRY.sub("", lock.read_text(encoding="utf-8"))
    assert unpinned == ""


def test_the_lock_for_running_holds_what_is_declared_in_versions_that_fit() -> None:
    locked = versions(dev.RUN_LOCK)
    for requirement in declared():
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_the_lock_for_tests_holds_what_is_declared_in_versions_that_fit() -> None:
    locked = versions(dev.TEST_LOCK)
    for requirement in declared(for_tests=True):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_the_lock_for_running_holds_no_test_tooling() -> None:
    tooling = {canonicalize_name(requirement.name) for requirement in declared(for_tests=True)}
    assert not tooling & versions(dev.RUN_LOCK).keys()


def test_the_tests_run_on_the_very_packages_that_people_run() -> None:
    assert versions(dev.RUN_LOCK).items() <= versions(dev.TEST_LOCK).items()


def test_the_wheel_is_built_by_the_locked_build_backend() -> None:
    assert PROJECT["build-system"]["requires"] == [f"hatchling=={versions(dev.TEST_LOCK)['hatchling']}"]


# --- dev.py ----------------------------------------------------------------------------------------------------------


def test_dev_needs_only_the_standard_library() -> None:
    tree = ast.parse(Path(dev.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_an_older_python_can_read_dev_far_enough_to_be_told() -> None:
    ast.parse(Path(dev.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(missing: str) -> None:
    sentence = dev.what_venv_lacks(lambda name: None if name == missing else object())
    assert sentence is not None
    assert missing in sentence
    assert f"apt-get install python{sys.version_info.major}.{sys.version_info.minor}-venv" in sentence


def test_a_python_with_venv_is_told_nothing() -> None:
    assert dev.what_venv_lacks(lambda name: object()) is None


def test_a_failed_installation_shows_why_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="apt-get install build-essential"):
        dev.run_quietly(
            [sys.executable, "-c", "print('no wheel for this machine'); exit(1)"],
            if_it_fails=dev.WHEN_INSTALLING_FAILS,
        )
    assert "no wheel for this machine" in capsys.readouterr().out


def test_a_port_that_is_in_use_is_said_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is in use: .* --port {port + 1}"):
            dev.run(["--port", str(port)])


def test_the_browser_asked_for_comes_first() -> None:
    found = dev.find_browser({"E2E_BROWSER": "mine"}, which=lambda name: f"/bin/{name}")
    assert found == "/bin/mine"


def test_a_browser_asked_for_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SystemExit, match="E2E_BROWSER is nowhere"):
        dev.find_browser({"E2E_BROWSER": "nowhere"}, which=lambda name: None)


def test_a_browser_on_the_path_comes_before_one_in_a_usual_place(tmp_path: Path) -> None:
    usual = tmp_path / "chrome"
    usual.touch()
    on_path = {"microsoft-edge": "/bin/edge"}
    assert dev.find_browser({}, which=on_path.get, places=[str(usual)]) == "/bin/edge"
    assert dev.find_browser({}, which=lambda name: None, places=[str(usual)]) == str(usual)
    assert dev.find_browser({}, which=lambda name: None, places=[str(tmp_path / "none")]) is None


@pytest.mark.parametrize(
    ("arguments", "spread"),
    [
        ([], True),
        (["-k", "readiness"], True),
        (["tests/house", "tests/conftest_of_nobody.py"], False),
        (["tests/house/test_bootstrap.py::test_a_lock_names_no_address"], False),
        (["tests/house", "tests"], True),
        (["-n", "4"], False),
        (["-n0"], False),
        (["--numprocesses=auto"], False),
        (["--pdb"], False),
    ],
)
def test_tests_are_spread_unless_one_path_is_named_or_the_caller_says_how(arguments: list[str], spread: bool) -> None:
    assert dev.in_two_processes(arguments) is spread


@pytest.mark.parametrize(
    "command", [[], ["test"], ["check"], ["lock"]], ids=lambda command: command[0] if command else "run"
)
def test_help_has_an_example_and_works_from_any_folder(command: list[str], tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, dev.__file__, *command, "--help"],
        cwd=tmp_path,
        env={**os.environ, "HOME": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert asked.returncode == 0, asked.stderr
    assert " ".join(["python3 dev.py", *command]) in asked.stdout


# --- The import contracts --------------------------------------------------------------------------------------------


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    broken = import_linter.lint_imports(str(dev.ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert not broken, capsys.readouterr().out


# One import for each contract that only this contract forbids; the others must hold on the same tree.
PLANTED = {
    "Data flows one way": ("content/courses.py", "import goodpartners.services"),
    "The core is pure": ("exporters/csv.py", "import flask"),
    "The domain does no input or output": ("domain/course.py", "from pathlib import Path"),
    "Numbers are crunched in one place": ("domain/course.py", "import numpy"),
    "Only the edge knows the web framework": ("store/people.py", "import werkzeug"),
    "Views ask services, never the store": ("web/learn.py", "import goodpartners.store.people"),
    "The store keeps what people did": ("store/people.py", "import goodpartners.content"),
    "Nothing goes in circles": ("domain/course.py", "import goodpartners.domain.people"),
}


@pytest.mark.parametrize("contract", PLANTED)
def test_each_import_contract_catches_a_planted_import(contract: str, tmp_path: Path) -> None:
    where, line = PLANTED[contract]
    package = tmp_path / "goodpartners"
    for name in ["domain", "content", "exporters", "outside", "store", "services", "web", "cli"]:
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").touch()
    for module in ["__init__", "__main__", "factory", "settings"]:
        (package / module).with_suffix(".py").touch()
    (package / "store" / "people.py").touch()
    (package / "domain" / "people.py").write_text("import goodpartners.domain.course\n", encoding="utf-8")
    (package / "domain" / "course.py").touch()
    (package / where).write_text(f"{line}\n", encoding="utf-8")
    lint = "from importlinter.cli import lint_imports_command as run; run()"
    options = ["--no-cache", "--no-logo", "--config", str(dev.ROOT / "pyproject.toml")]
    linted = subprocess.run(
        [sys.executable, "-c", lint, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
    )
    broken = re.findall(r"^(.+?)[:.].* BROKEN$", linted.stdout, re.MULTILINE)
    assert len(broken) == 1, linted.stdout + linted.stderr
    assert broken[0].startswith(contract)


# --- The wheel -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_the_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel with the locked backend, without any network, and list what it holds."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, dev.ROOT],
        capture_output=True,
        encoding="utf-8",
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("goodpartners-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def files_in(folder: str) -> set[Path]:
    found = {path.relative_to(dev.ROOT) for path in (dev.ROOT / folder).rglob("*") if path.is_file()}
    return {path for path in found if "__pycache__" not in path.parts}


@pytest.mark.parametrize("folder", ["courses", "quizzes", "static"])
def test_the_wheel_carries_the_courseware_as_data(folder: str, in_the_wheel: set[str]) -> None:
    expected = {f"goodpartners/data/{path.as_posix()}" for path in files_in(folder)}
    assert expected
    assert expected <= in_the_wheel


def test_the_wheel_carries_all_the_code_with_its_templates_and_nothing_else(in_the_wheel: set[str]) -> None:
    code = {path.as_posix() for path in files_in("goodpartners")} | {"app.py"}
    beside = {name for name in in_the_wheel if not name.startswith("goodpartners/data/") and ".dist-info/" not in name}
    assert beside == code
