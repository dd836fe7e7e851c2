"""One file is read the same by whatever way it comes: the same receipt but for who brought it how, the same facts."""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from campaign.desk.watched_folder import STILL_SECONDS, Inbox
from campaign.facts.batches import Batch, Mapping
from campaign.intake import open_file
from campaign.storage import Store
from campaign.team.tokens import SCOPES
from campaign.web.server import state
from campaign.web.server.api import Feed
from tests.command.conftest import runner
from tests.pages.conftest import PASSWORD, Shop

NAMES = {"facts": "facts.csv", "spend": "spend.csv"}  # as the feed calls them
AT = datetime(2026, 11, 7, 17, 20, tzinfo=UTC)
HOW_IT_CAME = {"at", "via", "who", "member"}
SAID_BY_THE_FEED = {"asked"}  # what rows are, and whose, is said by its address and its token
SYCM = "统计日期,商品ID,商品访客数,商品浏览量,商品加购人数,支付金额,支付件数,竞争力评分,买家手机\n" + "".join(
    f'2026-11-06,A{place},"1,200",3000,60,"9,900.50",12,88,13800000000\n' for place in range(3)
)
OURS = "day,product_id,visitors,units\n2026-11-05,P-1,1.2万,9件\n20261106,P-2,100,3\n2026/11/6,P-3,7,–\n"
UGLY = "Tag;Kosten;Währung\n2026-11-05;1,234.50;-\n2026-11-06;7;-\n"
MEANT = {"Tag": "day", "Kosten": "spend", "Währung": ""}
FILES = {
    "a known export": (SYCM.encode("gb18030"), "sycm_product", "facts"),
    "our template": (OURS.encode(), "template", "facts"),
    "columns that somebody named": (UGLY.encode("gb18030"), "shop", "spend"),
}


@contextmanager
def planned(folder, monkeypatch):
    """A campaign in a folder of its own, in which somebody named the columns of the ugly file before."""
    folder.mkdir()
    monkeypatch.setenv("ELEVEN_DATA", str(folder))
    desk, now = state.desk(), datetime.now(UTC)
    lin = desk.accounts.set_up(desk.accounts.set_up_link(now), "Lin Yue", "lin.yue", PASSWORD, now)
    secret = desk.accounts.sign_in("lin.yue", PASSWORD, "test", now)[0]
    campaign = desk.campaigns.plan(
        lin, AT, name="Double 11", launch=date(2026, 11, 11), zone="Asia/Shanghai", currency="CNY", store="main"
    )
    sheet = open_file(UGLY.encode("gb18030"), "a.csv")
    desk.file_reading.keep_mapping(lin, sheet, "spend", MEANT, AT, constants={"channel": "search"}, source="shop")
    yield Shop(folder, {"commander": secret}, campaign.id)


def by_page(shop, content, name):
    app = shop.page("data").file_uploader(key="data.files").set_value([(name, content, "text/csv")]).run()
    assert not app.exception
    next(one for one in app.button if (one.key or "").startswith("data.take-")).click().run()


def by_command(shop, content, name):
    (shop.folder / name).write_bytes(content)
    said = runner(shop.folder, AT)("import", shop.folder / name, "--campaign", shop.campaign_id)
    assert said.status == 0, said.err


def by_folder(shop, content, name):
    (shop.folder / "inbox").mkdir()
    (shop.folder / "inbox" / name).write_bytes(content)
    watched = Inbox(state.desk().imports)
    (arrival,) = watched.look(AT, 100) + watched.look(AT, 100 + STILL_SECONDS)
    assert arrival.taken, arrival.reason


def by_feed(shop, content, source, kind, charset=""):
    _token, secret = shop.desk.feeds.make_token(None, shop.campaign_id, source, SCOPES, AT)
    client = TestClient(Starlette(routes=Feed().routes()))
    head = {"Authorization": f"Bearer {secret}", "Content-Type": f"text/csv{charset and f'; charset={charset}'}"}
    answer = client.post(f"/api/{kind}", content=content, headers=head)
    assert answer.status_code == 200, answer.text


