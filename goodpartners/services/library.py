"""The catalogue a process serves, swapped whole between requests."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from goodpartners.content.catalogue import Catalogue, Loaded, load, stamp
from goodpartners.content.problems import Problem
from goodpartners.domain.errors import Unavailable

RELEASES_KEPT = 5


class Library:
    """Local mode follows the files; production follows the published release named in `releases/current`."""

    def __init__(self, content_root: Path, data_dir: Path, *, live: bool) -> None:
        self.content_root = content_root
        self.releases = data_dir / "releases"
        self.live = live
        self._seen = ""
        self._pointer, self._pointed = (0, 0), ""
        self._loaded: Loaded | None = None

    def current(self, *, today: date) -> Catalogue:
        """The catalogue to serve now; Unavailable when nothing has been published."""
        seen = stamp(self.content_root) if self.live else self._release()
        if self._loaded is None or seen != self._seen:
            root = self.content_root if self.live else self.releases / seen
            self._loaded, self._seen = load(root, today=today), seen
            if not self.live:
                gc.freeze()  # a release stays until the process ends: the collector need not walk it for every page
        return self._loaded.catalogue

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the content served now."""
        return self._loaded.problems if self._loaded else ()

    def published(self) -> bool:
        """Whether there is anything to serve."""
        return self.live or (self.releases / "current").is_file()

    def _release(self) -> str:
        """What `releases/current` says, read again when it is another file than before."""
        pointer = self.releases / "current"
        try:
            status = pointer.stat()
            if (status.st_ino, status.st_mtime_ns) != self._pointer:
                self._pointed = pointer.read_text("utf-8").strip()
                self._pointer = (status.st_ino, status.st_mtime_ns)
        except FileNotFoundError:
            raise Unavailable("No content has been published yet. Run: goodpartners content publish") from None
        return self._pointed


def publish(loaded: Loaded, releases: Path) -> str:
    """Copy checked content into a release of its own and point all workers at it; give the release's name."""
    name = loaded.catalogue.fingerprint[:16]
    folder = releases / name
    if not folder.is_dir():
        making = releases / f"{name}.part"
        shutil.rmtree(making, ignore_errors=True)
        for part in ("courses", "quizzes"):
            shutil.copytree(loaded.catalogue.root / part, making / part)
        making.rename(folder)
    pointer = releases / "current.part"
    pointer.write_text(name, "utf-8")
    pointer.replace(releases / "current")
    _drop_old(releases, keep=name)
    return name


def _drop_old(releases: Path, *, keep: str) -> None:
    folders = sorted((f for f in releases.iterdir() if f.is_dir()), key=lambda f: f.stat().st_mtime, reverse=True)
    for folder in folders[RELEASES_KEPT:]:
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)
