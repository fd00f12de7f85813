"""Cut the two open fonts down to what we print, as woff2 into static/fonts/.

    python3 dev.py make fonts FOLDER

FOLDER holds the unpacked npm packages @fontsource-variable/atkinson-hyperlegible-next and
@fontsource-variable/bricolage-grotesque (SIL Open Font License 1.1). Needs fonttools and brotli from the test lock.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
LATIN = (
    "U+0020-007E,U+00A0-017F,U+02C6,U+02DA,U+02DC,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2039,U+203A,"
    "U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2260,U+2264,U+2265"
)
JOBS = (
    ("atkinson-hyperlegible-next", "atkinson-hyperlegible-next-latin-wght-normal.woff2", "atkinson-next.woff2", {}),
    (
        "bricolage-grotesque",
        "bricolage-grotesque-latin-opsz-normal.woff2",
        "bricolage.woff2",
        {"opsz": 48, "wght": (400, 800)},
    ),
)


def main(folder: Path) -> None:
    """Make both files and copy the licences beside them."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for package, file, name, limits in JOBS:
        home = next(folder.rglob(f"@fontsource-variable/{package}"))
        font = TTFont(home / "files" / file)
        axes = {axis.axisTag for axis in font["fvar"].axes}
        if wanted := {tag: limit for tag, limit in limits.items() if tag in axes}:
            font = instancer.instantiateVariableFont(font, wanted)
        options = subset.Options(
            flavor="woff2", layout_features=["kern", "liga", "tnum", "locl", "mark", "mkmk", "ccmp"]
        )
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=subset.parse_unicodes(LATIN.replace("U+", "")))
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(FONTS / name)
        shutil.copy(home / "LICENSE", FONTS / f"{name.removesuffix('.woff2')}-LICENSE.txt")
        print(f"{name}: {(FONTS / name).stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
