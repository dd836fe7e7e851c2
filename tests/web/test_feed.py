"""The live feed, by a real client against a real server: nothing lost, nothing doubled, nothing half-written."""

import gzip
import json
import re
import shutil
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx2
import pyarrow.parquet as pq
import pytest
import yaml
from openapi_spec_validator import validate
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from campaign import intake
from campaign.base import language
from campaign.facts.batches import Batch
from campaign.intake.columns import PRODUCT, field_of
from campaign.plan.campaigns import Campaign
from campaign.team.tokens import SCOPES, Token
from campaign.web.server import api, api_body
from campaign.web.server.api import Feed
from campaign.web.server.guard import Guard

from .conftest import CHECKOUT, House

DOCS = CHECKOUT / "docs"
DAY = "2026-11-06"
PERSONS = {
    "buyer_name": "Ouyang Zhenhua",
    "收货人姓名": "欧阳振华",
    "phone": "13812345678",
    "email": "zhenhua@example.org",
    "shipping_address": "Yanan Road 1234",
    "买家留言": "please ring twice",
}


@dataclass
class Shop:
    """A served campaign, and a client with a token that may post everything."""

    house: House
    campaign: Campaign
    client: httpx2.Client
    secret: str
    server: object

    @property
    def store(self):
        return self.house.desk.store

    def token(self, *scopes, source="erp"):
        return self.house.desk.feeds.make_token(None, self.campaign.id, source, scopes or SCOPES, datetime.now(UTC))

    def totals(self, source="erp"):
        """Units by product of one source."""
        frame = self.store.facts.totals(self.campaign.store, "product", zone=self.campaign.zone, source=source).frame
        return dict(zip(frame["product"], frame["units"], strict=True))

    def batches(self):
        return len(self.store.records(Batch).all())


@pytest.fixture(scope="module")
def shop(served):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ELEVEN_DATA", str(served.folder))
        house = House(served.folder)
        campaign = house.plan()
        _token, secret = house.desk.feeds.make_token(None, campaign.id, "erp", SCOPES, datetime.now(UTC))
        with httpx2.Client(base_url=served.url, timeout=60, headers={"Authorization": f"Bearer {secret}"}) as client:
            yield Shop(house, campaign, client, secret, served)


def row(product, **figures):
    return {"day": DAY, "product_id": product, **figures}


def test_only_a_live_token_opens_and_a_stranger_hears_one_sentence(shop, wrong_secret):
    token, ended = shop.token("facts")
    shop.house.desk.feeds.revoke_token(None, token.id, datetime.now(UTC))
    mine = shop.house.sign_in()
    ways = [
        {},
        {"Cookie": f"eleven={mine}"},
        *({"Authorization": f"Bearer {one}"} for one in (wrong_secret, ended)),
        {"Authorization": f"Basic {shop.secret}"},
        {"Authorization": "Bearer"},
    ]
    with httpx2.Client(base_url=shop.server.url) as stranger:
        for headers in ways:
            for path in ("facts", "stock", "spend", "nothing", "facts/1"):
                answer = stranger.post(f"/api/{path}", json=[row("X", units=1)], headers=headers)
                assert answer.status_code == 401, (headers, path)
                assert answer.headers["www-authenticate"] == "Bearer"
                assert answer.json().keys() == {"error"}
                assert len(answer.content) < 100
    assert "X" not in shop.totals()


