"""`goodpartners db`: bring the database to its present form, copy it, put a copy back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from goodpartners.cli.context import Acts
from goodpartners.services import storage
from goodpartners.services.house import House
from goodpartners.store import backups
from goodpartners.store.backups import BackupFailed

FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group(cls=Acts)
def db() -> None:
    """Upgrade the database, back it up, restore it."""


@db.command()
@click.pass_obj
def upgrade(house: House) -> None:
    """Run the migrations that are missing; a second time changes nothing. Back up first.

    \b
    Example:
      goodpartners db backup && goodpartners db upgrade
    """
    if storage.is_current(house.database):
        click.echo("The database is up to date.")
        return
    storage.upgrade(house.database)
    click.echo("The database is up to date now.")


@db.command()
@click.argument("file", required=False, type=FILE)
@click.pass_obj
def backup(house: House, file: Path | None) -> None:
    """Copy the database to FILE while the server goes on. Without FILE: into the data folder, named by the time.

    \b
    Example:
      goodpartners db backup
      goodpartners db backup /var/backups/goodpartners.sqlite
    """
    target = file or _named(house, "backup")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _reported("Copying") as progress:
        backups.make(house.database, target, progress)
    click.echo(f"Copied to {target} ({target.stat().st_size / 1_000_000:.1f} MB).")


@db.command()
@click.argument("file", type=EXISTING)
@click.option("--yes", is_flag=True, help="Really: everything since the backup was made is taken out of use.")
@click.pass_obj
def restore(house: House, file: Path, yes: bool) -> None:
    """Put the backup FILE in place of the database, which is copied beside it first. Stop the server before.

    \b
    Example:
      goodpartners db restore instance/backups/backup-20261124-164200.sqlite --yes
    """
    if not yes:
        raise click.UsageError("This takes everything since the backup out of use. Say --yes if that is what you want.")
    kept = _named(house, "before-restore")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with _reported("Restoring") as progress:
        backups.restore(house.database, file, kept, progress)
    click.echo(f"Restored from {file}." + (f" What was there is in {kept}." if kept.exists() else ""))
    if not storage.is_current(house.database):
        click.echo("The backup is older than this version. Run: goodpartners db upgrade")


def _named(house: House, what: str) -> Path:
    stamp = f"{house.clock():%Y%m%d-%H%M%S}"
    return house.settings.data_dir / "backups" / f"{what}-{stamp}{backups.suffix(house.database)}"


@contextmanager
def _reported(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for pages, and a refusal for what goes wrong."""
    with click.progressbar(length=1, label=label) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(1, total)
            bar.update(done - bar.pos)

        try:
            yield progress
        except BackupFailed as failure:
            raise click.ClickException(str(failure)) from failure
        bar.update((bar.length or 1) - bar.pos)
