"""The edition of the readers: it changes with anything that may make the same bytes say something else."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

_CAMPAIGN = Path(__file__).parents[1]
_READING = ("base", "facts", "plan", "prices", "registers", "intake", "desk")
_READERS = ("polars", "fastexcel")


@lru_cache
def edition() -> str:
    """A digest of the readers' code, of all presets and of the libraries that read cells."""
    code = [path for part in _READING for path in _CAMPAIGN.glob(f"{part}/**/*.py")]
    presets = _CAMPAIGN.parent.glob("data/presets/**/*.yaml")
    found = sha256()
    for path in sorted([*code, _CAMPAIGN / "products.py", *presets]):
        found.update(path.read_bytes() + path.relative_to(_CAMPAIGN.parent).as_posix().encode())
    for name in _READERS:
        found.update(version(name).encode())
    return found.hexdigest()
