"""A real Chromium that knows no font of this machine but DejaVu, and which fonts it drew a page with."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""
WITH_TEXT = """() => {
  for (const node of document.body.querySelectorAll("*"))
    if (node.checkVisibility() && [...node.childNodes].some(one => one.nodeType === 3 && one.textContent.trim()))
      node.setAttribute("data-has-text", "");
}"""


def installed() -> str | None:
    """An installed Chromium; None: Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        given = {**os.environ, "FONTCONFIG_FILE": str(_fontconfig(Path(folder)))}
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS, env=given)
        yield browser
        browser.close()


def _fontconfig(folder: Path) -> Path:
    """A configuration of fonts that knows DejaVu Sans, the widest of the common ones, or else any one font.

    With no font at all Chromium draws nothing, not even with the fonts of the page.
    """
    fonts = sorted(font for place in FONTS for font in Path(place).rglob("*.[ot]tf"))
    for font in [font for font in fonts if font.name.startswith("DejaVuSans")] or fonts[:1]:
        (folder / font.name).symlink_to(font)
    path = folder / "fonts.conf"
    path.write_text(FONTCONFIG.format(folder=folder))
    return path


def drawn_with(page: Page) -> tuple[Counter[str], Counter[str]]:
    """How many glyphs of what stands on a page were drawn with fonts that came with it, and with the machine's."""
    page.evaluate("document.fonts.ready")
    page.evaluate(WITH_TEXT)
    ours: Counter[str] = Counter()
    others: Counter[str] = Counter()
    devtools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    found = devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-has-text]"})
    for node in found["nodeIds"]:
        for font in devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            counted = ours if font["isCustomFont"] else others
            counted[font["familyName"]] += int(font["glyphCount"])
    devtools.detach()
    return ours, others
