"""The document store beside raw SQLite and TinyDB's JSON file: `python benchmarks/documents.py`.

10,000 documents of about 1 kB. What counts are the ratios; both sides of one are measured in turn, on one machine.
"""

import itertools
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import tinydb

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaign.base.record import Record
from campaign.storage.documents.database import Documents
from campaign.storage.documents.records import Records
from campaign.storage.documents.sqlite_file import Row, encode

COUNT = 10_000
AT_MOST_TIMES_RAW, AT_LEAST_TIMES_FASTER = 4, 500


def product(number: int) -> dict:
    """One document of about 1 kB, as a product with its SKUs is."""
    return {
        "code": f"P{number:05}",
        "name": f"保温杯 {number} 不锈钢 大容量",
        "owner": f"owner {number % 7}",
        "tier": "ABCD"[number % 4],
        "units": 0,
        "skus": [
            {
                "sku": f"P{number:05}-{s}",
                "color": "red",
                "list_minor": 12900,
                "floor_minor": 9900,
                "barcode": f"69{s:011}",
            }
            for s in range(7)
        ],
        "note": "sold with its lid " * 13,
    }


def add_one(document: dict) -> None:
    """The update that is measured."""
    document["units"] += 1


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median time of some repetitions."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def in_turns(rounds: int, works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Each work's median, taken in turns so that a busy machine slows all of them."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(milliseconds(work, 50))
    return {name: statistics.median(times) for name, times in taken.items()}


class Raw:
    """The same documents in a table of their own, as durable: what sqlite3 itself costs."""

    def __init__(self, path: Path, bodies: list[str]) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("pragma journal_mode = wal")
        self.connection.execute("pragma synchronous = full")
        self.connection.execute("create table document(id integer primary key, body text)")
        self.connection.execute("begin")
        self.connection.executemany("insert into document values(?, ?)", enumerate(bodies, start=1))
        self.connection.execute("commit")
        self.ready = itertools.cycle([bodies[76], bodies[76] + " "])

    def get(self) -> dict:
        body = self.connection.execute("select body from document where id = 77").fetchone()[0]
        return json.loads(body)

    def update(self) -> None:
        """The least a durable update can do: one statement with a ready body."""
        self.connection.execute("update document set body = ? where id = 77", (next(self.ready),))

    def edit(self) -> None:
        """What an update means: read, parse, change, write, in one transaction."""
        self.connection.execute("begin immediate")
        document = self.get()
        add_one(document)
        body = json.dumps(document, ensure_ascii=False)
        self.connection.execute("update document set body = ? where id = 77", (body,))
        self.connection.execute("commit")


def measure(folder: Path, products: list[dict]) -> dict[str, dict[str, float]]:
    """Milliseconds by action and by who did it."""
    with Documents(folder / "eleven.sqlite") as documents:
        filling = milliseconds(lambda: documents.table("products").insert_multiple(products), 1)
    begun = time.perf_counter()
    documents = Documents(folder / "eleven.sqlite")
    ours = documents.table("products")
    ours.get(doc_id=77)
    opening = (time.perf_counter() - begun) * 1000

    json_file = tinydb.TinyDB(folder / "products.json")
    theirs = json_file.table("products")
    theirs.insert_multiple(products)
    raw = Raw(folder / "raw.sqlite", [json.dumps(product, ensure_ascii=False) for product in products])
    codes = (f"P{number:05}" for number in itertools.count())
    with closing(raw.connection), documents, json_file:
        update = in_turns(21, {"ours": lambda: ours.update(add_one, doc_ids=[77]), "raw": raw.update, "edit": raw.edit})
        get = in_turns(5, {"ours": lambda: ours.get(doc_id=77), "raw": raw.get})
        return {
            "update one": update | {"json": milliseconds(lambda: theirs.update(add_one, doc_ids=[77]), 5)},
            "get by id": get | {"json": milliseconds(lambda: theirs.get(doc_id=77), 5)},
            "search": {
                "ours": milliseconds(lambda: ours.search(tinydb.where("code") == next(codes)), 15),
                "json": milliseconds(lambda: theirs.search(tinydb.where("code") == next(codes)), 5),
            },
            "the same search again": {"ours": milliseconds(lambda: ours.search(tinydb.where("code") == "P00001"), 99)},
            "all, as own copies": {"ours": milliseconds(ours.all, 5), "json": milliseconds(theirs.all, 5)},
            "open and first get": {"ours": opening},
            "insert all at once": {"ours": filling},
        }


