"""Writes source_runs.txt: salted hashes of every run of seven words in source texts that nobody may copy from.

python tests/content/make_source_runs.py SOURCE…
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

RUNS = Path(__file__).with_name("source_runs.txt")
LENGTH = 7
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words in small letters with straight apostrophes; hyphens and punctuation do not count."""
    return [word.replace("’", "'") for word in WORD.findall(text.lower())]


def runs(text: str) -> Iterator[str]:
    """Every run of seven consecutive words."""
    found = words(text)
    return (" ".join(found[n : n + LENGTH]) for n in range(len(found) - LENGTH + 1))


def hashed(run: str, salt: str) -> str:
    """A short hash: enough to recognise a run, too little to read one."""
    return blake2b(run.encode(), digest_size=8, salt=bytes.fromhex(salt)).hexdigest()


def main(sources: list[str]) -> None:
    """Write the hashes of these files, sorted, after a new salt."""
    salt = secrets.token_hex(16)
    found = {hashed(run, salt) for source in sources for run in runs(Path(source).read_text(encoding="utf-8"))}
    RUNS.write_text("\n".join([salt, *sorted(found)]) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
