"""`goodpartners jobs`: the work nobody waits for, once or again and again."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from threading import Event
from typing import Any

import click

from goodpartners.cli.context import Acts
from goodpartners.outside import log
from goodpartners.services import jobs as service
from goodpartners.services import mail
from goodpartners.services.house import House
from goodpartners.services.jobs import Done


@click.group(cls=Acts)
def jobs() -> None:
    """Send mail, open and close rounds, and delete what has had its time."""


@jobs.command("run-due")
@click.pass_obj
def run_due(house: House) -> None:
    """Do what is due once, for cron. Does nothing while another process is at it.

    \b
    Example, every minute:
      * * * * * goodpartners jobs run-due
    """
    log.configure(house.settings.log_format, house.settings.log_level)
    done = _run(house, service.new_holder())
    if done is None:
        click.echo("Another process is at it.")
        return
    waiting, given_up = service.outbox_counts(house.database)
    click.echo(f"Mail: {done.mail.sent} sent, {done.mail.failed} failed, {waiting} waiting, {given_up} given up.")
    click.echo(f"Reminders: {done.reminded} about courses, {done.rounds_reminded} about rounds.")
    broken = f", {done.rounds.failed} failed: see the log" if done.rounds.failed else ""
    click.echo(f"Rounds: {done.rounds.opened} opened, {done.rounds.closed} closed{broken}.")
    click.echo(
        f"Deleted: {done.sign_ins_ended} old sign-ins, {done.links_deleted} links, {done.counters_deleted} counters, "
        f"{done.mail_deleted} old messages, {done.kept.accounts_erased} unused accounts, "
        f"{done.kept.cohorts_deleted} ended cohorts, {done.kept.requests_deleted} decided requests."
    )


@jobs.command()
@click.option("--every", default=10, show_default=True, type=click.IntRange(1, 3600), help="Seconds between two runs.")
@click.option("--beside", is_flag=True, hidden=True, help="Stop when the process that started this one has ended.")
@click.pass_obj
def watch(house: House, every: int, beside: bool) -> None:
    """Do what is due again and again, until told to stop (SIGTERM or Ctrl-C). `serve` starts this by itself.

    \b
    Example:
      goodpartners jobs watch --every 30
    """
    log.configure(house.settings.log_format, house.settings.log_level)
    stop = Event()

    def tell(_number: int, _frame: Any) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    holder, server = service.new_holder(), os.getppid()
    service.watch(
        lambda: _run(house, holder, stop.is_set),
        wait=lambda: stop.wait(every) or (beside and os.getppid() != server),
    )


def _run(house: House, holder: str, stopping: Callable[[], bool] = lambda: False) -> Done | None:
    way_out = mail.post_of(house.settings)
    return service.run_due(
        house.database,
        way_out,
        house.settings,
        holder=holder,
        clock=house.clock,
        library=house.library,
        stopping=stopping,
    )
