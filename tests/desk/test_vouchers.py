"""A platform's vouchers are entries of the register of codes: taken in by every way, and once only."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from campaign import registers
from tests.command.conftest import runner
from tests.desk.conftest import AT
from tests.made import shopee

NOW = datetime(2026, 11, 7, 17, 20, tzinfo=UTC)


def test_vouchers_fill_the_register_and_a_second_time_nothing_is_new(team):
    kind = registers.load("codes")

    def brought():
        return team.desk.registers.read(team.campaign, kind, shopee.vouchers(), "vouchers.xlsx")

    first = brought()
    assert (len(first.new), len(first.changed), first.same, first.faults) == (5, 0, 0, ())
    assert team.desk.registers.take_in(team.lead, team.campaign, kind, first, AT) == 5
    entry = team.desk.store.records(registers.Entry).by("campaign", team.campaign.id)[0]
    assert (entry.cells["code"], entry.cells["platform"], entry.state) == ("LUNCH0", "Shopee", "issued")
    again = brought()
    assert (len(again.new), len(again.changed), again.same) == (0, 0, 5)


def test_import_takes_vouchers_into_their_register(tmp_path):
    run = runner(tmp_path / "store", NOW)
    assert run("new", "--name", "Double 11", "--launch", "2026-11-11", "--zone", "Asia/Singapore", "--currency", "SGD",
               "--store", "main", "--gmv", "1000").status == 0  # fmt: skip
    path = tmp_path / "vouchers.xlsx"
    path.write_bytes(shopee.vouchers())
    dry = json.loads(run("import", path, "--campaign", 1, "--dry-run").out)
    assert (dry["register"], dry["new"], dry["changed"], dry["same"]) == ("codes", 5, 0, 0)
    assert json.loads(run("import", path, "--campaign", 1).out)["new"] == 5
    again = json.loads(run("import", path, "--campaign", 1).out)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 5)
