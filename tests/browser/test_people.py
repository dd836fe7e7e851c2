"""Several people at once: who may come in, in which language, and what they see of each other."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from campaign.plan.tasks import Task, is_open
from tests.web.conftest import CHECKOUT, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def box(person, task: str):
    """The tick of a task on a phase page."""
    # While a changed box takes the place of the old one, both stand there for a moment, the new one first.
    return person.page.locator(f".st-key-row-tick-launch-{task} input[type=checkbox]").first


def ticks(person, task: str) -> None:
    person.page.locator(f".st-key-row-tick-launch-{task} label").first.click()


def open_tasks(shop, function: str = "") -> list[str]:
    found = shop.store.records(Task).by("campaign", shop.campaign.id)
    return [
        one.task
        for one in found
        if one.phase == "launch" and is_open(one) and one.function == (function or one.function)
    ]


def test_a_tick_in_one_browser_and_one_from_the_command_line_appear_in_another(shop, meet):
    shop.joins("mei", "lead", ("marketing",))
    first, second, *_ = open_tasks(shop, "marketing")
    commander, lead = meet(shop, "lin"), meet(shop, "mei")
    for one in (commander, lead):
        one.opens("/launch")

    ticks(lead, first)
    expect(box(commander, first)).to_be_checked(timeout=20_000)
    commander.reads("Mei ·")

    command = [sys.executable, "-m", "campaign", "--data", str(shop.folder), "--json"]
    said = subprocess.run(
        [*command, "tick", second, "--campaign", str(shop.campaign.id), "--as", "lin"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(said.stdout)["status"] == "done"
    for one in (commander, lead):
        expect(box(one, second)).to_be_checked(timeout=20_000)


def test_what_one_ticks_nobody_else_takes_back_by_watching(shop, meet):
    shop.joins("ann", "lead", ("visual", "marketing"))
    lead, watcher = meet(shop, "ann"), meet(shop, "lin")
    for one in (lead, watcher):
        one.opens("/launch")
    before = {task: len(shop.desk.tasks.task(shop.campaign.id, task).history) for task in open_tasks(shop, "visual")}
    for task in before:
        ticks(lead, task)
        lead.page.wait_for_timeout(600)
        ticks(lead, task)
        lead.page.wait_for_timeout(600)
    acts = {
        task: [(one.act, one.who) for one in shop.desk.tasks.task(shop.campaign.id, task).history] for task in before
    }
    for task, since in before.items():
        assert [act for act, _who in acts[task][since:]].count("untick") == 1
        assert {who for _act, who in acts[task][since:]} == {"Ann"}


def test_a_member_sees_no_commander_controls(shop, meet):
    shop.joins("wu")
    member, commander = meet(shop, "wu"), meet(shop, "lin")
    for one in (member, commander):
        one.opens("/launch")
    task = open_tasks(shop)[0]
    expect(box(commander, task)).to_be_enabled()
    expect(box(member, task)).to_be_disabled()
    expect(commander.at("launch-close")).to_be_visible()
    expect(member.at("launch-close")).to_have_count(0)
    expect(commander.page.get_by_role("link", name="Settings")).to_be_visible()
    expect(member.page.get_by_role("link", name="Settings")).to_have_count(0)
    member.opens("/data")
    expect(member.page.locator("input[type=file]")).to_have_count(0)
    member.opens("/war-room")
    expect(member.at("links.make")).to_have_count(0)
    member.presses("account")
    expect(member.page.get_by_text("Sign out")).to_be_visible()
    expect(member.page.get_by_text("Plan a campaign")).to_have_count(0)


def test_the_language_is_the_browsers_until_somebody_switches_it_and_then_stays(shop, meet):
    shop.joins("gao")
    reader = meet(shop, "gao", locale="zh-CN")
    reader.opens()
    reader.reads("预热期")
    reader.page.get_by_text("EN", exact=True).click()
    reader.reads("What must I do now?")
    reader.opens()
    reader.reads("What must I do now?")
    reader.page.get_by_text("中文", exact=True).click()
    reader.reads("预热期")
    reader.opens()
    reader.reads("预热期")
    again = meet(shop, "gao", locale="en-US")
    again.opens()
    again.reads("预热期")


def test_who_signs_out_is_out_and_comes_back_to_where_they_wanted_to_go(shop, meet):
    shop.joins("ada")
    person = meet(shop, "ada")
    person.opens()
    person.presses("account")
    person.page.get_by_text("Sign out").click()
    expect(person.page).to_have_url(re.compile("/sign-in"))
    person.page.goto(shop.url + "/targets")
    expect(person.page).to_have_url(re.compile("/sign-in.next="))
    person.page.locator("input[name=login]").fill("ada")
    person.page.locator("input[name=password]").fill("not this one")
    person.page.locator("button[type=submit]").click()
    person.reads("Sign in")
    assert person.page.locator(".refusal").is_visible()
    person.wrong.clear()  # the browser logs the 401 of the wrong password
    person.page.locator("input[name=password]").fill(PASSWORD)
    person.page.locator("button[type=submit]").click()
    person.reads("Will we get there?")


def test_a_revoked_session_ends_with_the_next_run(shop, meet):
    member = shop.joins("kim")
    person = meet(shop, "kim")
    person.opens("/products")
    at = datetime.now(UTC)
    own = next(one for one in shop.desk.accounts.sessions(at) if one.member == member.id)
    shop.desk.accounts.revoke_session(shop.commander, own.id, at)
    expect(person.page).to_have_url(re.compile("/sign-in"))
    person.page.goto(shop.url + "/products")
    assert "/sign-in" in person.page.url
    person.wrong.clear()  # the browser logs that its stream was refused


def test_of_two_people_who_change_the_settings_the_second_is_told(shop, meet):
    first, second = meet(shop, "lin"), meet(shop, "lin")
    for one in (first, second):
        one.opens("/settings")
    for one, target in ((first, "1,300,000"), (second, "900,000")):
        one.page.get_by_label("GMV target of the launch").fill(target)
        one.page.keyboard.press("Tab")
        one.presses("settings.save")
        one.reads("every page follows" if one is first else "was changed by someone else in the meantime")
    assert shop.campaign.gmv_target_minor == 130_000_000


def test_a_wall_link_opens_without_sign_in_and_follows_what_is_committed(shop, meet):
    commander = meet(shop, "lin")
    commander.opens("/war-room")
    commander.writes("links.name", "Meeting room")
    commander.presses("links.make")
    address = commander.at("link-once").locator("code").first.inner_text()
    assert "/wall/" in address
    screen = meet(shop)
    screen.page.goto(address)
    wall = screen.page.locator(".stage").first
    wall.wait_for()
    shown = wall.get_attribute("data-revision")
    task = open_tasks(shop)[-1]
    shop.desk.tasks.tick(shop.commander, shop.campaign.id, task, datetime.now(UTC))
    expect(wall).not_to_have_attribute("data-revision", shown, timeout=20_000)
    assert screen.page.locator("input, button, a").count() == 0
