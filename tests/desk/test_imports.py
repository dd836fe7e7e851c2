"""A file is taken in as a whole or refused; the same file twice changes nothing."""

import pytest

from campaign import intake
from campaign.desk import Refused
from campaign.facts.batches import Batch
from campaign.products import Product
from tests.desk.conftest import AT

GOOD = "day,product_id,title,price,units\n2026-11-01,a,Kettle,29.00,3\n2026-11-01,b,Lamp,12.50,-\n"
ONE_BAD = GOOD + "2026-11-02,c,Mug,4.00,three\n"


def opened(team, text, **more):
    sheet = intake.open_file(text.encode(), "shop.csv")
    mapping = intake.suggest(sheet)
    return sheet, intake.read(
        sheet, mapping, store="main", source="shop", zone=team.campaign.zone, currency="USD", **more
    )


def take_in(team, text, by=None, **more):
    sheet, read = opened(team, text)
    return team.desk.imports.take_in(by or team.lead, team.campaign, sheet, read, AT, source="shop", **more)


def units(team):
    frame = team.desk.store.facts.cells("main", ("product_id",), ("units",))
    return {row["product_id"]: row["units"] for row in frame.to_dict("records")}


def test_a_file_with_titles_prices_and_counts_feeds_products_and_facts(team):
    batch = take_in(team, GOOD)
    products = {one.product_id: one for one in team.desk.store.records(Product).all()}
    assert (products["a"].title, products["a"].price_minor, products["b"].price_minor) == ("Kettle", 2900, 1250)
    assert units(team)["a"] == 3
    assert (batch.rows, batch.accepted, batch.who) == (2, 2, "Mei Tan")


def test_the_same_file_twice_changes_nothing_the_second_time(team):
    take_in(team, GOOD)
    version, revision = team.desk.store.facts.version(), team.desk.store.documents.revision()
    again = take_in(team, GOOD)
    assert (again.new, again.changed, again.version) == (0, 0, None)
    assert (team.desk.store.facts.version(), team.desk.store.documents.revision()) == (version, revision)
    assert len(team.desk.store.records(Batch).all()) == len(team.journal("import")) == 1


def test_a_file_with_a_problem_is_refused_and_nothing_is_written(team):
    with pytest.raises(Refused, match="1 problem") as refusal:
        take_in(team, ONE_BAD)
    problem = refusal.value.facts["problems"][0]
    assert (problem.line, problem.column, problem.value) == (4, "units", "three")
    assert units(team) == {}
    assert team.desk.store.records(Product).all() == []


def test_the_good_rows_of_a_file_with_a_problem_are_taken_when_somebody_says_so(team):
    batch = take_in(team, ONE_BAD, accept_good_rows=True)
    assert (batch.accepted, batch.problems) == (2, 1)
    assert set(units(team)) <= {"a", "b"}


def test_the_preview_says_what_will_happen_and_writes_nothing(team):
    take_in(team, GOOD)
    sheet, read = opened(team, GOOD.replace(",3\n", ",4\n"))
    found = team.desk.imports.preview(team.campaign, read)
    assert (found.new, found.changed) == (0, 1)
    assert units(team)["a"] == 3
    assert team.desk.imports.take_in(team.lead, team.campaign, sheet, read, AT, source="shop").changed == 1


def test_a_member_takes_nothing_in(team):
    with pytest.raises(Refused, match="may not do this"):
        take_in(team, GOOD, by=team.member)


def test_a_mapping_is_kept_for_the_next_file_with_these_headers(team):
    sheet, _read = opened(team, GOOD)
    team.desk.file_reading.keep_mapping(
        team.lead, sheet, "facts", {"units": "lifetime_units"}, AT, cumulative=["units"]
    )
    team.desk.file_reading.keep_mapping(team.lead, sheet, "facts", {"units": "units"}, AT)
    other, _read = opened(team, GOOD.replace("Kettle", "Pot"))
    kept = team.desk.file_reading.kept_mapping(other)
    assert (kept.columns, kept.cumulative) == ({"units": "units"}, ())
