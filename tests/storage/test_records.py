"""Records: frozen models in and out of the document store, with their revision."""

import datetime
from enum import StrEnum
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import where

from campaign.base.record import Record, Value
from campaign.storage import Store
from campaign.storage.documents.records import Missing, Records, Unreadable
from campaign.storage.documents.tinydb_table import StaleEdit


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Sku(Value):
    code: str
    price_minor: int | None = None


class Product(Record):
    table = "products"
    indexes = ("code", "due")

    code: str
    name: str = ""
    colour: Colour = Colour.RED
    due: datetime.date | None = None
    ticked: datetime.datetime | None = None
    skus: tuple[Sku, ...] = ()
    share: float | None = None


class OldNote(Record):
    table = "notes"
    said: str


class Note(Record):
    table = "notes"
    indexes: ClassVar[tuple[str, ...]] = ("text",)
    text: str
    pinned: bool = False

    @classmethod
    def upgrade(cls, body):
        return {"text": body["said"]} if "said" in body else body


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def products(store):
    return store.records(Product)


moments = st.datetimes(timezones=st.just(datetime.UTC))
every_product = st.builds(
    Product,
    code=st.text(max_size=8),
    name=st.text(max_size=8),
    colour=st.sampled_from(Colour),
    due=st.none() | st.dates(),
    ticked=st.none() | moments,
    skus=st.lists(st.builds(Sku, code=st.text(max_size=3), price_minor=st.none() | st.integers()), max_size=2).map(
        tuple
    ),
    share=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)


@settings(max_examples=60, deadline=None)
@given(product=every_product)
def test_what_is_added_is_what_is_read(tmp_path_factory, product):
    folder = tmp_path_factory.mktemp("store")
    store, reader = Store(folder), Store(folder)
    added = store.records(Product).add(product)
    assert added.id == 1
    assert added.rev == store.documents.revision()
    assert added.model_copy(update={"id": 0, "rev": 0}) == product
    assert reader.records(Product).one(1) == added
    store.close()
    reader.close()


def test_what_is_not_there_is_none_or_a_sentence(products):
    assert products.get(5) is None
    with pytest.raises(Missing, match="products 5 does not exist or was removed"):
        products.one(5)
    with pytest.raises(Missing):
        products.edit(5, lambda product: product)


def test_records_are_listed_in_order_of_id(products):
    added = products.add_all(Product(code=code) for code in "cab")
    assert [product.id for product in added] == [1, 2, 3]
    assert products.all() == added
    assert products.find(lambda product: product.code > "a") == [added[0], added[2]]


def test_add_all_adds_all_or_none(products):
    def some():
        yield Product(code="a")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        products.add_all(some())
    assert products.all() == []


def test_a_record_put_back_gets_a_new_revision(store, products):
    before = products.add(Product(code="a"))
    after = products.put(before.model_copy(update={"name": "Lamp"}))
    assert (after.id, after.name) == (before.id, "Lamp")
    assert after.rev == store.documents.revision() > before.rev
    assert products.one(before.id) is after


def test_a_record_put_back_unchanged_writes_nothing(store, products):
    record = products.add(Product(code="a"))
    before = store.documents.revision()
    assert products.put(record) is record
    assert products.edit(record.id, lambda product: product.model_copy()) is record
    assert store.documents.revision() == before


def test_a_record_changed_since_it_was_read_is_not_overwritten(products):
    seen = products.add(Product(code="a"))
    products.put(seen.model_copy(update={"name": "theirs"}))
    with pytest.raises(StaleEdit, match="products 1 was changed by someone else"):
        products.put(seen.model_copy(update={"name": "mine"}))
    with pytest.raises(StaleEdit):
        products.edit(seen.id, lambda product: product.model_copy(update={"name": "mine"}), expect_rev=seen.rev)
    assert products.one(seen.id).name == "theirs"


def test_a_record_removed_since_it_was_read_does_not_come_back(products):
    seen = products.add(Product(code="a"))
    products.remove(seen.id)
    products.remove(seen.id)
    with pytest.raises(StaleEdit, match="removed"):
        products.put(seen.model_copy(update={"name": "mine"}))
    assert products.get(seen.id) is None


def test_an_edit_without_an_expectation_changes_whatever_is_there(products):
    seen = products.add(Product(code="a"))
    products.put(seen.model_copy(update={"name": "theirs"}))
    edited = products.edit(seen.id, lambda product: product.model_copy(update={"name": product.name + " and mine"}))
    assert edited.name == "theirs and mine"


