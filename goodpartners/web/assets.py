"""Static files under an address that changes when one of them does, so that browsers may keep them for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, make_response, request, send_file, send_from_directory
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import NotFound
from goodpartners.domain.policy import Permission
from goodpartners.settings import PACKAGED, REPOSITORY
from goodpartners.web.access import access, anonymous
from goodpartners.web.addresses import url_for
from goodpartners.web.house import catalogue, house

bp = Blueprint("assets", __name__)
STATIC = REPOSITORY / "static" if (REPOSITORY / "static").is_dir() else PACKAGED / "static"
FOR_EVER = "public, max-age=31536000, immutable"
COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".webmanifest"})
COURSE_FILES = frozenset(
    {
        ".png",
        ".jpg",
        ".jpeg",
        ".webp",
        ".gif",
        ".mp4",
        ".webm",
        ".mp3",
        ".ogg",
        ".vtt",
        ".pdf",
        ".docx",
        ".xlsx",
        ".csv",
    }
)
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/vtt", ".vtt")


def release_of(folder: Path = STATIC) -> str:
    """A name for the present state of all static files: 12 hex digits."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file."""
    return url_for("assets.static_file", release=house().release, name=name)


@bp.get("/static/<release>/<path:name>")
@access(Permission.PUBLIC)
@anonymous
def static_file(release: str, name: str) -> ResponseReturnValue:
    """A static file; an old release gets the present file, but may not keep it."""
    path = STATIC / name
    if path.suffix in COMPRESSED and "gzip" in request.headers.get("Accept-Encoding", "") and ".." not in name:
        if not path.is_file():
            raise NotFound
        response = make_response(_gzipped(path, path.stat().st_mtime_ns))
        response.headers["Content-Encoding"] = "gzip"
        response.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    else:
        response = send_from_directory(STATIC, name)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER if release == house().release else "no-cache"
    return response


@bp.get("/files/<course>/<path:name>")
@access(Permission.PUBLIC)
@anonymous
def course_file(course: str, name: str) -> ResponseReturnValue:
    """A picture, film, sound or download of a course; never its text."""
    path = catalogue().file(course, name)
    if path is None or path.suffix.lower() not in COURSE_FILES:
        raise NotFound
    response = send_file(path)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/favicon.ico")
@access(Permission.PUBLIC)
@anonymous
def favicon() -> ResponseReturnValue:
    """The mark, for browsers that ask without being told."""
    response: Response = send_from_directory(STATIC, "icons/mark.svg")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@lru_cache(maxsize=64)
def _gzipped(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)
