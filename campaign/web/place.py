"""Where this server keeps what it makes, and the objects that all its sessions share."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from campaign.desk import Desk
from campaign.storage import Store

CHECKOUT = Path(__file__).parents[2]
BRAND = CHECKOUT / "data" / "brand"
LOOK = Path(__file__).parent / "look.css"


def folder() -> Path:
    """The data folder: ELEVEN_DATA, else data/store of the checkout."""
    return Path(os.environ.get("ELEVEN_DATA") or CHECKOUT / "data" / "store").resolve()


def store() -> Store:
    """The documents and facts of this server."""
    return _store(folder())


def desk() -> Desk:
    """Every change goes through here."""
    return _desk(folder())


@lru_cache
def _store(at: Path) -> Store:
    return Store(at)


@lru_cache
def _desk(at: Path) -> Desk:
    return Desk(_store(at))


def cookie_secret() -> str:
    """The secret that signs Streamlit's own cookies, kept with the data so that a restart drops nobody's upload."""
    path = folder() / "cookie_secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_hex())
    return path.read_text()