def test_readers_share_one_object_for_each_revision(products):
    added = products.add(Product(code="a"))
    assert products.get(1) is products.one(1) is products.all()[0] is products.by("code", "a")[0] is added


@pytest.mark.parametrize("field", ["code", "colour"], ids=["indexed", "scanned"])
def test_by_finds_what_the_field_says_now(tmp_path, store, products, field):
    one, other = {"code": ("a", "b"), "colour": (Colour.RED, Colour.BLUE)}[field]
    first, second = products.add_all(Product(code="x").model_copy(update={field: value}) for value in (one, other))
    assert products.by(field, one) == [first]
    moved = products.put(first.model_copy(update={field: other}))
    assert products.by(field, one) == []
    assert products.by(field, other) == [moved, second]
    elsewhere = Store(tmp_path)
    elsewhere.records(Product).remove(second.id)
    third = elsewhere.records(Product).add(second)
    elsewhere.close()
    assert products.by(field, other) == [moved, third]


def test_a_tinydb_query_asks_records_for_their_fields_as_the_model_reads_them(products):
    due = datetime.date(2026, 11, 1)
    early, late = products.add_all([Product(code="a", due=due), Product(code="b", due=datetime.date(2026, 11, 11))])
    table = products._table
    assert table.search(where("due") == due) == [early]
    assert table.search((where("due") > due) & (where("colour") == Colour.RED)) == [late]
    assert table.get(where("code") == "b") is late
    assert table.search(where("no_such_field").exists()) == []


def test_an_indexed_field_is_asked_without_a_look_at_the_records(store):
    looked_at = []

    class Watched(Product):
        def __getitem__(self, field):
            looked_at.append(self.id)
            return super().__getitem__(field)

    products = store.records(Watched)
    first, _second = products.add_all([Watched(code="a"), Watched(code="b")])
    assert products.by("code", "c") == []
    looked_at.clear()
    assert products.by("code", "a") == [first]
    assert looked_at == []
    assert products.find(lambda product: product["code"] == "a") == [first]
    assert looked_at == [1, 2]


def test_by_sees_the_changes_of_its_own_transaction_and_forgets_them_when_it_fails(store, products):
    first = products.add(Product(code="a"))
    assert products.by("code", "a") == [first]

    def change_and_fail():
        with store.transaction():
            moved = products.put(first.model_copy(update={"code": "b"}))
            added = products.add(Product(code="b"))
            assert products.by("code", "a") == []
            assert products.by("code", "b") == [moved, added]
            products.remove(added.id)
            assert products.by("code", "b") == [moved]
            raise InterruptedError

    with pytest.raises(InterruptedError):
        change_and_fail()
    assert products.by("code", "a") == [first]
    assert products.by("code", "b") == []


def test_a_revision_that_was_rolled_back_is_never_mistaken_for_the_next_one(store, products):
    first = products.add(Product(code="a"))

    def change_and_fail():
        with store.transaction():
            products.put(first.model_copy(update={"name": "never"}))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        change_and_fail()
    then = products.put(first.model_copy(update={"name": "then"}))
    assert products.one(1) is then
    assert products.one(1).name == "then"


def test_an_older_body_is_upgraded_when_it_is_read_and_stored_when_it_is_changed(store):
    store.records(OldNote).add(OldNote(said="hello"))
    notes = store.records(Note)
    read = notes.one(1)
    assert (read.text, read.pinned) == ("hello", False)
    assert notes.by("text", "hello") == [read]
    notes.put(read.model_copy(update={"pinned": True}))
    assert store.documents.table("notes").get(doc_id=1) == {"text": "hello", "pinned": True}


def test_a_body_that_does_not_fit_the_model_is_refused_with_its_field(store, products):
    store.documents.table("products").insert({"code": "a", "colour": "mauve"})
    with pytest.raises(Unreadable, match="products 1 cannot be read: colour"):
        products.all()


def test_a_record_that_could_not_be_read_back_is_not_written(products):
    with pytest.raises(Unreadable):
        products.add(Product(code="a").model_copy(update={"share": "a lot"}))
    assert products.all() == []


def test_records_of_a_model_are_the_same_object_for_everyone(store):
    assert store.records(Product) is store.records(Product)
    assert isinstance(store.records(Product), Records)
