"""`goodpartners serve` for production, `goodpartners local` for one machine: granian, one blocking thread a worker."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from goodpartners.domain.errors import Unavailable
from goodpartners.services import demo, storage
from goodpartners.services.house import House
from goodpartners.settings import Settings

APPLICATION = "app:app"
KEY_FILE, DEMO_FILE = "secret_key", "demo_accounts.json"


@click.command()
@click.option(
    "--jobs/--no-jobs", default=True, help="Start the process that sends mail and tidies up beside the server."
)
@click.pass_obj
def serve(house: House, jobs: bool) -> None:
    """Serve in production, with the settings from the environment.

    Refuses to start without SECRET_KEY and PUBLIC_URL, on a database that waits for migrations, without published
    content, and with demo accounts.

    \b
    Example:
      SECRET_KEY=… PUBLIC_URL=https://learn.example.org goodpartners serve
    """
    if house.settings.mode == "local":
        raise click.UsageError("GOODPARTNERS_MODE is 'local'. Use: goodpartners local")
    if faults := faults_of(house):
        for fault in faults:
            click.echo(fault, err=True)
        sys.exit(1)
    _run(house, jobs=jobs)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port on this machine.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder for database and keys.")
@click.option("--empty", is_flag=True, help="Do not fill a new database with the invented demo.")
@click.pass_obj
def local(house: House, port: int, data: Path | None, empty: bool) -> None:
    """Run on this machine only: SQLite, live content, and an invented demo when the database is new.

    \b
    Example:
      goodpartners local --port 8000
    """
    if os.environ.get("GOODPARTNERS_RUNS") != "local":
        sys.exit(_again_as_local(port, data or house.settings.data_dir, empty=empty))
    new = storage.is_empty(house.database)
    storage.upgrade(house.database)
    if new and not empty:
        click.echo("Filling the demo …")
        accounts = demo.fill(house)
        _write_private(house.settings.data_dir / DEMO_FILE, json.dumps(accounts, indent=1))
    _introduce(house)
    _run(house, jobs=True)


def faults_of(house: House) -> list[str]:
    """What keeps a production server from starting, as sentences."""
    found = house.settings.faults()
    if not storage.is_reachable(house.database):
        return [*found, "The database cannot be reached. Look at DATABASE_URL."]
    if not storage.is_current(house.database):
        return [*found, "The database waits for migrations. Run: goodpartners db upgrade"]
    try:
        house.library.current(today=house.clock().date())
    except Unavailable as reason:
        found.append(reason.sentence)
    with house.database.reading() as session:
        if demo.present(session):
            found.append("The database holds demo accounts, whose passwords lie on disk. Run: goodpartners demo remove")
    return found


def _again_as_local(port: int, data: Path, *, empty: bool) -> int:
    """Start this command anew with the settings of local mode in its environment, so that all workers share them."""
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    key = data / KEY_FILE
    if not key.exists():
        _write_private(key, secrets.token_urlsafe(48))
    environment = {
        **os.environ,
        "GOODPARTNERS_RUNS": "local",
        "GOODPARTNERS_MODE": "local",
        "GOODPARTNERS_DATA": str(data),
        "GOODPARTNERS_HOST": "127.0.0.1",
        "GOODPARTNERS_PORT": str(port),
        "SECRET_KEY": key.read_text("utf-8").strip(),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LOG_FORMAT": os.environ.get("LOG_FORMAT", "text"),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }
    command = [sys.executable, "-m", "goodpartners", "local", "--port", str(port), *(["--empty"] if empty else [])]
    if os.name != "nt":  # there, exec returns to the prompt while the program still runs
        os.execve(sys.executable, command, environment)
    return subprocess.call(command, env=environment)


def _introduce(house: House) -> None:
    click.echo(f"\nGood Partners runs at {house.settings.public_url}\n")
    file = house.settings.data_dir / DEMO_FILE
    if not file.exists():
        click.echo("Nobody can sign in yet. Invite somebody: python3 dev.py goodpartners people invite --help\n")
        return
    click.echo("Everybody in the demo is invented. You can sign in as:")
    for account in json.loads(file.read_text("utf-8")):
        click.echo(f"  {account['email']:<34} {account['password']:<24} {account['who']}")
    click.echo("\nStop with Ctrl-C.\n")


def listen(target: str, settings: Settings) -> None:
    """Serve the application `target`, written module:name, until told to stop; the benchmark serves its bare one so."""
    Granian(
        target,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers or os.cpu_count() or 1,
        blocking_threads=1,
        log_level=LogLevels.warning,
    ).serve()


def _run(house: House, *, jobs: bool) -> None:
    beside = subprocess.Popen([sys.executable, "-m", "goodpartners", "jobs", "watch", "--beside"]) if jobs else None
    try:
        listen(APPLICATION, house.settings)
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait(timeout=10)


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
