"""Which files are content."""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDERS = ("courses", "quizzes")


def content_files(root: Path) -> list[Path]:
    """Every file that counts, sorted; hidden files, editors' copies and links to elsewhere do not."""
    found = [file for folder in FOLDERS for file in (root / folder).rglob("*") if _counts(file, root)]
    return sorted(found, key=lambda file: file.relative_to(root).as_posix())


def _counts(file: Path, root: Path) -> bool:
    parts = file.relative_to(root).parts
    hidden = any(part.startswith((".", "#", "~")) or part.endswith(("~", ".swp", ".tmp", ".bak")) for part in parts)
    return not hidden and file.is_file() and file.resolve().is_relative_to(root.resolve())


def stamp(root: Path) -> str:
    """Changes whenever a content file is added, taken away, renamed or saved; reads no file."""
    digest = hashlib.sha256()
    for file in content_files(root):
        try:
            status = file.stat()
        except OSError:  # taken away while we were looking: the next stamp will differ
            continue
        digest.update(f"{file.relative_to(root).as_posix()}\0{status.st_mtime_ns}\0{status.st_size}\0".encode())
    return digest.hexdigest()


def fingerprint(root: Path) -> str:
    """The same for the same names and bytes, wherever and whenever they were saved."""
    digest = hashlib.sha256()
    for file in content_files(root):
        name = file.relative_to(root).as_posix().encode()
        try:
            data = file.read_bytes()
        except OSError:  # what cannot be read is reported by whoever needs it
            data = b""
        digest.update(len(name).to_bytes(4, "big") + name + len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
