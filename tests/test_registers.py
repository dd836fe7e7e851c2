"""Registers: data files that are checked, entries that fit them, and what they prove about tasks."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign import intake, registers
from campaign.base.language import speaking
from campaign.exports.register import register
from campaign.intake.cells.faults import tidy
from campaign.intake.fields import Manner, read_cells
from campaign.intake.headers import normalise
from campaign.plan.playbook import load as playbook
from campaign.registers import Basis, Column, Entry, RegisterError, Surroundings, Tally, copy_checks
from campaign.registers.kinds import FOLDER, kinds, load
from campaign.registers.rows import headers, merged
from campaign.team.members import Member

LIN = Member(id=1, name="Lin Yue", login="lin")
MEI, OTHER_MEI = Member(id=2, name="Mei Tan", login="mei"), Member(id=3, name="Mei Tan", login="mei.tan")
HERE = Surroundings(
    "America/Los_Angeles", "USD", {one.id: one for one in (LIN, MEI, OTHER_MEI)}, {"P1": "Aero 3", "P2": "Aero 3"}
)
TODAY = date(2026, 11, 1)
BASIS = Basis({"heroes": 2, "potential_hits": None}, {"build_up": 27, "warm_up": 14, "launch": 2, "review": 8})


def row(kind, state=None, **cells):
    common = {key: cells.pop(key) for key in ("owner", "due", "result", "note", "id", "removed") if key in cells}
    return Entry(campaign=1, kind=kind, state=state or load(kind).states[0].key, cells=cells, **common)


def told(task, *rows, basis=BASIS):
    return registers.evidence(rows, basis)[task]


# -- the data files


def test_every_list_that_the_tasks_name_has_its_register():
    proved = {proof.task for kind in kinds() for proof in kind.proves}
    named = {task.id for task in playbook("double11").tasks if "register" in task.evidence_en}
    assert named - proved == {"P4-ON-3", "P4-VI-1"}  # both are lists of the successor campaign
    assert proved <= {task.id for task in playbook("double11").tasks}


def test_every_word_of_a_register_is_there_in_both_languages():
    for kind in kinds():
        titles = [kind, *kind.columns, *kind.states, *(one for column in kind.columns for one in column.choices)]
        assert all(one.title_en and one.title_zh for one in titles), kind.key
        assert kind.about_en
        assert kind.about_zh
        assert all(bool(column.help_en) == bool(column.help_zh) and column.source for column in kind.columns), kind.key
        with speaking("zh_CN"):
            assert kind.title == kind.title_zh


def test_an_example_fits_its_register():
    for kind in kinds():
        given = dict(kind.example)
        common = {key: given.pop(key) for key in ("state", "result", "note") if key in given}
        given |= {column.key: "P1" for column in kind.columns_of("product") if column.required}
        registers.checked(kind, registers.fresh(kind, 1, cells=given, **common), [])


def test_thirteen_steps_lead_to_a_hit_and_none_of_them_buys_reviews_or_orders():
    steps = load("hits").columns_of("yes-no")
    assert len(steps) == 13
    assert not any(word in step.title_en.lower() for step in steps for word in ("brush", "paid review", "manual order"))


@pytest.fixture
def folder(tmp_path):
    shutil.copy(FOLDER / "codes.yaml", tmp_path)
    return tmp_path


def broken(folder, change):
    path = folder / "codes.yaml"
    body = yaml.safe_load(path.read_text("utf-8"))
    change(body)
    path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    with pytest.raises(RegisterError) as refusal:
        load("codes", folder)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body.pop("function"), "codes.yaml, function: Field required"),
        (lambda body: body.update(function="astrology"), "codes.yaml, function"),
        (lambda body: body["columns"][0].update(type="colour"), "codes.yaml, columns.0.type"),
        (lambda body: body["columns"][2].pop("choices"), "codes.yaml, columns.2: "),
        (lambda body: body["columns"].append(body["columns"][0]), "columns found twice: name"),
        (lambda body: body["columns"][0].update(key="owner"), "every register has these columns already: owner"),
        (lambda body: [one.pop("done", None) for one in body["states"]], "no state is done"),
        (lambda body: body["proves"][0].update(filled=["price"]), "proof of P3-OF-1: not known here: price"),
        (lambda body: body["proves"][0].update(where={"given": ["carrier pigeon"]}), "choices of given: not known"),
        (lambda body: body["proves"][0].update(above="warm_up"), "needs a column `phase`"),
        (lambda body: body.update(colour="orange"), "codes.yaml, colour"),
    ],
)
def test_a_file_that_says_something_impossible_is_refused_by_name_and_key(folder, change, said):
    assert said in broken(folder, change)


def test_a_file_that_is_no_yaml_is_refused_by_name(folder):
    (folder / "codes.yaml").write_text("columns: [", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"codes\.yaml is no YAML"):
        load("codes", folder)


def test_an_unknown_register_is_refused_and_the_known_are_named():
    with pytest.raises(RegisterError, match=r"There is no register 'magic'; choose .*assets"):
        load("magic")


# -- entries


def test_a_required_column_must_be_filled():
    with pytest.raises(RegisterError, match="Story is empty"):
        registers.checked(load("brief"), row("brief", audience="a", offer="b", advantage="c", story="  "), [])


def test_a_campaign_has_one_brief():
    brief = row("brief", audience="a", offer="b", advantage="c", story="d", id=4)
    assert registers.checked(load("brief"), brief, [brief]) == brief
    with pytest.raises(RegisterError, match="has its brief already"):
        registers.checked(load("brief"), brief.model_copy(update={"id": 0}), [brief])


def test_five_shops_are_followed_two_better_and_two_alike():
    kind = load("peers")
    seen = [row("peers", shop=shop, **{"class": which}, id=place) for place, (shop, which) in enumerate(
        (("A", "better"), ("B", "better"), ("C", "similar"), ("D", "similar"), ("E", "other")), start=1)]  # fmt: skip
    assert registers.checked(kind, row("peers", shop=" a ", **{"class": "better"}), seen)  # one more note on shop A
    with pytest.raises(RegisterError, match="Two shops that sell better"):
        registers.checked(kind, row("peers", shop="F", **{"class": "better"}), seen)
    with pytest.raises(RegisterError, match="Five shops are followed"):
        registers.checked(kind, row("peers", shop="F", **{"class": "other"}), seen)
    gone = seen[4].model_copy(update={"removed": datetime(2026, 11, 1, tzinfo=UTC)})
    assert registers.checked(kind, row("peers", shop="F", **{"class": "other"}), [*seen[:4], gone])


def test_entries_are_counted_by_how_they_stand():
    rows = [
        row("assets", "ready"),
        row("assets", "wanted", due=TODAY - timedelta(days=1)),
        row("assets", "wanted", due=TODAY),
        row("assets", "dropped", due=TODAY - timedelta(days=9)),
        row("assets", "ready", removed=datetime(2026, 11, 1, tzinfo=UTC)),
        row("live", "held"),
    ]
    assert registers.tally(load("assets"), rows, TODAY) == Tally(done=1, open=2, overdue=1, waived=1)
    assert len(registers.entries(rows, "assets", states=["wanted"])) == 2


# -- what they prove


def test_a_list_that_nobody_keeps_proves_nothing_and_contradicts_nothing():
    assert told("P1-VI-1") == ("empty", "Visual assets: no entry yet", "assets")


def test_an_asset_counts_when_it_is_ready_with_its_file_and_owner():
    ready = {"asset": "theme_page", "phase": "build_up", "link": "plan.pdf"}
    assert told("P1-VI-1", row("assets", "ready", **ready, owner=1)).standing == "met"
    assert told("P1-VI-1", row("assets", "ready", **ready)).text == "Visual assets: 0 of 1 ready"
    assert told("P1-VI-1", row("assets", "working", **ready, owner=1)).standing == "short"
    assert told("P1-VI-2", row("assets", "ready", **ready, owner=1)).standing == "short"


def pushes(count, state="sent", **more):
    cells = [
        (turn, channel)
        for turn in ("before_opening", "middle", "last_six_hours")
        for channel in ("directed_coupons", "e_mail", "buyer_messages")
    ]
    return [row("reach", state, phase="launch", round=turn, channel=one, **more) for turn, one in cells[:count]]


def test_nine_pushes_are_sent_with_their_audience_and_orders_or_waived():
    sent = pushes(9, size=100, orders=3)
    assert told("P3-MK-2", *sent) == ("met", "Reach plan: 9 of 9 sent", "reach")
    assert told("P3-MK-2", *sent[:8], sent[0]).text == "Reach plan: 8 of 9 sent"  # the same cell counts once
    assert told("P3-MK-2", *sent[:8], *pushes(9, "waived")[8:]).standing == "met"
    assert told("P3-MK-2", *pushes(9)).text == "Reach plan: 0 of 9 sent"
    assert told("P3-MK-2", *pushes(9, size=100, orders=0)).standing == "met"  # 0 orders are known, not unknown


def test_what_was_tested_must_reach_the_planned_peak_ties_included():
    line = {"what": "line", "planned": 420}
    assert told("P1-LS-6", row("packing", "ready", **line, tested=420)).standing == "met"
    assert told("P1-LS-6", row("packing", "ready", **line, tested=419)).standing == "short"
    assert told("P1-LS-6", row("packing", "ready", **line)).standing == "short"


def test_commission_is_at_least_twice_the_rate_of_the_category():
    assert told("P1-ON-4", row("commissions", "set", category_rate=0.05, campaign_rate=0.1)).standing == "met"
    assert told("P1-ON-4", row("commissions", "set", category_rate=0.05, campaign_rate=0.099)).standing == "short"


def test_every_hero_needs_its_badge_and_the_benefit_points_are_new():
    badges = [row("assets", "ready", asset="sold_out_badge", product=one, phase="warm_up", link="b") for one in "AAB"]
    points = row("assets", "ready", asset="benefit_points", phase="warm_up", link="b")
    assert told("P2-VI-2", *badges, points).standing == "met"
    found = told("P2-VI-2", *badges[:2], points)
    assert found == ("short", "Visual assets: 1 of 2 ready · Visual assets: 1 of 1 ready", "assets")
    assert told("P2-VI-2", *badges, points, basis=BASIS._replace(needs={})).standing == "unknown"


def live(phase, count, hours=2.0):
    length = {} if hours is None else {"hours": hours}
    return [row("live", "held", phase=phase, topic="t", **length) for _place in range(count)]


def test_more_live_sessions_a_day_than_in_the_phase_before():
    found = told("P2-OF-2", *live("warm_up", 3), *live("build_up", 5))
    assert found.standing == "met"  # 3 in 14 days against 5 in 27
    assert found.text == "Live sessions: 3 in 14 days, 5 in 27 days of Build-up"
    assert told("P2-OF-2", *live("warm_up", 2), *live("build_up", 5)).standing == "short"
    assert told("P2-OF-2", *live("warm_up", 2)).standing == "unknown"
    assert told("P3-ON-2", *live("launch", 2, 0.1), *live("warm_up", 3)).standing == "short"  # more, but shorter
    assert told("P3-ON-2", *live("launch", 2, None), *live("warm_up", 3)).standing == "unknown"


def test_no_request_waiting_is_no_gap():
    assert told("P3-VI-3").standing == "empty"  # of a list that nobody keeps nothing is known
    assert told("P3-VI-3", row("assets", asset="poster", phase="launch")).text == "Visual assets: nothing is waiting"
    assert told("P3-VI-3", row("assets", asset="activity_block", phase="launch")).text == "Visual assets: 0 of 1 ready"


# -- wording


def test_a_new_title_changes_slightly_keeps_its_order_and_drops_what_brings_no_orders():
    before = "Trail running shoe men breathable"
    assert copy_checks.of_title(before, f"{before} waterproof", []) == []
    said = copy_checks.of_title(before, "Shoe trail shoe waterproof light grey", [])
    assert [one.partition(";")[0] for one in said] == [
        "Repeated words: shoe", "2 of 5 words are kept", "The kept words stand in another order",
    ]  # fmt: skip
    pool = copy_checks.exposed("\n".join([*(f"word{place}, {1000 - place}, 2" for place in range(30)), "men, 900, 0"]))
    said = copy_checks.of_title(before, before, pool)
    assert said[0].startswith("No orders came by men")
    assert said[1].startswith("Often seen but not in the title: word0, word1, word2, word3, word4")
    assert "collect 30 to 40" in copy_checks.of_title(before, before, pool[:20])[0]
    assert copy_checks.of_title(before, before, copy_checks.exposed("men, 900"))[0].startswith("The pool has 1 word;")


def test_words_that_nobody_counted_are_neither_dead_nor_asked_for():
    pool = [copy_checks.Exposed(f"w{place}") for place in range(30)]
    assert copy_checks.of_title("men shoe", "men shoe", pool) == []


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Members first: 20% off with TRAIL20 from midnight", []),
        ("Come and see our shop", ["No offer in it"]),
        ("x" * 100 + " 20% off", ["The offer comes late"]),
        ("20% off " + "x" * 200, ["208 characters"]),
        ("Act now: 20% off", ["Words that get messages blocked: act now"]),
    ],
)
def test_a_message_is_plain_short_and_opens_with_its_offer(message, said):
    found = copy_checks.of_message(message)
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True))


# -- cells and files


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("base_value", "1,250.50", 125050), ("base_value", "$3", 300), ("cap", "1,200", 1200), ("cap", "", None),
        ("given", "站内直播", "live"), ("given", "ON-SITE LIVE", "live"), ("name", "  two   words ", "two words"),
        ("cap", " ", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_it_and_an_empty_one_is_unknown(key, text, found):
    assert registers.read(load("codes").column(key), text, HERE) == found


NUMBERS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "¥", "$", "US$ ", "-", "−", "+", " ", "'"]),
        st.from_regex(r"[0-9]{1,4}((,[0-9]{3}){0,2}|[0-9]{0,8})([.][0-9]{0,4})?", fullmatch=True),
        st.sampled_from(["", "", "e2", "万", "亿", " 万件", "件", "人", "元", "%", "％", "  ", "x"]),
    ),
)
CLOCKS = st.builds(
    lambda at, form, more: at.strftime(form) + more,
    st.integers(473_385_600, 4_260_211_200).map(
        lambda second: datetime.fromtimestamp(second, UTC)
    ),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d %H:%M",
                     "%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日 %H时%M分", "%d/%m/%Y", "%H:%M"]),
    st.sampled_from(["", "", "Z", "+08:00", "-0330", " ", "?"]),
)  # fmt: skip
WRITTEN = NUMBERS | CLOCKS | st.sampled_from(["", "-", "–", "N/A", "2026-03-08 02:30"]) | st.text(max_size=8)
MEANT = {"number": "number", "count": "count", "money": "money", "share": "share", "day": "day", "instant": "instant"}


@settings(max_examples=400)
@given(type_=st.sampled_from([*MEANT]), text=WRITTEN, workbook=st.booleans())
def test_a_number_or_a_day_is_read_in_a_register_as_it_is_in_facts(type_, text, workbook):
    column = Column(key="cap", title_en="Cap", title_zh="上限", type=type_)
    here = replace(HERE, workbook=workbook)
    facts = read_cells(tidy(pl.Series([text])), MEANT[type_], Manner(here.zone, here.currency, workbook))
    fault = facts.faults[0] if facts.faults is not None else None
    if fault == "negative" and type_ == "number":
        assert registers.read(column, text, here) < 0  # a register may note a fall
    elif fault:
        with pytest.raises(RegisterError, match=r"^Cap: ") as refusal:
            registers.read(column, text, here)
        assert tidy(pl.Series([text]))[0][:20].strip() in str(refusal.value)
    else:
        value = facts.values[0]
        kept = f"{value:%Y-%m-%dT%H:%MZ}" if type_ == "instant" and value else value
        kept = value.isoformat() if type_ == "day" and value else kept
        assert registers.read(column, text, here) == (pytest.approx(kept, abs=1e-9) if type_ == "share" else kept)


@pytest.mark.parametrize(
    ("kind", "key", "text", "found"),
    [
        ("codes", "cap", "1.2万", 12_000), ("codes", "cap", "3件", 3), ("codes", "cap", "–", None),
        ("ab_tests", "since", "20261114", "2026-11-14"), ("codes", "base_value", "1.5k", None),
        ("codes", "base_value", "€3", None), ("live", "starts", "2026-03-08 02:30", None),
    ],
)  # fmt: skip
def test_what_facts_accept_a_register_accepts_and_what_they_refuse_it_refuses(kind, key, text, found):
    column = load(kind).column(key)
    if found is None and text != "–":
        with pytest.raises(RegisterError, match=column.title):
            registers.read(column, text, HERE)
    else:
        assert registers.read(column, text, HERE) == found


def test_in_a_workbook_a_bare_number_below_a_day_is_that_day():
    column = load("ab_tests").column("since")
    assert registers.read(column, "46340", replace(HERE, workbook=True)) == "2026-11-14"
    with pytest.raises(RegisterError):
        registers.read(column, "46340", HERE)


@pytest.mark.parametrize(
    ("kind", "key", "text"),
    [
        ("codes", "cap", "-1"), ("codes", "cap", "2.5"), ("codes", "cap", "inf"), ("codes", "given", "pigeon"),
        ("codes", "base_value", "much"), ("codes", "base_value", "-3"), ("ab_tests", "click_rate", "120%"),
        ("ab_tests", "click_rate", "5"),
        ("ab_tests", "since", "2026-02-30"), ("live", "starts", "noon"), ("assets", "link", "javascript:alert(1)"),
        ("hits", "need", "perhaps"), ("hits", "product", "P9"), ("titles", "product", "Aero 3"),
        ("service_reports", "agent", "Mei Tan"), ("service_reports", "agent", "Nobody"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_refused_with_its_column(kind, key, text):
    column = load(kind).column(key)
    with pytest.raises(RegisterError, match=column.title) as refusal:
        registers.read(column, text, HERE)
    assert text[:5] in str(refusal.value)


def test_an_instant_is_the_campaigns_clock_the_hour_shown_twice_too():
    column = load("live").column("starts")
    for text, kept in (
        ("2026-11-11 20:00", "2026-11-12T04:00Z"),
        ("2026-11-01 01:30", "2026-11-01T08:30Z"),
        ("2026-11-01 01:30-08:00", "2026-11-01T09:30Z"),
    ):
        assert registers.read(column, text, HERE) == kept
        assert registers.bare(column, kept, HERE) == text


def opened(kind, content, name):
    sheet = intake.open_file(content, name, preset="", wanted=frozenset(normalise(one) for one in headers(kind)))
    return list(zip(sheet.lines.to_list(), sheet.frame.iter_rows(named=True), strict=True))


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)
TEXTS = {"text": WORDS, "long": st.lists(WORDS, max_size=3).map("\n".join), "link": WORDS.map(lambda one: f"f{one}")}
CELLS = {
    "number": st.floats(-1e9, 1e9).map(lambda one: round(one, 6)),
    "count": st.integers(0, 10**9),
    "money": st.integers(0, 10**11),
    "share": st.integers(0, 10**9).map(lambda one: one / 10**9),
    "day": st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(date.isoformat),
    "instant": st.integers(946_684_800, 4_102_444_800).map(
        lambda one: f"{datetime.fromtimestamp(one, UTC):%Y-%m-%dT%H:%MZ}"
    ),
    "member": st.sampled_from([1, 2, 3]),
    "product": st.sampled_from(["P1", "P2"]),
    "yes-no": st.booleans(),
}


@st.composite
def entries_of(draw, kind):
    found = []
    for place in range(1, draw(st.integers(1, 4)) + 1):
        cells = {}
        for column in kind.columns:
            if column.type == "choice":
                value = draw(st.sampled_from([one.key for one in column.choices]))
            else:
                value = draw({**TEXTS, **CELLS}[column.type])
            if column.required or draw(st.booleans()):
                cells[column.key] = value or f"x{place}" if isinstance(value, str) else value
        for column in kind.columns:
            if column.required and isinstance(cells[column.key], str) and not registers.clean(cells[column.key]):
                cells[column.key] = f"x{place}"
        entry = Entry(
            id=place, campaign=1, kind=kind.key, cells=cells, owner=draw(st.sampled_from([None, 1, 2, 3])),
            due=draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))),
            state=draw(st.sampled_from([one.key for one in kind.states])), result=draw(TEXTS["long"]),
            note=draw(TEXTS["long"]),
        )  # fmt: skip
        found.append(registers.checked(kind.model_copy(update={"limits": ()}), entry, []))
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    kind=st.sampled_from(kinds()), data=st.data(), form=st.sampled_from(["csv", "xlsx"]),
    language=st.sampled_from(["en", "zh_CN"]),
)  # fmt: skip
def test_what_goes_out_as_a_file_comes_in_as_the_same_entries(kind, data, form, language):
    found = data.draw(entries_of(kind))
    loose = kind.model_copy(update={"limits": ()})
    with speaking(language):
        lines = opened(kind, register(kind, found, HERE, form), f"{kind.key}.{form}")
        again = merged(loose, lines, found, HERE, 1)
        anew = merged(loose, lines, [], HERE, 1)
    assert again == ((), (), len(found), (), ())
    bodies = [one.model_copy(update={"id": 0}) for one in found]
    distinct = [one for place, one in enumerate(bodies) if one not in bodies[:place]]
    assert list(anew.new) == distinct


def test_no_text_of_a_file_is_a_formula():
    rows = [row("codes", id=1, name="=HYPERLINK(1)", code="'+1", valid="@x")]
    text = register(load("codes"), rows, HERE, "csv").decode("utf-8-sig")
    assert text.splitlines()[1].startswith("1,'=HYPERLINK(1),''+1,")
    assert "'@x" in text


def test_a_header_row_wins_over_rows_that_hold_other_systems_words():
    rows = [row("chat_questions", id=place, day="2026-11-01", question=word, change="SKU")
            for place, word in enumerate(("运费", "评分", "status", "Quantity"), start=1)]  # fmt: skip
    kind = load("chat_questions")
    assert merged(kind, opened(kind, register(kind, rows, HERE, "csv"), "a.csv"), rows, HERE, 1).same == 4


def test_vouchers_of_a_platform_fill_codes_and_coupons():
    head = "Voucher Name,Voucher Code,Claim Period,Status,Claims,Orders (Placed Order)"
    text = f"{head}\nNov,NOV10,2026-11-01,Ongoing,120,35"
    kind = load("codes")
    found = merged(kind, opened(kind, text.encode(), "vouchers.csv"), [], HERE, 1)
    assert found.new[0].cells == {"name": "Nov", "code": "NOV10", "valid": "2026-11-01", "issued": 120, "used": 35}
    assert (found.new[0].state, found.unread) == ("issued", ())


def test_a_line_without_number_changes_the_entry_of_its_code_and_period():
    kind, head = load("codes"), "Voucher Name,Voucher Code,Claim Period,Status,Claims"
    there = [row("codes", id=7, name="Nov", code="NOV10", valid="1-12 Nov", issued=90, cap=500)]
    text = f"{head}\nNov,NOV10,1-12 Nov,Expired,120\nNov,NOV10,20-30 Nov,Upcoming,\n"
    found = merged(kind, opened(kind, text.encode(), "vouchers.csv"), there, HERE, 1)
    assert [(one.id, one.state, one.cells["issued"], one.cells["cap"]) for one in found.changed] == [
        (7, "ended", 120, 500)
    ]
    assert [(one.cells["valid"], one.state) for one in found.new] == [("20-30 Nov", "planned")]
    strange = opened(kind, f"{head}\nNov,NOV10,1-12 Nov,Paused,1\n".encode(), "a.csv")
    assert "Paused" in merged(kind, strange, there, HERE, 1).faults[0].message


def test_a_line_that_cannot_be_read_is_named_and_the_others_stay():
    kind = load("codes")
    text = "No.,Title,At most,Launch value (USD)\n,a,5,3\n,b,many,3\n,,5,3\n7,c,6,1"
    known = [row("codes", id=7, name="old", used=3)]
    found = merged(kind, opened(kind, text.encode(), "a.csv"), known, HERE, 1)
    assert [one.line for one in found.faults] == [3, 4]
    assert "At most: 'many' cannot be used" in found.faults[0].message
    assert [one.cells["name"] for one in found.new] == ["a"]
    assert found.changed[0].cells == {"name": "c", "used": 3, "cap": 6, "launch_value": 100}  # other columns stay


def test_a_file_without_any_of_our_columns_or_in_another_currency_is_refused():
    kind = load("codes")
    with pytest.raises(RegisterError, match="No column of Codes and coupons"):
        merged(kind, [(2, {"colour": "red"})], [], HERE, 1)
    with pytest.raises(RegisterError, match="is in SGD; the campaign counts in USD"):
        merged(kind, [(2, {"Title": "a", "Launch value (SGD)": "3"})], [], HERE, 1)
