"""The command `goodpartners`: builds what the application shares and hands it to the commands."""

from __future__ import annotations

import sys

from pydantic import ValidationError

from goodpartners.cli.main import goodpartners
from goodpartners.factory import build
from goodpartners.settings import Settings


def main() -> None:
    """Run one command; a setting that cannot be read ends it with a sentence and exit code 2."""
    try:
        settings = Settings()
    except ValidationError as problem:
        for fault in problem.errors():
            print(f"{fault['loc'][0]}: {fault['msg']}", file=sys.stderr)
        sys.exit(2)
    goodpartners(obj=build(settings), prog_name="goodpartners")


if __name__ == "__main__":
    main()
