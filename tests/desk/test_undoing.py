"""An import is undone exactly, or it is said why not; any order of imports and undos is as if done by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from campaign import intake
from campaign.desk import Desk, Refused
from campaign.facts.batches import UNDO_DAYS, Batch
from campaign.prices.history import Price
from campaign.products import Product
from campaign.storage import Store
from tests.desk.conftest import AT

HEADERS = "day,product_id,sku_id,title,price,units,visitors\n"
FIRST = HEADERS + "2026-11-01,a,,Kettle,29.00,3,\n2026-11-01,b,b-1,Lamp,12.50,5,40\n"
SECOND = HEADERS + "2026-11-01,a,,Kettle,31.00,4,\n2026-11-02,c,,Mug,4.00,1,9\n"
STOCK = "at,product_id,sku_id,on_hand\n2026-11-01 10:00,a,a-1,7\n2026-11-01 10:00,b,b-1,9\n"


def take_in(team, text, name="shop.csv", source="shop", kind=None, by=None):
    sheet = intake.open_file(text.encode(), name)
    campaign = team.campaign
    read = intake.read(
        sheet, intake.suggest(sheet, kind), store="main", source=source, zone=campaign.zone, currency=campaign.currency
    )
    return team.desk.imports.take_in(by or team.lead, campaign, sheet, read, AT, source=source)


def undo(team, batch, at=AT, by=None):
    return team.desk.batches.undo(by or team.lead, team.campaign, batch.id, at)


def stored(table):
    """Every row that a table holds now, without what it leaves open."""
    rows = table.rows([file.path for file in table.files()[1]]).sort_by([(key, "ascending") for key in table.keys])
    return [{name: value for name, value in row.items() if value is not None} for row in rows.to_pylist()]


def state(desk):
    """Everything that imports write: facts, stock, products without their number, prices."""
    products = [one.model_dump(exclude={"id", "rev"}) for one in desk.store.records(Product).all()]
    prices = [one.model_dump(exclude={"id", "rev"}) for one in desk.store.records(Price).all()]
    facts = desk.store.facts
    return (
        stored(facts.measured), stored(facts.counted), sorted(products, key=lambda one: one["product_id"]), prices
    )  # fmt: skip


def test_undoing_puts_facts_stock_products_skus_and_prices_back_exactly(team):
    before = state(team.desk)
    first = take_in(team, FIRST)
    middle = state(team.desk)
    second, third = take_in(team, SECOND, "second.csv"), take_in(team, STOCK, "stock.csv")
    assert undo(team, third).state == "undone"
    undone = undo(team, second)
    assert state(team.desk) == middle
    assert (undone.undone_at, undone.undone_by) == (AT, "Mei Tan")
    undo(team, first)
    assert state(team.desk) == before


def test_an_undone_file_is_taken_in_again_as_if_for_the_first_time(team):
    batch = take_in(team, FIRST)
    after = state(team.desk)
    undo(team, batch)
    again = take_in(team, FIRST)
    assert (again.new, again.changed, again.same) == (batch.new, batch.changed, batch.same)
    assert state(team.desk) == after


def test_what_a_later_import_changed_is_not_undone_before_it(team):
    first, second = take_in(team, FIRST), take_in(team, SECOND, "second.csv")
    after = state(team.desk)
    with pytest.raises(Refused, match=rf"Import {second.id} \(second.csv, by Mei Tan\) changed some of the same rows"):
        undo(team, first)
    assert state(team.desk) == after
    undo(team, second)
    undo(team, first)


def test_a_later_import_of_other_rows_does_not_hinder(team):
    first = take_in(team, FIRST)
    take_in(team, FIRST.replace("11-01", "11-03").replace(",a,", ",x,").replace(",b,b-1", ",y,y-1"), "other.csv")
    assert undo(team, first).state == "undone"
    assert {row["product_id"] for row in state(team.desk)[0]} == {"x", "y"}


def test_what_somebody_edited_since_is_not_overwritten(team):
    batch = take_in(team, FIRST)
    products = team.desk.store.records(Product)
    (kettle,) = products.by("product_id", "a")
    products.put(kettle.model_copy(update={"price_minor": 100}))
    with pytest.raises(Refused, match="Product a was changed by hand since"):
        undo(team, batch)


def test_a_field_that_people_set_beside_the_import_stays(team):
    take_in(team, FIRST)
    second = take_in(team, SECOND, "second.csv")
    products = team.desk.store.records(Product)
    (kettle,) = products.by("product_id", "a")
    products.put(kettle.model_copy(update={"role": "hit"}))
    undo(team, second)
    (kettle,) = products.by("product_id", "a")
    assert (kettle.role, kettle.price_minor) == ("hit", 2900)


def test_an_import_is_undone_once_by_who_may_and_not_for_ever(team):
    batch = take_in(team, FIRST)
    with pytest.raises(Refused, match="may not do this"):
        undo(team, batch, by=team.member)
    with pytest.raises(Refused, match="can no longer be undone"):
        undo(team, batch, at=AT + timedelta(days=UNDO_DAYS, minutes=1))
    undo(team, batch)
    with pytest.raises(Refused, match="is undone already"):
        undo(team, batch)
    (entry,) = team.journal("undo_import")
    assert (entry.who, entry.subject, entry.title) == ("Mei Tan", f"batch {batch.id}", "shop.csv")


def test_files_brought_together_and_swept_do_not_hinder_undoing(team):
    first = take_in(team, FIRST)
    middle = state(team.desk)
    second = take_in(team, SECOND.replace("11-02", "11-01"), "second.csv")
    team.desk.store.facts.compact()
    team.desk.store.facts.vacuum()
    undo(team, second)
    assert state(team.desk) == middle
    team.desk.store.facts.compact()
    team.desk.batches.forget_old(AT)
    undo(team, first)
    assert state(team.desk) == ([], [], [], [])


def test_what_is_kept_to_undo_is_dropped_with_age(team):
    take_in(team, FIRST)
    folder = team.desk.store.folder / "incoming"
    assert {path.name for path in folder.iterdir()} == {"turn", "lock", "1.changed", "1.prices"}
    team.desk.batches.forget_old(AT + timedelta(days=UNDO_DAYS + 1))
    assert {path.name for path in folder.iterdir()} == {"turn", "lock"}


class Interleaved(RuleBasedStateMachine):
    """Imports and undos in any order, beside a model that keeps a dict and the list of what each import changed."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.desk = Desk(Store(Path(self.folder.name)))
        self.campaign = self.desk.campaigns.plan(
            None, AT, name="Model", launch=datetime(2026, 11, 11, tzinfo=UTC).date(), zone="America/Los_Angeles",
            currency="USD", store="main",
        )  # fmt: skip
        self.rows, self.titles = {}, {}
        self.standing = []

    @initialize()
    def begin_empty(self):
        assert state(self.desk)[0] == []

    @rule(
        cells=st.dictionaries(
            st.tuples(st.sampled_from([1, 2]), st.sampled_from("abc")), st.integers(0, 2), min_size=1, max_size=4
        ),
        titled=st.booleans(),
        other=st.booleans(),
    )
    def take_in(self, cells, titled, other):
        measure = "visitors" if other else "units"
        lines = [
            f"2026-11-0{day},{product},{figure}{f',{figure}' if titled else ''}"
            for (day, product), figure in cells.items()
        ]
        text = f"day,product_id,{measure}{',title' if titled else ''}\n" + "\n".join(lines) + "\n"
        batch = take_in(self, text)
        undoes = {}
        for key, figure in cells.items():
            row = self.rows.get(key, {})
            if row.get(measure) != figure:
                undoes[key] = dict(row)
                self.rows[key] = {**row, measure: figure}
        titles = {product: str(figure) for (_day, product), figure in sorted(cells.items())} if titled else {}
        for product, title in titles.items():
            if self.titles.get(product) != title:
                undoes[product] = self.titles.get(product)
                self.titles[product] = title
        assert (batch.id != 0) == bool(undoes)
        if undoes:
            self.standing.append((batch, undoes))

    @rule(place=st.integers(0, 5))
    def undo(self, place):
        if not self.standing:
            return
        place %= len(self.standing)
        batch, undoes = self.standing[place]
        later = [one for one, others in self.standing[place + 1 :] if others.keys() & undoes.keys()]
        try:
            self.desk.batches.undo(None, self.campaign, batch.id, AT)
        except Refused as refusal:
            assert refusal.facts["batch"] == later[-1].id  # noqa: PT017
            return
        assert not later
        del self.standing[place]
        for key, before in undoes.items():
            kept = self.titles if isinstance(key, str) else self.rows
            if before:
                kept[key] = before
            else:
                del kept[key]

    @rule()
    def bring_files_together(self):
        self.desk.store.facts.compact()

    @invariant()
    def it_is_as_the_model_says(self):
        rows, _stock, products, _prices = state(self.desk)
        found = {
            (row["day"].day, row["product_id"]): {name: row[name] for name in ("units", "visitors") if name in row}
            for row in rows
        }
        assert found == self.rows
        assert {one["product_id"]: one["title"] for one in products} == self.titles
        standing = [one.id for one in self.desk.store.records(Batch).all() if one.state == "in"]
        assert standing == [batch.id for batch, _undoes in self.standing]

    @property
    def lead(self):
        return None

    def teardown(self):
        self.desk.store.close()
        self.folder.cleanup()


TestInterleaved = Interleaved.TestCase
TestInterleaved.settings = settings(
    max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
