"""What people read is drawn with the fonts that the pages bring, whatever the computer has."""

import pytest

from campaign.base.language import LANGUAGES
from campaign.web.server.sign_in import LANGUAGE_COOKIE
from tests.chromium import drawn_with

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_and_the_sign_in_are_drawn_with_the_fonts_they_bring(shop, meet, language):
    stranger, member = meet(shop), meet(shop, "lin")
    stranger.page.goto(f"{shop.url}/sign-in?lang={language}")
    member.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": shop.url}])
    member.opens("/launch")
    for person in (stranger, member):
        brought, others = drawn_with(person.page)
        assert not others
        latin, han = brought["Inter"], brought["Noto Sans SC Thin"]
        assert latin + han > 20
        assert (han > latin / 2) == (language == "zh_CN")


def test_the_labels_of_a_chart_are_as_wide_as_they_were_measured(shop, meet):
    member = meet(shop, "lin")
    member.opens("/launch")
    widths = """() => {
      const brush = document.createElement("canvas").getContext("2d");
      return [...document.querySelectorAll("svg.marks text")].map(text => {
        const style = getComputedStyle(text);
        brush.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        return [text.getComputedTextLength(), brush.measureText(text.textContent).width];
      });
    }"""
    member.page.wait_for_function("() => document.querySelectorAll('svg.marks text').length > 20")
    member.page.evaluate("document.fonts.ready")
    labels = member.page.evaluate(widths)
    assert all(abs(drawn - measured) < 1.5 for drawn, measured in labels)