def test_a_token_posts_to_its_paths_by_post_alone(shop):
    _token, secret = shop.token("stock")
    answer = shop.client.post("/api/facts", json=[row("X", units=1)], headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["error"]) == (403, "This token may post stock, not facts")
    assert shop.client.post("/api/nothing", json=[]).status_code == 404
    for method in ("GET", "PUT", "DELETE", "PATCH", "HEAD"):
        answer = shop.client.request(method, "/api/facts")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_rows_come_in_exactly_and_the_use_is_noted(shop):
    rows = b'[{"product_id": "E1", "units": 3, "revenue": 7036874417766.07}, {"product_id": "E2", "revenue": 0.29}]'
    answer = shop.client.post(
        "/api/facts",
        content=b'{"rows": %s, "constants": {"hour": "2026-11-06 14:00"}}' % rows,
        headers={"Content-Type": "application/json"},
    )
    assert answer.json() == {
        "batch": shop.batches(),
        "new": 2,
        "changed": 0,
        "same": 0,
        "dropped": 0,
        "refused": 0,
        "problems": [],
        "ignored": [],
        "personal": [],
        "notes": [],
    }
    kept = shop.store.facts.totals("main", "product", zone=shop.campaign.zone, source="erp").frame.set_index("product")
    assert [int(kept["revenue_minor"][one]) for one in ("E1", "E2")] == [703687441776607, 29]
    used = [one.used for one in shop.store.records(Token).all() if one.digest and shop.secret.startswith(one.prefix)]
    assert datetime.now(UTC) - used[0] < timedelta(minutes=2)


def test_a_file_in_the_watched_folder_is_taken_in_by_the_server(shop):
    inbox = shop.server.folder / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "days.csv").write_text(f"day,product_id,units\n{DAY},I1,6\n")
    for _ in range(300):
        if list(inbox.glob("done/*/days.csv")):
            break
        assert not [file.read_text() for file in inbox.glob("refused/*.txt")]
        time.sleep(0.1)
    assert shop.totals("template")["I1"] == 6


def test_a_snapshot_of_the_same_hour_replaces_the_one_before(shop):
    for units in (4, 7, 9):
        answer = shop.client.post("/api/facts", json=[{"hour": f"{DAY} 10:00", "product_id": "S1", "units": units}])
        assert answer.status_code == 200
    assert shop.totals()["S1"] == 9


def test_one_wrong_row_refuses_all_unless_good_rows_will_do(shop):
    rows = [row("P1", units=1), row("P2", units="many"), row("P3", units=[1]), row("P4", units=4)]
    before = shop.batches()
    refused = shop.client.post("/api/facts", json=rows)
    assert refused.status_code == 422
    assert [(one["line"], one["column"]) for one in refused.json()["problems"]] == [(2, "units"), (3, "units")]
    assert "2 rows have problems and nothing was written" in refused.json()["error"]
    assert shop.batches() == before
    taken = shop.client.post("/api/facts?accept=good", json=rows)
    assert (taken.status_code, taken.json()["new"], taken.json()["refused"]) == (200, 2, 2)
    assert {"P1", "P4"} <= shop.totals().keys()
    assert not {"P2", "P3"} & shop.totals().keys()
    assert shop.client.post("/api/facts?accept=good", json=rows[1:3]).status_code == 422


def test_csv_is_read_in_any_charset_and_what_holds_for_every_row_stands_in_the_address(shop):
    text = "商品ID,SKU ID,库存\nC1,C1-红,85\nC1,C1-蓝,0\n"
    for charset, told in (("gb18030", ""), ("utf-8", "; charset=utf-8"), ("big5", "; charset=big5")):
        content = text.replace("红", "紅").replace("蓝", "藍").replace("库", "庫").replace("商品ID", "product_id")
        content = content.replace("庫存", "on_hand") if charset == "big5" else text
        answer = shop.client.post(
            "/api/stock?at=2026-11-06T14:05:00Z",
            content=content.encode(charset),
            headers={"Content-Type": f"text/csv{told}"},
        )
        assert answer.status_code == 200, answer.text
    stock = shop.store.facts.stock("main")
    assert {sku: int(count) for sku, count in zip(stock["sku_id"], stock["on_hand"], strict=True)}["C1-红"] == 85


