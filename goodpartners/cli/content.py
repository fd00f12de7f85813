"""`goodpartners content`: check what authors wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Day
from datetime import datetime
from pathlib import Path

import click

from goodpartners.content import report as reports
from goodpartners.content import schema as schemas
from goodpartners.content.catalogue import Catalogue, Loaded, load
from goodpartners.content.coverage import Covered, coverage
from goodpartners.content.material import read
from goodpartners.content.problems import as_github, as_json, as_text, errors, warnings
from goodpartners.domain.times import LONDON, local_time
from goodpartners.services import releases

FORMATS = {"text": as_text, "json": as_json, "github": as_github}
FOLDER = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)


@click.group()
def content() -> None:
    """Check courses and quizzes, and keep what goes with them up to date."""


@content.command()
@click.argument("path", required=False, type=FOLDER)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="How problems are written.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Judge review dates as of this day.")
@click.option("--strict", is_flag=True, help="End with 1 for warnings too.")
@click.pass_context
def check(ctx: click.Context, path: Path | None, form: str, today: datetime | None, strict: bool) -> None:
    """Say what is wrong with the courses and quizzes in PATH.

    PATH is the folder that holds courses/ and quizzes/. Ends with 0 when nothing must be mended (there may be
    warnings), with 1 when something must, with 2 when PATH cannot be read. A questionnaire that was changed after a
    round in the database here has used its version must be mended too.

    \b
    Example:
      goodpartners content check --format github
    """
    loaded = load(_root(ctx, path), today=today.date() if today else _today(ctx))
    if database := getattr(ctx.obj, "database", None):
        used = releases.changed_in(database, loaded.catalogue.root)
        loaded = replace(loaded, problems=tuple(sorted((*loaded.problems, *used))))
    click.echo(FORMATS[form](loaded.problems), nl=False)
    click.echo(summary(loaded), err=form == "json")
    ctx.exit(1 if errors(loaded.problems) or (strict and loaded.problems) else 0)


@content.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 when a schema is out of date.")
@click.pass_context
def schema(ctx: click.Context, folder: Path | None, only_check: bool) -> None:
    """Write the JSON Schemas that help authors' editors, into FOLDER (static/schema).

    \b
    Example:
      goodpartners content schema --check
    """
    folder = folder or _root(ctx, None) / schemas.SCHEMA_FOLDER
    if not only_check:
        for written in schemas.write(folder):
            click.echo(written.as_posix())
        return
    outdated = schemas.outdated(folder)
    for name in outdated:
        click.echo(f"{(folder / name).as_posix()} is out of date: run 'goodpartners content schema'")
    ctx.exit(1 if outdated else 0)


@content.command("coverage")
@click.argument("path", required=False, type=FOLDER)
@click.option("--strict", is_flag=True, hidden=True, help="Scripts may still say so: it has become the rule.")
@click.pass_context
def show_coverage(ctx: click.Context, path: Path | None, strict: bool) -> None:
    """Show, area by area, how many elements of courses/coverage.yaml are taught and assessed.

    Ends with 1, and names them, when elements are not both taught and assessed.

    \b
    Example:
      goodpartners content coverage
    """
    catalogue = load(_root(ctx, path), today=_today(ctx)).catalogue
    covered = coverage(catalogue.elements, catalogue.courses, catalogue.quizzes)
    click.echo(_table(_areas(covered)), nl=False)
    missing = [c for c in covered if not (c.taught and c.assessed)]
    if missing or not covered:
        ids = ", ".join(c.element.id for c in missing) or "courses/coverage.yaml lists none"
        click.echo(f"Not both taught and assessed: {ids}", err=True)
        ctx.exit(1)


@content.command("report")
@click.argument("path", required=False, type=FOLDER)
@click.option("--markdown", is_flag=True, help="Write it as the page docs/modules.md.")
@click.pass_context
def show_report(ctx: click.Context, path: Path | None, markdown: bool) -> None:
    """Show words, minutes, sentence length, readability and items of every module.

    \b
    Example:
      goodpartners content report --markdown > docs/modules.md
    """
    material, _ = read(_root(ctx, path), today=_today(ctx))
    found = reports.report(material)
    click.echo(reports.as_markdown(found) if markdown else _table([reports.HEADINGS, *reports.rows(found)]), nl=False)


def summary(loaded: Loaded) -> str:
    """What was looked at and what was found, in a line."""
    catalogue = loaded.catalogue
    counts = (
        _count(sum(len(course.modules) for course in catalogue.courses), "module"),
        _count(len(catalogue.quizzes), "quiz", "quizzes"),
        _count(_items(catalogue), "item"),
        *([_count(len(catalogue.questionnaires), "questionnaire")] if catalogue.questionnaires else []),
    )
    found = (_count(len(errors(loaded.problems)), "problem"), _count(len(warnings(loaded.problems)), "warning"))
    return f"{', '.join(counts)}: {', '.join(found)}"


def _items(catalogue: Catalogue) -> int:
    return sum(not item.retired for quiz in catalogue.quizzes.values() for item in quiz.items)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _areas(covered: tuple[Covered, ...]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("area", "taught", "assessed")]
    areas = dict.fromkeys(c.element.area for c in covered)
    groups = [(area, [c for c in covered if c.element.area == area]) for area in areas]
    for area, group in [*groups, ("all", list(covered))]:
        taught, assessed = sum(bool(c.taught) for c in group), sum(bool(c.assessed) for c in group)
        rows.append((area, f"{taught} of {len(group)}", f"{assessed} of {len(group)}"))
    return rows


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def _root(ctx: click.Context, path: Path | None) -> Path:
    root = path or (ctx.obj.settings.content_root if ctx.obj else Path.cwd())
    if not (root / "courses").is_dir():
        raise click.UsageError(f"'{root}' holds no folder 'courses': name the folder that holds courses/ and quizzes/")
    return Path(root)


def _today(ctx: click.Context) -> Day:
    clock = getattr(ctx.obj, "clock", None)
    now = clock() if callable(clock) else datetime.now(LONDON)
    return local_time(now).date()
