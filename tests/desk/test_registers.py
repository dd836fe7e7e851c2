"""Registers at the desk: who may, what the journal keeps, two people on one entry, files as a whole."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from campaign import registers
from campaign.desk import Desk, Refused
from campaign.registers import Entry, RegisterError
from campaign.storage import Store
from campaign.storage.documents.tinydb_table import StaleEdit

AT = datetime(2026, 10, 12, 17, 20, tzinfo=UTC)
CODES = registers.load("codes")


def fresh(team, kind="codes", **cells):
    owner = cells.pop("owner", None)
    cells = cells or {"name": "Trail and tea", "given": "influencer"}
    return registers.fresh(registers.load(kind), team.campaign.id, cells=cells, owner=owner)


def kept(team):
    return team.desk.store.records(Entry).by("campaign", team.campaign.id)


def test_an_entry_is_added_changed_and_remembered(team):
    entry = team.desk.registers.add(team.lead, fresh(team), AT)
    changes = {"cells": {"cap": 500, "given": None}, "owner": team.lead.id, "due": date(2026, 11, 11)}
    after = team.desk.registers.change(team.lead, entry.id, AT, entry.rev, **changes)
    assert after.cells == {"name": "Trail and tea", "cap": 500}
    (told,) = team.journal("change_entry")
    assert told.before == {"given": "influencer", "cap": None, "owner": None, "due": None}
    assert told.after == {"given": None, "cap": 500, "owner": team.lead.id, "due": "2026-11-11"}
    assert (told.subject, told.title) == (f"entry {entry.id}", "Trail and tea")


def test_a_change_that_says_the_same_leaves_no_trace(team):
    entry = team.desk.registers.add(team.lead, fresh(team), AT)
    assert team.desk.registers.change(team.lead, entry.id, AT, cells={"cap": None}).rev == entry.rev
    assert team.journal("change_entry") == []


def test_the_second_of_two_people_on_one_entry_is_told(team):
    entry = team.desk.registers.add(team.lead, fresh(team), AT)
    team.desk.registers.change(team.commander, entry.id, AT, entry.rev, state="issued")
    with pytest.raises(StaleEdit, match="changed by someone else"):
        team.desk.registers.change(team.lead, entry.id, AT, entry.rev, state="ended")
    with pytest.raises(StaleEdit):
        team.desk.registers.remove(team.lead, entry.id, AT, entry.rev)
    assert kept(team)[0].state == "issued"


def test_of_eight_at_once_on_one_revision_one_gets_through(team, tmp_path):
    entry = team.desk.registers.add(team.lead, fresh(team), AT)
    stores = [Store(tmp_path) for _place in range(8)]
    refused, written = [], []

    def change(place, store):
        try:
            written.append(Desk(store).registers.change(None, entry.id, AT, entry.rev, cells={"cap": place}))
        except StaleEdit as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=change, args=pair) for pair in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert (len(written), len(refused)) == (1, 7)


def test_a_member_keeps_what_they_own_and_nothing_else(team):
    with pytest.raises(Refused, match="may not do this"):
        team.desk.registers.add(team.member, fresh(team), AT)
    own = team.desk.registers.add(team.member, fresh(team, name="Mine", owner=team.member.id), AT)
    assert team.desk.registers.change(team.member, own.id, AT, state="issued").state == "issued"
    other = team.desk.registers.add(team.lead, fresh(team), AT)
    for act in (team.desk.registers.remove, team.desk.registers.restore):
        with pytest.raises(Refused):
            act(team.member, other.id, AT)


def test_what_was_taken_back_is_gone_from_the_list_and_can_be_put_back(team):
    entry = team.desk.registers.add(team.lead, fresh(team), AT)
    gone = team.desk.registers.remove(team.lead, entry.id, AT, entry.rev)
    assert gone.removed == AT
    assert registers.entries(kept(team)) == ()
    assert team.desk.registers.remove(team.lead, entry.id, AT + timedelta(hours=1)).removed == AT
    assert team.desk.registers.restore(team.lead, entry.id, AT + timedelta(days=1)).cells == entry.cells
    assert len(registers.entries(kept(team), "codes")) == 1
    assert [len(team.journal(act)) for act in ("remove_entry", "restore_entry")] == [1, 1]


def test_what_was_taken_back_is_put_back_only_where_there_is_room(team):
    answers = {"audience": "a", "offer": "b", "advantage": "c", "story": "d"}
    first = team.desk.registers.add(team.lead, fresh(team, "brief", **answers), AT)
    team.desk.registers.remove(team.lead, first.id, AT)
    team.desk.registers.add(team.lead, fresh(team, "brief", **answers), AT)
    with pytest.raises(RegisterError, match="has its brief already"):
        team.desk.registers.restore(team.lead, first.id, AT)


def test_only_the_columns_of_an_entry_can_be_changed(team):
    entry = team.desk.registers.add(team.lead, fresh(team), AT)
    with pytest.raises(Refused, match="kind cannot be changed"):
        team.desk.registers.change(team.lead, entry.id, AT, kind="live")
    with pytest.raises(RegisterError, match="has no column colour"):
        team.desk.registers.change(team.lead, entry.id, AT, cells={"colour": "red"})
    with pytest.raises(RegisterError, match="'sold' is no state"):
        team.desk.registers.change(team.lead, entry.id, AT, state="sold")
    assert kept(team) == [entry]


def test_a_file_is_looked_at_then_taken_in_as_one_act(team):
    old = team.desk.registers.add(team.lead, fresh(team), AT)
    content = f"No.,Title,At most\n{old.id},Trail and tea,500\n,Nordkapp,300\n".encode()
    brought = team.desk.registers.read(team.campaign, CODES, content, "codes.csv")
    assert (len(brought.new), len(brought.changed), brought.same) == (1, 1, 0)
    assert kept(team) == [old]
    assert team.desk.registers.take_in(team.lead, team.campaign, CODES, brought, AT) == 2
    assert [one.cells.get("cap") for one in kept(team)] == [500, 300]
    (told,) = team.journal("import_entries")
    assert set(told.after) == {"1", "2"}
    again = team.desk.registers.read(team.campaign, CODES, content, "codes.csv")
    assert (again.new, again.changed, again.same) == ((), (), 2)
    assert team.desk.registers.take_in(team.lead, team.campaign, CODES, again, AT) == 0
    assert len(team.journal("import_entries")) == 1


def test_a_file_read_before_somebody_elses_change_is_refused_whole(team):
    old = team.desk.registers.add(team.lead, fresh(team), AT)
    content = f"No.,Title,At most\n{old.id},Trail and tea,500\n,Nordkapp,300\n".encode()
    brought = team.desk.registers.read(team.campaign, CODES, content, "codes.csv")
    team.desk.registers.change(team.commander, old.id, AT, cells={"cap": 9})
    with pytest.raises(StaleEdit):
        team.desk.registers.take_in(team.lead, team.campaign, CODES, brought, AT)
    assert [one.cells["cap"] for one in kept(team)] == [9]
    with pytest.raises(Refused):
        team.desk.registers.take_in(team.member, team.campaign, CODES, brought, AT)
