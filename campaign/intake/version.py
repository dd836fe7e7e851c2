"""The edition of the readers: it changes with anything that may make the same bytes say something else."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

_CAMPAIGN = Path(__file__).parents[1]
_READERS = ("polars", "fastexcel")


@lru_cache
def edition() -> str:
    """A digest of the readers' code, of all presets and of the libraries that read cells."""
    code = [*_CAMPAIGN.glob("*.py"), *_CAMPAIGN.glob("intake/*.py"), *_CAMPAIGN.glob("desk/*.py")]
    presets = _CAMPAIGN.parent.glob("data/presets/**/*.yaml")
    found = sha256()
    for path in sorted([*code, *presets]):
        found.update(path.read_bytes() + path.name.encode())
    for name in _READERS:
        found.update(version(name).encode())
    return found.hexdigest()
