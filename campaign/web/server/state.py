"""Where this server keeps what it makes, and the objects that all its sessions share."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from campaign.desk import Desk
from campaign.plan.campaigns import Campaign
from campaign.room import Room
from campaign.storage import Store

CHECKOUT = Path(__file__).parents[3]
BRAND = CHECKOUT / "data" / "brand"


def folder() -> Path:
    """The data folder: ELEVEN_DATA, else data/store of the checkout."""
    return _folder(os.environ.get("ELEVEN_DATA", ""))


def store() -> Store:
    """The documents and facts of this server."""
    return _store(folder())


def desk() -> Desk:
    """Every change goes through here."""
    return _desk(folder())


@lru_cache
def _folder(named: str) -> Path:
    return Path(named).resolve() if named else CHECKOUT / "data" / "store"


def room(campaign: Campaign, at: datetime) -> Room:
    """What can be read of a campaign, the same object for every session until something changes or a minute passes."""
    return _room(folder(), campaign, store().revision(), at.replace(second=0, microsecond=0))


@lru_cache(maxsize=8)
def _room(at: Path, campaign: Campaign, _revision: tuple[int, int], minute: datetime) -> Room:
    return Room(_store(at), campaign, minute)


@lru_cache(maxsize=8)
def _store(at: Path) -> Store:
    return Store(at)


@lru_cache(maxsize=8)
def _desk(at: Path) -> Desk:
    desk = Desk(_store(at))
    desk.batches.recover()
    return desk


def cookie_secret() -> str:
    """The secret that signs Streamlit's own cookies, kept with the data so that a restart drops nobody's upload."""
    path = folder() / "cookie_secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_hex())
    return path.read_text()