def left(folder):
    """The one receipt and the figures that a folder holds under its source."""
    store = Store(folder)
    (batch,) = store.records(Batch).all()
    measures = ("visitors", "units", "revenue_minor", "spend_minor")
    facts = [store.facts.cells("main", keys, measures, source=batch.source) for keys in ((), ("day", "product_id"))]
    store.close()
    return batch.model_dump(), [frame.to_csv() for frame in facts]


@pytest.mark.parametrize("what", FILES)
def test_a_file_leaves_the_same_receipt_and_the_same_facts_by_whatever_way_it_comes(what, tmp_path, monkeypatch):
    content, source, kind = FILES[what]
    ways = {
        "page": lambda shop: by_page(shop, content, NAMES[kind]),
        "command": lambda shop: by_command(shop, content, NAMES[kind]),
        "inbox": lambda shop: by_folder(shop, content, NAMES[kind]),
        "feed": lambda shop: by_feed(shop, content, source, kind),
    }
    receipts, facts = {}, {}
    for way, bring in ways.items():
        with planned(tmp_path / way, monkeypatch) as shop:
            bring(shop)
            receipts[way], facts[way] = left(shop.folder)
    assert [receipts[way]["via"] for way in ways] == list(ways)
    for way in ways:
        apart = HOW_IT_CAME | {"id", "rev"} | (SAID_BY_THE_FEED if way == "feed" else set())
        differing = {name for name, value in receipts[way].items() if value != receipts["page"][name]}
        assert differing <= apart, {name: (receipts[way][name], receipts["page"][name]) for name in differing - apart}
        assert facts[way] == facts["page"]
    assert receipts["page"]["source"] == source
    assert receipts["page"]["asked"]


def test_a_post_that_names_its_charset_is_the_file_that_was_posted(tmp_path, monkeypatch):
    receipts = {}
    for charset in ("", "gb18030"):
        with planned(tmp_path / f"feed {charset}", monkeypatch) as shop:
            by_feed(shop, SYCM.encode("gb18030"), "erp", "facts", charset)
            receipts[charset] = left(shop.folder)[0]
    differing = {name for name, value in receipts[""].items() if value != receipts["gb18030"][name]}
    assert differing <= {"at"}


def test_the_same_word_on_the_page_and_at_the_command_line_is_kept_and_noted_alike(tmp_path, monkeypatch):
    content = b"wann,was,wieviel\n2026-11-05,P-1,5\n"
    words = {"wann": "day", "was": "product_id", "wieviel": "units"}
    found = {}
    with planned(tmp_path / "page", monkeypatch) as shop:
        app = shop.page("data").file_uploader(key="data.files").set_value([(NAMES["facts"], content, "text/csv")]).run()
        next(one for one in app.segmented_control if (one.key or "").startswith("data.kind")).select("facts").run()
        choices = {one.label.split(" :gray")[0]: one for one in app.selectbox if ".column-" in (one.key or "")}
        for header, column in words.items():
            choices[header].select(column)
        read = choices["wann"].key.partition(".column")[0] + ".read"
        app.button(key=read).click().run()
        next(one for one in app.button if (one.key or "").startswith("data.take-")).click().run()
        found["page"] = left(shop.folder)[0], kept(shop)
    with planned(tmp_path / "command", monkeypatch) as shop:
        (shop.folder / "facts.csv").write_bytes(content)
        mapped = [word for pair in words.items() for word in ("--map", "=".join(pair))]
        run = runner(shop.folder, AT)
        assert run("import", shop.folder / "facts.csv", "--campaign", 1, "--kind", "facts", *mapped).status == 0
        found["command"] = left(shop.folder)[0], kept(shop)
    (page, page_kept), (command, command_kept) = found.values()
    assert {name for name in page if page[name] != command[name]} <= HOW_IT_CAME | {"id", "rev"}
    assert (page_kept, page["preset"]) == (command_kept, "mapped")


def kept(shop):
    """What is remembered of the columns that were named last."""
    store = Store(shop.folder)
    mapping = store.records(Mapping).all()[-1]
    store.close()
    return mapping.model_dump(exclude={"id", "rev", "at", "who"})
