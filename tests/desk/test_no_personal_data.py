"""Names, phones, addresses and e-mails stop at the door: no byte on disk, in the log or in an answer holds one."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import httpx2
import pyarrow.parquet as pq
import pytest

from campaign.base.errors import CampaignError
from campaign.desk import Desk
from campaign.desk.watched_folder import Inbox
from campaign.intake import open_file, read, suggest
from campaign.plan.campaigns import Campaign
from campaign.storage import Store
from tests.command.conftest import runner
from tests.made import Made, every, markets, shopify
from tests.made.people import PEOPLE
from tests.made.sheets import delimited, table, titles
from tests.web.conftest import Served, launched

NOW = datetime(2026, 11, 12, 6, 0, tzinfo=UTC)
SECRETS = tuple(word for person in PEOPLE for word in person.secrets)
ORDERS = [one for one in every() if one.secrets]
TAOBAO = titles(
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,"
    "买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,"
    "宝贝种类 ,物流单号 ,订单备注,宝贝总数量,店铺Id,店铺名称,发票抬头,修改后的收货地址"
)


def taobao() -> list[dict[str, object]]:
    same = {"买家应付货款": "99.00", "买家实际支付金额": "99.00", "订单状态": "交易成功", "宝贝标题 ": "饭盒"}
    same |= {"订单创建时间": "2026-11-11 00:00:05", "订单付款时间 ": "2026-11-11 00:01:05", "宝贝总数量": "1"}
    return [
        same
        | {"订单编号": f'="9{number:017d}"', "买家会员名": one.login, "买家支付宝账号": one.email}
        | {"买家留言": f"请联系{one.phone}", "收货人姓名": one.name, "收货地址 ": f"{one.town}{one.street}"}
        | {"联系电话 ": one.phone, "联系手机": f"'{one.phone}", "发票抬头": one.name}
        | {"修改后的收货地址": one.street, "订单备注": one.name}
        for number, one in enumerate(PEOPLE)
    ]


def hostile() -> list[Made]:
    """Files that go wrong with persons in them: cells that moved, wrong figures, no headers, quotation marks."""
    rows = list(csv.reader(io.StringIO(shopify.orders().content.decode())))
    moved = [row[:1] + row[24:30] + row[1:-6] for row in rows[1:]]  # what belongs to billing stands in front
    longer = [[*row, *PEOPLE[0].secrets] for row in rows[1:]]
    open_mark = delimited(rows).decode().replace("Ocean Shirt - Navy / M", '"Ocean Shirt', 1)
    tongues = titles("Kundennummer,Empfänger,Téléphone,Correo,Nama Penerima,ชื่อผู้รับ,收件人,day,product_id,units")
    told = [[*person, person.name, "2026-11-11", f"P{place}", "x"] for place, person in enumerate(PEOPLE)]
    files = {
        "moved.csv": delimited([rows[0], *moved]),
        "longer.csv": delimited([rows[0], *longer]),
        "headerless.csv": delimited([list(person) for person in PEOPLE]),
        "open_mark.csv": open_mark.encode(),
        "tongues.csv": delimited([tongues, *[row[: len(tongues)] for row in told]]),
        "gbk.csv": delimited([TAOBAO, *table(TAOBAO, taobao())[1:]], encoding="gb18030"),
        "moved_gbk.csv": delimited(
            [TAOBAO, *[row[3:] + row[:3] for row in table(TAOBAO, taobao())[1:]]], encoding="gb18030"
        ),
    }
    return [Made("", name, content, "Asia/Shanghai", "USD", {}, 0) for name, content in files.items()]


def spellings(word: str) -> set[bytes]:
    """A word as a file may hold it: in several encodings, and escaped as JSON does."""
    return {
        *(word.encode(encoding, "ignore") for encoding in ("utf-8", "utf-16-le", "gb18030")),
        json.dumps(word)[1:-1].encode(),
    } - {b""}


def told_in(content: bytes) -> list[str]:
    return [word for word in SECRETS if any(spelling in content for spelling in spellings(word))]


def on_disk(folder: Path) -> dict[str, list[str]]:
    """What is said about persons below a folder, by file: raw bytes, values of tables, values of columns."""
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += "\n".join(map(str, pq.read_table(path).to_pylist())).encode()
        if content.startswith(b"SQLite format 3"):
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
                content += "\n".join(base.iterdump()).encode()
        if words := told_in(content):
            found[str(path.relative_to(folder))] = words
    return found


def files(folder: Path, made: Iterable[Made]) -> list[Path]:
    folder.mkdir()
    paths = []
    for place, one in enumerate(made):
        path = folder / f"{place}-{one.name}"
        path.write_bytes(one.content)
        paths.append(path)
    return paths


@pytest.mark.parametrize("currency", sorted({one.currency for one in ORDERS}))
def test_the_command_line_keeps_and_says_nothing_about_persons(tmp_path, currency):
    run = runner(tmp_path / "store", NOW)
    assert (
        run(
            "new",
            "--name",
            "Double 11",
            "--launch",
            "2026-11-11",
            "--zone",
            "Asia/Singapore",
            "--currency",
            currency,
            "--store",
            "main",
            "--gmv",
            "1000",
        ).status
        == 0
    )
    made = [one for one in ORDERS if one.currency == currency] + (hostile() if currency == "USD" else [])
    taken, said = 0, ""
    for path in files(tmp_path / "files", made):
        dry = run("import", path, "--campaign", 1, "--dry-run")
        wet = run("import", path, "--campaign", 1, "--accept-good-rows", as_json=False)
        looked = run("presets", path)
        said += "".join(one.out + one.err for one in (dry, wet, looked))
        taken += wet.status == 0
    assert taken >= min(len(made), 4)
    assert any(one.secrets for one in made)
    assert told_in(said.encode()) == []
    assert on_disk(tmp_path / "store") == {}


def test_the_desk_keeps_nothing_about_persons(team):
    said, taken = [], 0
    for one in [*ORDERS, *hostile()]:
        try:
            sheet = open_file(one.content, one.name)
            found = read(sheet, suggest(sheet), store="main", source="x", zone=one.zone, currency=one.currency)
            said += [repr(found.problems), repr(found.notes), repr(sheet.headers), repr(suggest(sheet))]
            team.desk.imports.preview(team.campaign, found)
            batch = team.desk.imports.take_in(
                team.lead, team.campaign, sheet, found, NOW, source="x", accept_good_rows=True
            )
            team.desk.file_reading.keep_mapping(team.lead, sheet, found.kind, suggest(sheet).columns, NOW, source="x")
            said.append(repr(batch))
            taken += 1
        except CampaignError as refusal:
            said += [str(refusal), repr(refusal.facts)]
    assert taken >= 6
    assert told_in("\n".join(said).encode()) == []
    assert on_disk(team.desk.store.folder) == {}


def looked(team, files):
    """What becomes of files that lie still in the watched folder."""
    inbox = Inbox(team.desk.imports)
    inbox.folder.mkdir(exist_ok=True)
    for one in files:
        (inbox.folder / one.name).write_bytes(one.content)
    return inbox, [*inbox.look(NOW, 0.0), *inbox.look(NOW, 60.0)]


def test_the_watched_folder_keeps_no_file_with_persons_once_it_is_in(team):
    inbox, arrivals = looked(team, [shopify.orders()])
    assert [(arrival.taken, arrival.path) for arrival in arrivals] == [
        (True, "done/2026-11-11/orders_export_1.csv.txt")
    ]
    assert "names persons, so it was deleted" in (inbox.folder / arrivals[0].path).read_text(encoding="utf-8")
    assert [path.name for path in inbox.folder.rglob("*.csv")] == []
    assert on_disk(team.desk.store.folder) == {}


def test_a_refused_file_with_persons_says_that_it_is_to_be_removed_and_nothing_of_them(team):
    moved = next(one for one in hostile() if one.name == "moved.csv")
    inbox, arrivals = looked(team, [moved])
    assert [(arrival.taken, arrival.path) for arrival in arrivals] == [(False, "refused/moved.csv")]
    told = (inbox.folder / "refused" / "moved.csv.txt").read_text(encoding="utf-8")
    assert "It names persons: remove it from here as soon as it is mended." in told
    assert set(on_disk(team.desk.store.folder)) == {"inbox/refused/moved.csv"}


@pytest.fixture
def served(tmp_path):
    """A server over a folder with one campaign, and a token that may post everything."""
    folder = tmp_path / "store"
    run = runner(folder, NOW)
    assert (
        run(
            "new",
            "--name",
            "Double 11",
            "--launch",
            "2026-11-11",
            "--zone",
            "Asia/Singapore",
            "--currency",
            "SGD",
            "--store",
            "main",
            "--gmv",
            "1000",
        ).status
        == 0
    )
    server = launched(folder)
    server.start()
    yield server
    server.stop()


def posts() -> Iterable[tuple[str, str, bytes]]:
    """Order lines sent where figures belong, as CSV and as JSON with persons in it."""
    rows = [
        {
            "day": "2026-11-11",
            "product_id": f"P{place}",
            "units": 3,
            "buyer_name": one.name,
            "email": one.email,
            "收货人姓名": one.name,
            "phone": one.phone,
            "address": {"street": one.street},
        }
        for place, one in enumerate(PEOPLE)
    ]
    yield "facts", "application/json", json.dumps(rows, ensure_ascii=False).encode()
    flat = [{name: value for name, value in row.items() if name != "address"} for row in rows]
    yield "facts", "application/json", json.dumps(flat).encode()
    yield "facts", "application/json", json.dumps([row | {"units": PEOPLE[0].phone} for row in flat]).encode()
    for one in (shopify.orders(), markets.tiktok()):
        yield "facts", "text/csv", one.content
        yield "stock", "text/csv", one.content


def test_the_server_keeps_logs_and_answers_nothing_about_persons(served: Served):
    store = Store(served.folder)
    desk = Desk(store)
    campaign = store.records(Campaign).all()[0]
    _kept, token = desk.feeds.make_token(None, campaign.id, "erp", ["facts", "stock"], NOW)
    store.close()
    answers, statuses = "", []
    with httpx2.Client(base_url=served.url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        for kind, media, content in posts():
            for accept in ("all", "good"):
                answer = client.post(f"/api/{kind}?accept={accept}", content=content, headers={"Content-Type": media})
                answers += answer.text + repr(answer.headers)
                statuses.append(answer.status_code)
    assert 200 in statuses
    assert set(statuses) & {400, 422}
    assert told_in(answers.encode()) == []
    assert told_in(served.log.read_bytes()) == []
    assert on_disk(served.folder) == {}


def test_a_preset_that_reads_a_person_is_found_out(tmp_path):
    """The search itself is searched: what is kept under a product's name is found in the columns of the store."""
    run = runner(tmp_path / "store", NOW)
    assert (
        run(
            "new",
            "--name",
            "Double 11",
            "--launch",
            "2026-11-11",
            "--zone",
            "UTC",
            "--currency",
            "USD",
            "--store",
            "main",
            "--gmv",
            "1000",
        ).status
        == 0
    )
    path = tmp_path / "ads.csv"
    path.write_bytes(delimited([["day", "channel", "spend"], [date(2026, 11, 11), PEOPLE[0].name, "3.00"]]))
    assert run("import", path, "--kind", "spend", "--campaign", 1).status == 0
    assert PEOPLE[0].name in {word for words in on_disk(tmp_path / "store").values() for word in words}
