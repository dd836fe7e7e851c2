"""What is read elsewhere than on a page: the command line, the files it writes, the wall."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx2
import openpyxl

from campaign import cli
from campaign.desk import Desk
from campaign.storage import Store
from tests.figures.drawn import Words, cell
from tests.still import AT
from tests.web.conftest import standing

CAMPAIGN = ("--campaign", "1")
SUMS = ("day", "hour", "product", "sku", "channel")
CALLS = (
    ("campaigns",),
    ("presets",),
    ("users", "list"),
    *((*one, *CAMPAIGN) for one in (
        ("phases",), ("tasks",), ("tiers",), ("targets",), ("budget",), ("signups",), ("gates",), ("restock",),
        ("alerts",), ("batches",), ("review",), ("token", "list"), ("register", "list"),
    )),
    *(("totals", "--by", by, *CAMPAIGN) for by in SUMS),
    ("totals", "--by", "day", "--decreases", *CAMPAIGN),
)  # fmt: skip


def answered(folder: Path, language: str, *words: str) -> str:
    """What one call of the command line says, for people."""
    out, err = io.StringIO(), io.StringIO()
    cli.main(["--data", str(folder), "--language", language, *words], AT, out, err)
    return out.getvalue() + err.getvalue()


def valued(folder: Path, *words: str) -> object:
    """The JSON value that one call gives."""
    out = io.StringIO()
    cli.main(["--data", str(folder), "--language", "en", "--json", *words], AT, out, io.StringIO())
    return json.loads(out.getvalue(), parse_float=lambda digits: float(cell(float(digits))))


def calls(folder: Path) -> Iterator[tuple[str, ...]]:
    """Every call that only reads: the registers and the products that there are among them."""
    yield from CALLS
    for row in valued(folder, "register", "list", *CAMPAIGN):
        yield ("register", "show", row["register"], *CAMPAIGN)
    for row in valued(folder, "totals", "--by", "product", *CAMPAIGN):
        yield ("prices", "show", row["product"], *CAMPAIGN)


def commands(folder: Path, language: str) -> Iterator[str]:
    """Every call and its answer, as people read it and, in English, as programs do."""
    for words in calls(folder):
        yield f"\n=== {' '.join(words)}"
        yield answered(folder, language, *words)
        if language == "en":
            yield json.dumps(valued(folder, *words), indent=1, ensure_ascii=False)


def exported(folder: Path, made: Path, language: str) -> Iterator[str]:
    """The retrospective in each form, a workbook cell by cell; the registers as files."""
    for form in ("xlsx", "md", "csv"):
        path = made / f"review-{language}.{form}"
        yield f"\n=== export review {form}"
        yield answered(folder, language, "export", "review", "--format", form, "--out", str(path), *CAMPAIGN).replace(
            str(path), path.name
        )
        yield from _sheets(path) if form == "xlsx" else [path.read_text("utf-8-sig")]
    for row in valued(folder, "register", "list", *CAMPAIGN):
        path = made / f"{row['register']}-{language}.csv"
        yield f"\n=== register export {row['register']}"
        given = ("register", "export", row["register"], "--format", "csv", "--out", str(path), *CAMPAIGN)
        yield answered(folder, language, *given).replace(str(path), path.name)
        yield path.read_text("utf-8-sig")


def _sheets(path: Path) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(path).worksheets:
        yield f"--- {sheet.title}"
        for row in sheet.iter_rows():
            yield from (f"{one.coordinate}: {cell(one.value)}" for one in row if one.value is not None)


def wall(folder: Path) -> dict[str, list[str]]:
    """The words of the wall's scenes by language, as its page carries them."""
    with closing(Store(folder)) as store:
        _link, secret = Desk(store).wall_links.make(None, 1, "screen", timedelta(days=1), AT)
    server = standing(folder)
    server.start()
    try:
        server.rests()
        return {
            language: Words(httpx2.get(f"{server.url}/wall/{secret}", params={"lang": language}).text).found
            for language in ("en", "zh_CN")
        }
    finally:
        server.stop()