class Task(Record):
    """A record such as a campaign has a hundred of."""

    table = "tasks"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    title: str
    who: tuple[str, ...] = ("lead", "stock")


def measure_records(folder: Path) -> dict[str, dict[str, float]]:
    """Milliseconds of `Records`, which goes through TinyDB's table, and of the rows in memory under that table."""
    with Documents(folder / "records.sqlite") as documents:
        records, rows = Records(documents, Task), documents.table("tasks").storage
        records.add_all(Task(campaign=number % 20, title=f"task {number}") for number in range(2000))

        def campaign_of(_id: int, row: Row) -> int:
            return row.record.campaign

        def add() -> None:
            with documents.transaction():
                task = Task(campaign=21, title="one more")
                id_ = rows.next_id("tasks")
                row = rows.put("tasks", id_, encode(task.model_dump(mode="json", exclude={"id", "rev"})))
                row.record = Task.model_validate({**row.fresh(), "id": id_, "rev": row.rev})

        works = {
            "one": (lambda: records.one(77), lambda: rows.row("tasks", 77).record),
            "by, 100 of 2,000": (
                lambda: records.by("campaign", 7),
                lambda: [row.record for row in rows.matching("tasks", "campaign", campaign_of, 7).values()],
            ),
            "all 2,000": (records.all, lambda: [row.record for row in rows.listing("tasks").values()]),
            "find one of 2,000": (
                lambda: records.find(lambda task: task.title == "task 7"),
                lambda: [row.record for row in rows.listing("tasks").values() if row.record.title == "task 7"],
            ),
            "add": (lambda: records.add(Task(campaign=21, title="one more")), add),
        }
        return {name: in_turns(5, {"table": through, "rows": directly}) for name, (through, directly) in works.items()}


def judged(name: str, ratio: float, target: str, met: bool) -> bool:
    """Print one ratio beside its target."""
    print(f"{name:<50}{ratio:>9.1f}   target {target:<9}{'met' if met else 'MISSED'}")
    return met


def main() -> int:
    """Measure and print; the exit code says whether every target is met."""
    products = [product(number) for number in range(COUNT)]
    size = statistics.mean(len(json.dumps(product, ensure_ascii=False).encode()) for product in products)
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), products)
        records = measure_records(Path(folder))

    print(f"{COUNT:,} documents of {size:,.0f} bytes, synchronous=FULL; medians in ms")
    print(f"{'':<24}{'ours':>10}{'raw sqlite3':>14}{'JSONStorage':>14}")
    for action, by in measured.items():
        columns = [(by.get("ours"), 10), (by.get("raw"), 14), (by.get("json"), 14)]
        print(f"{action:<24}" + "".join(f"{'' if ms is None else f'{ms:.3f}':>{width}}" for ms, width in columns))
    update = measured["update one"]
    print(f"{'(raw: read, parse, change, write)':<34}{update['edit']:>14.3f}\n")

    print(f"{'records, microseconds':<24}{'TinyDB':>10}{'rows directly':>16}")
    for action, by in records.items():
        print(f"{action:<24}{by['table'] * 1000:>10.1f}{by['rows'] * 1000:>16.1f}")
    print()

    raw, faster = update["ours"] / update["raw"], update["json"] / update["ours"]
    met = [
        judged("update: times raw sqlite3", raw, f"<= {AT_MOST_TIMES_RAW}", raw <= AT_MOST_TIMES_RAW),
        judged(
            "update: times faster than JSONStorage",
            faster,
            f">= {AT_LEAST_TIMES_FASTER}",
            faster >= AT_LEAST_TIMES_FASTER,
        ),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
