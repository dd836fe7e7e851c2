"""The watched folder: what is known and clean is taken in once, what is not is refused with the reason beside it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from campaign.base import language
from campaign.desk import Desk
from campaign.desk.watched_folder import STILL_SECONDS, Inbox
from campaign.facts.batches import Arrival, Batch
from campaign.intake import open_file
from campaign.room import Room
from campaign.storage import Store
from campaign.team.journal import Entry

from .conftest import CHECKOUT

AT = datetime(2026, 11, 7, 17, 20, tzinfo=UTC)
DAYS = "day,product_id,units\n2026-11-06,A1,6\n"


@pytest.fixture
def desk(tmp_path):
    store = Store(tmp_path)
    yield Desk(store)
    store.close()


@pytest.fixture
def inbox(desk, tmp_path):
    planned(desk, "main")
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def planned(desk, store, days=4):
    launch = AT.date() + timedelta(days=days)
    return desk.campaigns.plan(
        None, AT, name=f"Double 11 {store}", launch=launch, zone="Asia/Shanghai", currency="CNY", store=store
    )


def looked(desk, at=AT, watched=None):
    """Two looks with a still moment in between."""
    watched = watched or Inbox(desk.imports)
    return watched.look(at, 100) + watched.look(at, 100 + STILL_SECONDS)


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def units(desk, store="main"):
    frame = desk.store.facts.totals(store, "product", zone="Asia/Shanghai").frame
    return dict(zip(frame["product"], frame["units"], strict=True))


def test_a_known_and_clean_file_is_taken_in_and_put_away(desk, inbox):
    (inbox / "days.csv").write_text(DAYS)
    (arrival,) = looked(desk)
    (batch,) = desk.store.records(Batch).all()
    assert names(inbox) == ["done/2026-11-08/days.csv"]  # it is past midnight in Shanghai
    assert (batch.via, batch.who, batch.member, batch.file) == ("inbox", "inbox", None, "days.csv")
    assert (arrival.taken, arrival.batch, arrival.path) == (True, batch.id, "done/2026-11-08/days.csv")
    assert [one.who for one in desk.store.records(Entry).find(lambda one: one.what == "import")] == ["inbox"]
    assert units(desk) == {"A1": 6}


def test_a_file_with_problems_is_refused_whole_and_says_where(desk, inbox):
    (inbox / "days.csv").write_text(DAYS + "2026-11-06,A2,many\n")
    (arrival,) = looked(desk)
    assert names(inbox) == ["refused/days.csv", "refused/days.csv.txt"]
    text = (inbox / "refused" / "days.csv.txt").read_text()
    assert "line 3, column units: 'many' is not a number" in text
    assert text.startswith("days.csv: 1 problem in this file")
    assert (arrival.taken, arrival.batch, "many" in arrival.reason) == (False, None, False)
    assert not desk.store.records(Batch).all()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 \x00\x00", "is not text that can be read"),
        (b"day,product_id,units,mood\n2026-11-06,A1,6,good\n", "nobody said what mood mean"),
        (b"product_id,units\nA1,6\n", "no export that is known"),
    ],
)
def test_what_nobody_knows_is_refused_with_the_reason(desk, inbox, content, said):
    (inbox / "thing.csv").write_bytes(content)
    (arrival,) = looked(desk)
    assert said in arrival.reason
    assert said in (inbox / "refused" / "thing.csv.txt").read_text()


def test_a_file_that_a_person_mapped_once_is_known_the_next_time(desk, inbox):
    content = "Tag,Ware,Stück\n2026-11-06,A1,6\n"
    columns = {"Tag": "day", "Ware": "product_id", "Stück": "units"}
    desk.file_reading.keep_mapping(None, open_file(content.encode(), "a.csv"), "facts", columns, AT, source="shop")
    (inbox / "b.csv").write_text(content)
    (arrival,) = looked(desk)
    assert arrival.taken
    assert [one.source for one in desk.store.records(Batch).all()] == ["shop"]


def test_a_file_that_is_still_being_written_is_left_alone(desk, inbox):
    watched = Inbox(desk.imports)
    for second in range(5):
        with (inbox / "days.csv").open("a") as file:
            file.write(DAYS if not second else "2026-11-06,A2,1\n")
        assert watched.look(AT, second * STILL_SECONDS) == []
    assert watched.look(AT, 5 * STILL_SECONDS)[0].taken
    assert units(desk) == {"A1": 6, "A2": 1}


def test_what_is_no_finished_file_is_ignored(desk, inbox, tmp_path):
    for name in (".hidden.csv", "~$book.xlsx", "a.csv.part", "a.crdownload", "A.TMP", "a.csv~", "a.filepart"):
        (inbox / name).write_text(DAYS)
    (inbox / "folder").mkdir()
    (inbox / "folder" / "days.csv").write_text(DAYS)
    (tmp_path / "elsewhere.csv").write_text(DAYS)
    (inbox / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    os.mkfifo(inbox / "pipe.csv")
    before = sorted(inbox.rglob("*"))
    assert looked(desk) == []
    assert sorted(inbox.rglob("*")) == before


def test_a_shop_has_a_folder_of_its_own_where_there_are_several(desk, inbox):
    planned(desk, "tmall")
    (inbox / "days.csv").write_text(DAYS)
    (inbox / "tmall").mkdir()
    (inbox / "tmall" / "days.csv").write_text(DAYS.replace("A1", "T1"))
    refused, taken = looked(desk)
    assert (refused.taken, "inbox/main, inbox/tmall" in refused.reason) == (False, True)
    assert taken.taken
    assert (units(desk), units(desk, "tmall")) == ({}, {"T1": 6})


def test_the_newest_campaign_that_is_not_over_gets_the_file(desk, inbox):
    over = planned(desk, "main", -300)
    (inbox / "days.csv").write_text(DAYS)
    (arrival,) = looked(desk)
    assert 0 < arrival.campaign < over.id


def test_without_a_campaign_files_wait(desk, tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "days.csv").write_text(DAYS)
    assert looked(desk) == []
    assert names(tmp_path / "inbox") == ["days.csv"]


def test_files_of_one_name_stand_beside_each_other(desk, inbox):
    for count in (6, 7):
        (inbox / "days.csv").write_text(DAYS.replace(",6", f",{count}"))
        looked(desk)
    assert names(inbox) == ["done/2026-11-08/days (2).csv", "done/2026-11-08/days.csv"]
    assert units(desk) == {"A1": 7}


def test_the_same_file_again_is_put_away_without_a_receipt(desk, inbox):
    for _ in range(2):
        (inbox / "days.csv").write_text(DAYS)
        (arrival,) = looked(desk)
    assert (arrival.taken, arrival.batch) == (True, None)
    assert len(desk.store.records(Batch).all()) == 1


def test_what_a_dead_process_claimed_is_put_back(desk, inbox):
    claimed = inbox / ".taking" / "0123456789abcdef "
    claimed.mkdir(parents=True)
    (claimed / "days.csv").write_text(DAYS)
    now = datetime.now(UTC)
    assert looked(desk, now) == []
    assert looked(desk, now + timedelta(minutes=11))[0].taken
    assert names(inbox)[0].endswith("/days.csv")
    assert not list((inbox / ".taking").iterdir())


def test_the_text_speaks_the_language_of_the_house(desk, inbox):
    (inbox / "thing.csv").write_text("")
    with language.speaking("zh_CN"):
        looked(desk)
    assert "请" in (inbox / "refused" / "thing.csv.txt").read_text()


def test_the_room_tells_what_arrived(desk, inbox):
    (inbox / "days.csv").write_text(DAYS)
    looked(desk)
    (inbox / "thing.csv").write_text("")
    (refused,) = looked(desk)
    told = Room(desk.store, next(iter(Inbox(desk.imports)._shops(AT).values())), AT).facts.inbox()
    assert [(one.file, one.taken) for one in told] == [("thing.csv", False), ("days.csv", True)]
    assert told[0] == refused


@pytest.mark.slow
def test_two_processes_take_a_file_once(desk, inbox, tmp_path):
    for place in range(12):
        (inbox / f"days {place}.csv").write_text(DAYS.replace("A1", f"A{place}"))
    command = [sys.executable, "-m", "campaign", "--data", str(tmp_path), "--json", "inbox"]
    looking = [subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    taken = [one["file"] for process in looking for one in json.loads(process.communicate(timeout=60)[0])["files"]]
    assert sorted(taken) == sorted(f"days {place}.csv" for place in range(12))
    assert len(desk.store.records(Arrival).all()) == len(desk.store.records(Batch).all()) == 12
    assert len(units(desk)) == 12
