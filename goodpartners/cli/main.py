"""All commands under one name."""

from __future__ import annotations

import click

from goodpartners.cli.attempts import attempts
from goodpartners.cli.bench import bench
from goodpartners.cli.content import content
from goodpartners.cli.db import db
from goodpartners.cli.demo import demo
from goodpartners.cli.jobs import jobs
from goodpartners.cli.people import people
from goodpartners.cli.publishing import preview, publish
from goodpartners.cli.serve import local, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def goodpartners() -> None:
    """Good Partners: courses and quizzes for the two sides that care for a child together.

    \b
    Example:
      goodpartners content check
    """


content.add_command(publish)
content.add_command(preview)
for command in (attempts, bench, content, db, demo, jobs, local, people, serve):
    goodpartners.add_command(command)
