"""What is remembered of a mapping holds for the next file too; what was said of one file does not."""

import json

from campaign.facts.batches import Mapping
from campaign.intake import NONE, header_signature, open_file
from tests.command.conftest import runner
from tests.desk.conftest import AT
from tests.made import amazon


def test_the_day_of_one_file_is_not_taken_for_the_next(team):
    sheet = open_file(b"thing,sold\nA1,3\n", "report.csv")
    said = {"day": "2026-11-10", "currency": "USD", "channel": "search"}
    team.desk.file_reading.keep_mapping(
        team.lead, sheet, "facts", {"thing": "product_id", "sold": "units"}, AT, constants=said
    )
    kept = team.desk.file_reading.kept_mapping(sheet)
    assert kept is not None
    assert kept.constants == {"currency": "USD", "channel": "search"}


BUSINESS = amazon.business("long")


def test_the_next_file_opens_as_the_one_whose_columns_somebody_mapped(team):
    by_hand = team.desk.file_reading.opened(BUSINESS.content, BUSINESS.name, preset=NONE)
    said = {"(Child) ASIN": "product_id", "Units Ordered": "units"}
    team.desk.file_reading.keep_mapping(team.lead, by_hand, "facts", said, AT, source="by hand")
    assert open_file(BUSINESS.content, BUSINESS.name).preset == "amazon_business"
    other = team.desk.file_reading.opened(amazon.business("long").content.replace(b"KET-000", b"KET-999"), "other.csv")
    assert (other.preset, other.headers) == (None, by_hand.headers)
    kept = team.desk.file_reading.kept_mapping(other)
    assert kept is not None
    assert (kept.preset, kept.columns, kept.source) == (NONE, said, "by hand")
    assert (
        team.desk.file_reading.opened(BUSINESS.content, BUSINESS.name, preset="amazon_business").preset
        == "amazon_business"
    )
    assert (
        team.desk.file_reading.kept_mapping(open_file(BUSINESS.content, BUSINESS.name)) is None
    )  # not for its other opening


def test_another_report_that_somebody_chose_is_kept_too(team):
    ours = b"day,product_id,units\n2026-11-10,A1,3\n"
    chosen = team.desk.file_reading.opened(ours, "a.csv", preset="item_day")
    team.desk.file_reading.keep_mapping(team.lead, chosen, "facts", {}, AT)
    assert team.desk.file_reading.opened(ours.replace(b"A1", b"B2"), "b.csv").preset == "item_day"


def test_a_mapping_that_an_older_version_kept_still_holds(team):
    sheet = open_file(BUSINESS.content, BUSINESS.name)
    body = {
        "signature": header_signature(sheet.headers),
        "kind": "facts",
        "columns": {"SKU": ""},
        "at": AT,
        "who": "Lin",
    }
    older = Mapping.model_validate(Mapping.upgrade(body))
    assert (older.whole, older.preset) == (False, None)
    team.desk.store.records(Mapping).add(older)
    kept = team.desk.file_reading.kept_mapping(team.desk.file_reading.opened(BUSINESS.content, BUSINESS.name))
    assert kept is not None
    assert kept.who == "Lin"
    team.desk.file_reading.keep_mapping(team.lead, sheet, "facts", {"SKU": "sku_id"}, AT)
    assert team.desk.file_reading.kept_mapping(sheet).columns == {"SKU": "sku_id"}


def test_the_command_line_opens_a_file_as_it_was_mapped_and_a_constant_does_not_undo_it(tmp_path):
    run = runner(tmp_path / "store", AT)
    assert (
        run(
            "new",
            "--name",
            "Double 11",
            "--launch",
            "2026-11-11",
            "--zone",
            amazon.ZONE,
            "--currency",
            "USD",
            "--store",
            "main",
            "--gmv",
            "1000",
        ).status
        == 0
    )
    path = tmp_path / "BusinessReport.csv"
    path.write_bytes(BUSINESS.content)
    mapped = ("--map", "(Child) ASIN=product_id", "--map", "Units Ordered=units", "--preset", "none")
    for more in ((*mapped, "--accept-good-rows"), ("--dry-run",)):
        said = run("import", path, "--campaign", 1, "--kind", "facts", "--constant", "day=2026-11-11", *more)
        told = json.loads(said.out)
        assert (said.status, told["preset"], told["rows"]) == (0, "mapped", BUSINESS.rows)
