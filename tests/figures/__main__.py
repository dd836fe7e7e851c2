"""Write every figure of the demo into a folder: `python -m tests.figures FOLDER`, or `make figures`."""

from __future__ import annotations

import logging
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from campaign.base.language import speaking
from campaign.desk import Desk
from campaign.storage import Store
from campaign.web.shell.frame import SECTIONS
from tests import still
from tests.browser.conftest import furnish
from tests.figures import said
from tests.figures.pages import Walk
from tests.web.conftest import PASSWORD

LANGUAGES = {"en": "en", "zh_CN": "zh"}
TOKEN = re.compile(r"eleven\\?_(?:\\?[\w-]){6}")
MADE = Path(tempfile.gettempdir()) / "eleven-figures"  # the same each time, for Settings shows it


def write(path: Path, lines: Iterable[str]) -> None:
    """Write a file, a line after the other; a token's secret, of which the beginning is shown, is never the same."""
    path.write_text(TOKEN.sub("eleven_TOKEN", "\n".join(lines)) + "\n", "utf-8")
    print(path.name, flush=True)


def main(folder: Path, *pages: str) -> None:
    """Write them all, or some pages alone."""
    logging.disable(logging.WARNING)  # a page outside a server says so all the time
    still.stand()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir()
    try:
        told(folder, *pages)
    finally:
        shutil.rmtree(MADE)


def told(folder: Path, *pages: str) -> None:
    """Make the demo, then ask it everything."""
    names = pages or [one.name for entries in SECTIONS.values() for one in entries]
    data = MADE / "data"
    furnish(data, still.AT)
    with closing(Store(data)) as store:
        secret, _member = Desk(store).accounts.sign_in("lin", PASSWORD, "127.0.0.1", still.AT)
    if not pages:
        for language, short in LANGUAGES.items():
            write(folder / f"commands.{short}.txt", said.commands(data, language))
            write(folder / f"exports.{short}.txt", said.exported(data, MADE, language))
        for language, words in said.wall(shutil.copytree(data, MADE / "wall")).items():
            write(folder / f"wall.{LANGUAGES[language]}.txt", words)
    for language, short in LANGUAGES.items():
        with speaking(language):  # what stands in an input is worded here, outside the page
            walk = Walk(data, MADE, secret, 1, language)
            for name in names:
                write(folder / f"{name}.{short}.txt", walk.tells(name))
            if language == "en" and "products" in names:
                write(folder / "cards.en.txt", walk.cards())


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
