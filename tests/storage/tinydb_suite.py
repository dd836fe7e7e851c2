"""The conftest under which TinyDB's own tests run on our store instead of its JSON file."""

import pathlib
import tempfile

import pytest
import tinydb
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import MemoryStorage

from campaign.storage.documents.cache import TableCache
from campaign.storage.documents.database import Documents
from campaign.storage.documents.tinydb_table import DocumentTable

ABOUT_THE_STORE = ("test_tinydb", "test_tables", "test_operations")


class Table(DocumentTable):
    """Under TinyDB's name, for the test of its repr."""


class TinyDB(Documents):
    """Under TinyDB's name, for the test of its repr; options of the JSON file have nothing to say here."""

    table_class = Table

    def __init__(self, *args, storage=TableCache, **_json_options):
        tinydb.TinyDB.__init__(self, *args, storage=storage)


class NewFile(TableCache):
    """Where a test asks for memory."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        super().__init__(pathlib.Path(self._folder.name) / "memory.sqlite")


@pytest.fixture(autouse=True)
def _our_store(request, monkeypatch):
    if request.module.__name__.split(".")[-1] in ABOUT_THE_STORE:
        ours = {"TinyDB": TinyDB, "MemoryStorage": NewFile, "JSONStorage": TableCache}
        for name, replacement in ours.items():
            if hasattr(request.module, name):
                monkeypatch.setattr(request.module, name, replacement)


@pytest.fixture(params=["documents", "tinydb over our storage"])
def db(request, tmp_path):
    ours = request.param == "documents"
    db = TinyDB(tmp_path / "test.db") if ours else tinydb.TinyDB(tmp_path / "test.db", storage=TableCache)
    db.drop_tables()
    db.insert_multiple({"int": 1, "char": c} for c in "abc")
    yield db
    db.close()


@pytest.fixture
def storage():
    return CachingMiddleware(MemoryStorage)()
