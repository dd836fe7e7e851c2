"""Every page in both languages, light and dark, on a screen and on a phone: nothing breaks, nothing sticks out."""

import pytest
from playwright.sync_api import expect

from campaign import demo
from campaign.web.shell.frame import SECTIONS

from .conftest import PHONE, SCREEN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATHS = ["/" + one.name.replace("_", "-").replace("today", "") for group in SECTIONS.values() for one in group]
SCROLLS = """() => ['html', 'body', '.stApp', '[data-testid="stMain"]'].map(one => document.querySelector(one))
    .some(one => one.scrollWidth > one.clientWidth + 1)"""


def looks_right(person, path: str) -> list[str]:
    """What is wrong with the page that is open, on a screen and as narrow as a phone."""
    page, found = person.page, []
    for size in (SCREEN["viewport"], PHONE["viewport"]):
        page.set_viewport_size(size)
        person.rests()
        if page.evaluate(SCROLLS):
            found.append(f"{path} at {size['width']} scrolls sideways")
    if page.locator('[data-testid="stException"]').count():
        found.append(f"{path} shows an exception")
    if page.locator('[data-testid="stMarkdown"]').count() < 3:
        found.append(f"{path} is empty")
    page.set_viewport_size(SCREEN["viewport"])
    return found


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en-US"), ("dark", "zh-CN")])
def test_no_page_breaks_or_scrolls_sideways(shop, meet, scheme, locale):
    person, found = meet(shop, "lin", color_scheme=scheme, locale=locale), []
    person.opens(PATHS[-1])
    for path in PATHS:
        person.walks(path)
        found += looks_right(person, path)
        person.page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
        person.rests()
        person.page.emulate_media(color_scheme=scheme)
    assert not found, "\n".join(found)


def test_everyone_of_the_demo_sees_today_whole(shop, meet):
    for name, _role, _functions in demo.TEAM:
        person = meet(shop, demo.login(name))
        person.opens()
        expect(person.page.locator('[data-testid="stException"]')).to_have_count(0)
        expect(person.at("tight-news")).to_be_visible()
        person.leaves()
