"""`goodpartners content publish` and `preview`: make content public, or look at it before."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from goodpartners.content.catalogue import load
from goodpartners.content.problems import as_text, errors
from goodpartners.services import releases
from goodpartners.services.house import House


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
@click.option("--port", default=8001, show_default=True, help="Port on this machine.")
@click.argument("path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def preview(port: int, path: Path | None) -> None:
    """Show the courses in PATH as a learner sees them, with a database of their own that is thrown away.

    \b
    Example:
      goodpartners content preview --port 8001
    """
    if path:
        os.environ["GOODPARTNERS_CONTENT"] = str(path.resolve())
    with tempfile.TemporaryDirectory(prefix="goodpartners-preview-") as data:
        command = [sys.executable, "-m", "goodpartners", "local", "--port", str(port), "--data", data]
        sys.exit(subprocess.call(command))
