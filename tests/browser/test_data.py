"""A file is dropped, its mapping mended, its problems seen, its good lines taken in, and the batch undone."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def written(shop) -> bytes:
    """Twenty lines as a small system of its own writes them, two of them with a word where a number belongs."""
    first = shop.campaign.launch - timedelta(days=40)
    lines = [
        f"{first + timedelta(days=place)},P-900,{'viele' if place in (3, 7) else 100 + place},收货人{place}"
        for place in range(20)
    ]
    return "\n".join(["Tag der Zählung,Ware,Besucher,收货人姓名", *lines]).encode("gb18030")


def rows(shop) -> int:
    """How many facts of the dropped file there are."""
    found = shop.store.facts.sources(shop.campaign.store).set_index("source")["rows"]
    return int(found.get("counter", 0))


def test_a_file_is_dropped_mended_seen_taken_in_and_undone(shop, meet):
    body = written(shop)
    mark = f"data.{hashlib.sha256(body).hexdigest()[:12]}-columns"
    person = meet(shop, "lin")
    person.opens("/data")
    person.page.locator("input[type=file]").set_input_files(
        [{"name": "besuche.csv", "mimeType": "text/csv", "buffer": body}]
    )
    person.reads("20 lines", "gb18030", "Left outside, because they name persons: 收货人姓名")
    person.rests()

    person.page.get_by_role("radio", name="Daily figures").click()
    person.reads("no column for day or hour")
    person.rests()
    for place, column in enumerate(("Day", "Product ID", "Visitors")):
        person.chooses(f"{mark}-facts.column-{place}", column)
    person.presses(f"{mark}-facts.read")
    person.reads("2 lines cannot be read")
    person.rests()
    person.writes(mark.replace("data.", "data.source-"), "counter")
    person.page.keyboard.press("Enter")
    person.rests()

    person.page.get_by_role("button", name="Take the 18 good rows").click()
    person.reads("Taken in as counter: 18 new, 0 changed, 0 the same.")
    assert rows(shop) == 18

    person.page.get_by_role("button", name="Undo besuche.csv").click()
    person.page.get_by_role("button", name="Undo it").click()
    person.reads("Undone; take the file in again to have its rows back.")
    expect(person.page.get_by_text("Taken in as counter")).to_have_count(0)
    assert rows(shop) == 0