@pytest.mark.parametrize(
    ("content", "headers", "status", "said"),
    [
        (b'[{"day": "2026-11-06"', {}, 400, "line 1, column 22"),
        (b"", {}, 400, "line 1, column 1"),
        ('[{"channel": "é"}]'.encode("latin-1"), {}, 400, "UTF-8"),
        (b"[]", {}, 400, "no rows"),
        (b"[{}]", {"Content-Type": "application/xml"}, 415, "application/json"),
        (b"[{}]", {"Content-Type": ""}, 415, "Content-Type"),
        (b"[{}]", {"Content-Type": "application/json; charset=gbk"}, 415, "UTF-8"),
        (b"a", {"Content-Type": "text/csv; charset=klingon"}, 415, "klingon"),
        ("日期,商品ID\n".encode("gb18030"), {"Content-Type": "text/csv; charset=utf-8"}, 400, "line 1"),
        (b"PK\x03\x04", {"Content-Type": "text/csv"}, 415, "workbook"),
        (b"[{}]", {"Content-Encoding": "br"}, 415, "br"),
        (b"[{}]", {"Content-Encoding": "gzip"}, 400, "gzip"),
        (gzip.compress(b"[{}]" * 99, mtime=0)[:-9], {"Content-Encoding": "gzip"}, 400, "gzip"),
        (b"[{}]", {"Idempotency-Key": "k" * 201}, 400, "200"),
        (b'[{"units": 3}]', {}, 422, "day or hour"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(shop, content, headers, status, said):
    before = shop.store.revision()[1]
    answer = shop.client.post("/api/facts", content=content, headers={"Content-Type": "application/json", **headers})
    assert (answer.status_code, said in answer.json()["error"]) == (status, True), answer.text
    assert shop.store.revision()[1] == before


def test_sentences_speak_the_language_that_is_asked_for(shop):
    answer = shop.client.post("/api/facts", content=b"", headers={"Content-Type": "a/b", "Accept-Language": "zh-CN"})
    assert re.search("[\u3400-\u9fff]", answer.json()["error"])
    with language.speaking("zh_CN"):
        _token, secret = shop.token("facts")
    silent = {"Content-Type": "a/b", "Authorization": f"Bearer {secret}", "Accept-Language": ""}
    answer = shop.client.post("/api/facts", content=b"", headers=silent)
    assert re.search("[\u3400-\u9fff]", answer.json()["error"])


def test_a_body_that_is_too_large_is_refused_however_it_comes(shop):
    whole = b" " * (api_body.MOST_BYTES + 1)
    pieces = (whole[:1_000_000] for _ in range(18))
    for content, headers in ((whole, {}), (pieces, {}), (gzip.compress(whole), {"Content-Encoding": "gzip"})):
        answer = shop.client.post(
            "/api/facts", content=content, headers={"Content-Type": "application/json", **headers}
        )
        assert (answer.status_code, "16 MB" in answer.json()["error"]) == (413, True)


def test_packed_rows_come_in(shop):
    content = gzip.compress(json.dumps([row("G1", units=11)]).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert shop.client.post("/api/facts", content=content, headers=headers).status_code == 200
    assert shop.totals()["G1"] == 11


def test_the_same_key_gets_the_same_answer_even_after_a_restart(shop):
    key = {"Idempotency-Key": "erp 2026-11-06T15"}
    first = shop.client.post("/api/facts?accept=good", json=[row("K1", units=1), row("K2", units="x")], headers=key)
    before = shop.batches()
    again = shop.client.post("/api/facts?accept=good", json=[row("K1", units=1), row("K2", units="x")], headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    other = shop.client.post("/api/facts?accept=good", json=[row("K1", units=2)], headers=key)
    assert (other.status_code, other.json().keys()) == (409, {"error"})
    assert shop.client.post("/api/facts", json=[row("K1", units=1)], headers=key).status_code == 409
    shop.server.stop()
    shop.server.start()
    later = shop.client.post("/api/facts?accept=good", json=[row("K1", units=1), row("K2", units="x")], headers=key)
    assert (later.json(), later.headers["idempotent-replayed"]) == (first.json(), "true")
    assert shop.batches() == before


def test_a_refused_post_leaves_its_key_to_the_mended_one(shop):
    key = {"Idempotency-Key": "mended"}
    assert shop.client.post("/api/facts", json=[row("M1", units="x")], headers=key).status_code == 422
    mended = shop.client.post("/api/facts", json=[row("M1", units=5)], headers=key)
    assert (mended.status_code, shop.totals()["M1"]) == (200, 5)


@pytest.mark.parametrize("leaving", ["closes", "falls silent for ever"])
def test_half_a_body_leaves_nothing_behind(shop, leaving):
    content = json.dumps([row("H1", units=1)]).encode()
    whole = f"H2 {leaving}"
    head = (
        f"POST /api/facts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {shop.secret}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content) + 1}\r\n\r\n"
    )
    before = shop.store.revision()[1], shop.batches()
    with socket.create_connection(("127.0.0.1", shop.server.port), timeout=10) as client:
        client.sendall(head.encode() + content)
        if leaving == "closes":
            client.shutdown(socket.SHUT_WR)
            client.settimeout(10)
            assert b"200" not in client.recv(1000)
    assert shop.client.post("/api/facts", json=[row(whole, units=2)]).status_code == 200
    assert "H1" not in shop.totals()
    assert (shop.store.revision()[1], shop.batches()) == (before[0] + 1, before[1] + 1)


@pytest.mark.slow
def test_a_hundred_parallel_posts_lose_and_double_nothing(shop):
    _token, secret = shop.token(source="parallel")
    headers = {"Authorization": f"Bearer {secret}"}
    before = shop.batches()

    def post(place):
        rows = [row(f"N{place // 2}", plan=str(place), channel="search", spend=f"{place}.01", clicks=place)]
        key = {"Idempotency-Key": f"parallel {place // 2}"} if place < 20 else {}  # ten keys, each sent twice at once
        rows = [{**rows[0], "plan": str(place // 2)}] if place < 20 else rows
        rows = [{**rows[0], "clicks": place // 2, "spend": f"{place // 2}.01"}] if place < 20 else rows
        return client.post("/api/spend", json=rows, headers=key)

    all_at_once = httpx2.Limits(max_connections=100)
    with (
        httpx2.Client(base_url=shop.server.url, headers=headers, timeout=120, limits=all_at_once) as client,
        ThreadPoolExecutor(100) as pool,
    ):
        answers = list(pool.map(post, range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["new"] for answer in answers if "idempotent-replayed" not in answer.headers) == 90
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 10
    assert shop.batches() == before + 90
    cells = shop.store.facts.cells("main", (), ("clicks", "spend_minor"), source="parallel")
    wanted = [*range(10), *range(20, 100)]
    assert int(cells["clicks"][0]) == sum(wanted)
    assert int(cells["spend_minor"][0]) == sum(place * 100 + 1 for place in wanted)


def test_who_posts_too_often_waits(shop):
    _token, secret = shop.token("facts")
    with httpx2.Client(base_url=shop.server.url, headers={"Authorization": f"Bearer {secret}"}) as hasty:
        answers = [hasty.get("/api/facts") for _ in range(int(api.AT_ONCE) + 60)]
    late = [answer for answer in answers if answer.status_code == 429]
    assert late
    assert {answer.status_code for answer in answers} == {405, 429}
    assert all(1 <= int(answer.headers["retry-after"]) <= 2 for answer in late)
    assert shop.client.post("/api/facts", json=[row("W1", units=1)]).status_code == 200


def test_who_guesses_tokens_is_slowed_down_and_who_has_one_is_not(house, wrong_secret):
    _token, secret = house.desk.feeds.make_token(None, house.plan().id, "erp", ["facts"], datetime.now(UTC))
    client = TestClient(Starlette(routes=Feed().routes(), middleware=[Middleware(Guard)]))
    guesses = [client.post("/api/facts", headers={"Authorization": f"Bearer {wrong_secret}"}) for _ in range(40)]
    assert [guess.status_code for guess in guesses] == [401] * 30 + [429] * 10
    assert int(guesses[-1].headers["retry-after"]) > 1
    taken = client.post("/api/facts", json=[row("A1", units=1)], headers={"Authorization": f"Bearer {secret}"})
    assert taken.status_code == 200


def test_persons_are_dropped_named_and_never_kept(shop):
    posted = [row("D1", units=1, **PERSONS), row("D2", units="x", **PERSONS)]
    headers = {"Idempotency-Key": "persons"}
    answer = shop.client.post("/api/facts?accept=good", json=posted, headers=headers)
    assert set(answer.json()["personal"]) == PERSONS.keys()
    lines = "\n".join(
        [",".join(["day", "product_id", "units", *PERSONS]), ",".join([DAY, "D3", "1", *PERSONS.values()])]
    )
    told = shop.client.post("/api/facts", content=lines.encode("gb18030"), headers={"Content-Type": "text/csv"})
    assert set(told.json()["personal"]) == PERSONS.keys()
    assert {"D1", "D3"} <= shop.totals().keys()
    kept = [answer.text, told.text, shop.server.log.read_text()]
    kept += [str(pq.read_table(path).to_pylist()) for path in shop.server.folder.rglob("*.parquet")]
    written = b"".join(path.read_bytes() for path in shop.server.folder.rglob("*") if path.is_file())
    for value in PERSONS.values():
        assert not any(value in text for text in kept)
        assert value.encode() not in written
        assert value.encode("gb18030") not in written


def test_neither_secrets_nor_bodies_stand_in_the_log(shop):
    shop.client.post("/api/facts", json=[row("LOGGED-PRODUCT", units="LOGGED-VALUE")])
    log = shop.server.log.read_text()
    assert "POST /api/facts" in log
    assert not any(word in log for word in (shop.secret, "LOGGED", "Traceback", "never retrieved"))


def test_pages_are_served_while_a_large_post_is_taken_in(shop):
    rows = [row(f"L{place}", units=place, visitors=place) for place in range(60_000)]
    _token, secret = shop.token("facts", source="large")
    done, served = threading.Event(), []

    def look():
        with httpx2.Client(base_url=shop.server.url) as visitor:
            while not done.is_set():
                served.append(visitor.get("/healthz").status_code)
                time.sleep(0.02)

    page = threading.Thread(target=look)
    page.start()
    answer = shop.client.post("/api/facts", json=rows, headers={"Authorization": f"Bearer {secret}"})
    done.set()
    page.join()
    assert answer.json()["new"] == 60_000
    assert len(served) > 3
    assert set(served) == {200}


def examples():
    text = (DOCS / "feed.md").read_text("utf-8")
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("place", range(len(examples())))
def test_every_example_of_the_documentation_does_what_it_says(shop, tmp_path, place):
    _token, secret = shop.token(source=f"example {place}")
    command = examples()[place].replace("http://127.0.0.1:8501", shop.server.url)
    assert shop.server.url in command
    said = subprocess.run(
        ["sh", "-ec", command],
        cwd=tmp_path,
        env={"TOKEN": secret, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers = [json.loads(line) for line in re.findall(r"\{.*\}", said.stdout)]
    assert answers
    assert all(one["batch"] for one in answers)
    assert ("Idempotent-Replayed: true" in said.stdout.title().replace("True", "true")) == (
        "Idempotency-Key" in command
    )


def test_the_description_for_programs_is_valid_and_names_our_columns():
    told = yaml.safe_load((DOCS / "openapi.yaml").read_text("utf-8"))
    validate(told)
    assert told["paths"].keys() == {f"/api/{scope}" for scope in SCOPES}
    for scope in SCOPES:
        goods = PRODUCT.keys() - {"product_id", "sku_id", "seller_sku" if scope == "stock" else "currency"}
        wanted = {name for name in intake.names(scope) if field_of(name, scope) not in goods}
        assert told["components"]["schemas"][f"{scope.title()}Row"]["properties"].keys() == wanted, scope


def test_the_description_names_every_status_that_is_answered():
    told = yaml.safe_load((DOCS / "openapi.yaml").read_text("utf-8"))
    source = "".join(
        (CHECKOUT / "campaign" / "web" / "server" / name).read_text("utf-8") for name in ("api.py", "api_body.py")
    )
    answered = {int(status) for status in re.findall(r"\b(4\d\d|503)\b", source)}
    for path in told["paths"].values():
        assert {int(status) for status in path["post"]["responses"]} == answered | {200}
