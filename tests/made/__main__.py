"""Write every made file into a folder: python -m tests.made FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.made import every


def main(folder: Path) -> None:
    """Each file under its own name, behind its place in the list."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, one in enumerate(every()):
        (folder / f"{place:02d} {one.name}").write_bytes(one.content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
