"""The pictures of two folders that differ to the eye, and where: `python -m tests.browser.compared OLD NEW`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageChops

VISIBLE, FEW = 24, 10  # of 255, and pixels: an edge is not drawn alike twice, and few colours make more of it


def apart(old: Path, new: Path) -> str:
    """Where two pictures differ to the eye; empty where they don't."""
    if not (old.exists() and new.exists()):
        return "only in one"
    before, after = (Image.open(path).convert("RGB") for path in (old, new))
    if before.size != after.size:
        return f"{before.size} became {after.size}"
    far = ImageChops.difference(before, after).convert("L").point(lambda grey: 255 if grey > VISIBLE else 0)
    box = far.getbbox()
    count = far.histogram()[255]
    return f"{count} pixels within {box}" if count > FEW else ""


def main(old: Path, new: Path) -> int:
    """Name them; the exit code says whether there are any."""
    names = sorted({path.name for folder in (old, new) for path in folder.glob("*.png")})
    found = {name: said for name in names if (said := apart(old / name, new / name))}
    for name, said in found.items():
        print(f"{name:<40}{said}")
    print(f"{len(names)} pictures, {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
