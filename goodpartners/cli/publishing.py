"""`goodpartners content publish` and `preview`: make content public, or look at it before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import click

from goodpartners.cli import watching
from goodpartners.content.catalogue import load
from goodpartners.content.problems import as_text, errors
from goodpartners.domain.times import local_time
from goodpartners.services import releases
from goodpartners.services.house import Clock, House

OF_ANOTHER_SERVER = ("DATABASE_URL", "GOODPARTNERS_RUNS")
SECONDS_BETWEEN_LOOKS, SECONDS_TO_END = 1.0, 10.0


@click.command()
@click.pass_obj
def publish(house: House) -> None:
    """Check all content and, when nothing is broken, serve it from now on.

    Every worker swaps to it between two requests. A try that is under way keeps its paper.

    \b
    Example:
      goodpartners content publish
    """
    now = house.clock()
    loaded = load(house.settings.content_root, today=now.date())
    problems = sorted((*loaded.problems, *releases.changed_in(house.database, loaded.catalogue.root)))
    if errors(problems):
        click.echo(as_text(problems), nl=False, err=True)
        click.echo("Nothing was published. Mend what is listed above.", err=True)
        sys.exit(1)
    with house.database.writing() as session:
        name = releases.publish(session, loaded, house.library.releases, now=now)
    click.echo(
        f"Published {len(loaded.catalogue.courses)} courses and {len(loaded.catalogue.quizzes)} quizzes as {name}."
    )


@click.command()
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="Port on this machine.")
@click.argument("path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def preview(house: House, port: int, path: Path | None) -> None:
    """Show the courses in PATH as a learner sees them, with a database of their own that is thrown away.

    What the check says is printed here at the start and after each save.

    \b
    Example:
      goodpartners content preview --port 8001
    """
    root = (path or house.settings.content_root).resolve()
    if not (root / "courses").is_dir():
        raise click.UsageError(f"'{root}' holds no folder 'courses': name the folder that holds courses/ and quizzes/")
    if watching.in_use(port):
        message = f"Port {port} is in use: stop what runs there, or name another: --port {port + 1}"
        raise click.ClickException(message)
    with tempfile.TemporaryDirectory(prefix="goodpartners-preview-", ignore_cleanup_errors=True) as data:
        sys.exit(_served(root, port, data, house.clock))


def _served(root: Path, port: int, data: str, clock: Clock) -> int:
    """Run the server until it ends or we are told to stop; it never outlives us."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_ANOTHER_SERVER}
    command = [sys.executable, "-m", "goodpartners", "local", "--port", str(port), "--data", data]
    over = threading.Event()
    saves = threading.Thread(
        target=watching.tell_at_each_save,
        args=(root, click.echo),
        kwargs={"today": lambda: local_time(clock()).date(), "stopped": lambda: over.wait(SECONDS_BETWEEN_LOOKS)},
        daemon=True,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    environment["GOODPARTNERS_CONTENT"] = str(root)
    server = subprocess.Popen(command, env=environment, start_new_session=os.name != "nt")
    try:
        saves.start()
        return server.wait()
    except KeyboardInterrupt:
        return 130
    finally:
        over.set()
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, and end it with all its workers when it does not: while it starts it hears nothing."""
    server.terminate()
    try:
        server.wait(timeout=SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        if os.name == "nt":
            server.kill()
        else:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
