"""Pictures of every page with the demo campaign: `python -m tests.browser.pictures [FOLDER]`, or `make pictures`.

Demo, server and browser stand at one instant, so that pictures differ only where the pages do.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser

from campaign.storage import Store
from campaign.web.shell.frame import SECTIONS
from tests.browser.conftest import PHONE, SCREEN, Person, Shop, furnish
from tests.chromium import opened
from tests.still import AT
from tests.web.conftest import CHECKOUT, PASSWORD, standing

FOLDER = CHECKOUT / "docs" / "pictures"
EVERY_WAY = ("today", "warm_up", "launch", "war_room")
LOCALES = {"en": "en-US", "zh": "zh-CN"}
COLOURS = 128
DATA = Path(tempfile.gettempdir()) / "eleven-pictures"  # the same each time, for Settings shows it
DRAWN_MS, LOOKS = 1000, 10  # charts and tables draw themselves after the page has come: until two looks are alike


class Look(NamedTuple):
    """One picture to take."""

    page: str
    theme: str
    size: str
    language: str

    @property
    def name(self) -> str:
        """The name of its file."""
        return "-".join((self.page.replace("_", "-"), self.theme, self.size, self.language)) + ".png"


def looks() -> Iterator[Look]:
    """Four pages in every way, the others on a light screen in English and on a dark phone in Chinese."""
    for entry in (entry for entries in SECTIONS.values() for entry in entries):
        if entry.name in EVERY_WAY:
            yield from (Look(entry.name, *way) for way in product(("light", "dark"), ("screen", "phone"), LOCALES))
        else:
            yield Look(entry.name, "light", "screen", "en")
            yield Look(entry.name, "dark", "phone", "zh")


def take(person: Person, path: Path) -> None:
    """Write what a person sees, in few colours."""
    shot = b""
    for _look in range(LOOKS):
        person.page.wait_for_timeout(DRAWN_MS)
        before, shot = shot, person.page.screenshot()
        if shot == before:
            break
    picture = Image.open(io.BytesIO(shot))
    picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.name, flush=True)


def called(browser: Browser, url: str, secret: str = "", **given: object) -> Person:
    """Somebody whose clock stands where the server's does."""
    person = Person(browser, url, secret, **given)
    person.context.clock.set_fixed_time(AT)
    return person


def see(browser: Browser, shop: Shop, secret: str, look: Look) -> Person:
    """Somebody signed in who looks that way."""
    given = PHONE if look.size == "phone" else SCREEN
    spoken = {"color_scheme": look.theme, "locale": LOCALES[look.language]}
    return called(browser, shop.url, secret, **{**given, **spoken})


def doors(browser: Browser, url: str, path: str, name: str, folder: Path) -> None:
    """A page that stands before sign-in."""
    person = called(browser, url)
    person.page.goto(url + path)
    take(person, folder / name)
    person.leaves()


def all_of(browser: Browser, shop: Shop, folder: Path) -> None:
    """The doors, the pages, and the wall on a screen of its own."""
    doors(browser, shop.url, "/sign-in", "sign-in.png", folder)
    secret, _member = shop.desk.accounts.sign_in("lin", PASSWORD, "127.0.0.1", AT)
    for look in looks():
        person = see(browser, shop, secret, look)
        person.opens("/" if look.page == "today" else "/" + look.page.replace("_", "-"))
        take(person, folder / look.name)
        person.leaves()
    _link, secret = shop.desk.wall_links.make(shop.commander, shop.campaign.id, "screen", timedelta(days=1), AT)
    doors(browser, shop.url, f"/wall/{secret}?theme=dark", "wall-dark.png", folder)


def main() -> None:
    """Take them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with opened() as browser:
        shutil.rmtree(DATA, ignore_errors=True)
        furnish(DATA, AT)
        server = standing(DATA)
        server.start()
        server.rests()
        with closing(Store(DATA)) as store:
            all_of(browser, Shop(DATA, store, server), folder)
        server.stop()
        shutil.rmtree(DATA)


if __name__ == "__main__":
    main()
