"""The wall in a real browser: it fits the screen, reads from afar, and survives what happens to it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.base.language import LANGUAGES
from campaign.wall import figures as f
from campaign.wall.scenes import SCENES
from tests.chromium import drawn_with, opened
from tests.wall import sample
from tests.wall.house import House

pytestmark = pytest.mark.browser

SIZES = {"1080p": (1920, 1080), "768p": (1366, 768), "4K": (3840, 2160)}
LONG = "Aurora rice cooker 4 L with steam basket, measuring cup and a second inner pot, limited edition"
TICKING = "[data-clock]:not(:text-is('–'))"
SCROLLS = "document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth"
TOO_SMALL_TO_HOLD = """() => [...document.querySelectorAll(".stage *")].filter(node => {
  const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
  if (!own || !node.getBoundingClientRect().width) return false;
  const svg = node.ownerSVGElement, box = node.getBoundingClientRect();
  const scale = svg ? svg.getBoundingClientRect().height / svg.viewBox.baseVal.height : 1;
  return parseFloat(getComputedStyle(node).fontSize) * scale < 12 || box.right > innerWidth + 1;
}).map(node => node.textContent)"""
MEASURE = """async scene => {
  const root = document.getElementById("wall"), stage = root.querySelector(".stage").getBoundingClientRect();
  const shown = root.querySelector(`.scene.${scene}`), found = [];
  root.setAttribute("data-shown", scene);
  await document.fonts.ready;
  const inside = (part, whole) => part.left >= whole.left - 1 && part.right <= whole.right + 1
    && part.top >= whole.top - 1 && part.bottom <= whole.bottom + 1;
  for (const node of root.querySelectorAll("header *, footer *, .scene." + scene + " *")) {
    const box = node.getBoundingClientRect(), text = (node.textContent || "").trim();
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
    if (!own || !box.width) continue;
    const svg = node.ownerSVGElement;
    const scale = svg ? svg.getBoundingClientRect().height / svg.viewBox.baseVal.height : 1;
    const size = parseFloat(getComputedStyle(node).fontSize) * scale;
    if (size < innerHeight / 45 - 0.05) found.push(["small", text, size / innerHeight]);
    if (!inside(box, stage)) found.push(["outside", text]);
    if (!svg && !node.classList.contains("text") && getComputedStyle(node).overflowY === "hidden"
        && node.scrollHeight > 1.1 * node.clientHeight) found.push(["cut in half", text]);
    const cut = getComputedStyle(node).textOverflow === "ellipsis" || node.classList.contains("text");
    if (!svg && !cut && node.scrollWidth > node.clientWidth + 1 && node.clientWidth) found.push(["cut", text]);
  }
  for (const part of shown.children) {
    if (!part.matches(".stamp, .note") && !inside(part.getBoundingClientRect(), shown.getBoundingClientRect()))
      found.push(["over the scene", part.className || part.tagName]);
  }
  for (const whole of root.querySelectorAll("header, .ribbon")) {
    for (const part of whole.children) {
      if (!inside(part.getBoundingClientRect(), whole.getBoundingClientRect()))
        found.push(["over its strip", part.textContent]);
    }
  }
  for (const panel of shown.querySelectorAll(".panel")) {
    const stamp = panel.querySelector(".stamp"), rows = [...panel.children].filter(row => row !== stamp);
    const edge = (stamp ? stamp.getBoundingClientRect().top : panel.getBoundingClientRect().bottom) + 1;
    if (rows[rows.length - 1].getBoundingClientRect().bottom > edge) found.push(["over its panel", panel.textContent]);
    for (const row of panel.querySelectorAll(".row, .entry, .function")) {
      const boxes = [...row.children].map(child => child.getBoundingClientRect());
      if (boxes.some(box => !inside(box, panel.getBoundingClientRect()))) found.push(["over its row", row.textContent]);
      const words = [...row.querySelectorAll("b, .name, small, .change, .quiet")];
      const texts = words.map(word => word.getBoundingClientRect());
      texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
        if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
          found.push(["texts on each other", row.textContent]);
      }));
    }
  }
  return found;
}"""


def long_names() -> f.Figures:
    """Long words in every place, and amounts that need many signs."""
    figures = sample.hostile(LONG)
    assert figures.score
    big = replace(figures.score, actual=1_234_567_890_00, target=9_999_999_999_00)
    return replace(figures, currency="BRL", score=big)


STATES = {**sample.every(), "long": long_names()}


@pytest.fixture(scope="module")
def house():
    with House(STATES).open() as opened:
        yield opened


@pytest.fixture(scope="module")
def chromium():
    with opened() as browser:
        yield browser


@pytest.fixture
def screen(house, chromium):
    house.allowed, house.late = True, timedelta(0)
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not [text for text in said if "Failed to load resource" not in text]


def shown(page) -> str:
    return page.get_attribute("#wall", "data-shown")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_scene_fits_the_screen_and_reads_from_afar(house, screen, size, language):
    width, height = SIZES[size]
    screen.set_viewport_size({"width": width, "height": height})
    for state in STATES:
        screen.goto(f"{house.address}/{state}?lang={language}")
        screen.wait_for_selector(TICKING)
        assert not screen.evaluate(SCROLLS)
        for scene in SCENES:
            assert screen.evaluate(MEASURE, scene) == [], f"{state}, {scene}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wall_is_drawn_with_the_fonts_it_brings(house, screen, language):
    screen.goto(f"{house.address}/launch?lang={language}")
    screen.wait_for_selector(TICKING)
    brought, others = drawn_with(screen)
    assert not others
    assert set(brought) == {"Inter", "Noto Sans SC Thin"}
    assert brought["Inter"] > brought["Noto Sans SC Thin"] > (300 if language == "zh_CN" else 0)


@pytest.mark.parametrize("state", STATES)
def test_a_phone_shows_every_scene_below_the_other(house, screen, state):
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.goto(f"{house.address}/{state}?lang=zh_CN&theme=light")
    screen.wait_for_selector("#wall.narrow")
    assert screen.evaluate("document.documentElement.scrollWidth") == 390
    assert all(section.is_visible() for section in screen.locator(".scene").all())
    assert screen.evaluate(TOO_SMALL_TO_HOLD) == []


def test_a_change_is_drawn_without_loading_the_page_again(house, screen):
    screen.goto(f"{house.address}/launch?lang=en")
    screen.evaluate("window.same = true")
    house.publish("launch", replace(sample.launch(), revision=2, campaign="Double 11, second day"))
    screen.wait_for_selector(".stage[data-revision='2']")
    assert screen.text_content(".campaign") == "Double 11, second day"
    assert screen.evaluate("window.same")


def test_scenes_take_turns(house, screen):
    screen.goto(f"{house.address}/launch?lang=en&rotate=1&scenes=now,gaps")
    seen = set()
    for _ in range(12):
        seen.add(shown(screen))
        screen.wait_for_timeout(250)
    assert seen == {"now", "gaps"}


def test_a_new_critical_alert_interrupts_the_rotation(house, screen):
    screen.goto(f"{house.address}/warm_up?lang=en")
    screen.wait_for_selector(TICKING)
    assert shown(screen) == "now"
    alert = f.Alert("99", "critical", "Payment page is down", sample.AT_WARM_UP)
    house.publish("warm_up", replace(sample.warm_up(), alerts=(alert,)))
    screen.wait_for_selector("#wall[data-shown='gaps']")
    house.publish("warm_up", sample.warm_up())


def test_old_data_lose_their_colour_panel_by_panel(house, screen):
    house.late = timedelta(minutes=10)
    screen.goto(f"{house.address}/launch?lang=en&scenes=gaps")
    screen.wait_for_selector(".gaps .panel.stale")
    stale = screen.locator(".gaps .panel.stale h2").all_text_contents()
    assert stale == ["Largest gaps"]


def test_a_revoked_link_says_so_and_shows_nothing_more(house, screen):
    screen.goto(f"{house.address}/launch?lang=en")
    screen.wait_for_selector(TICKING)
    house.allowed = False
    house.publish("launch", sample.launch(revision=3))
    screen.wait_for_selector(".message")
    assert screen.text_content("#wall") == "This link has ended. Ask the campaign team for a new one."


def test_a_wall_without_a_script_still_shows_the_latest_stage(house, chromium):
    house.allowed = True
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{house.address}/review?lang=en")
    assert "Target reached" in page.inner_text(".now h1")
    context.close()


def test_silence_greys_the_whole_wall_and_a_server_that_is_back_lights_it(house, screen):
    screen.clock.install()
    screen.goto(f"{house.address}/review?lang=en")
    screen.wait_for_selector(".stage")
    screen.clock.fast_forward(45_000)
    screen.wait_for_selector("#wall.offline")
    assert screen.locator(".lost").is_visible()
    house.publish("review", sample.review(revision=2))
    screen.clock.run_for(1500)
    screen.wait_for_selector("#wall:not(.offline)")
