"""What was measured, in Delta tables: replaced by key, summed without adding what overlaps."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from campaign.base.language import _
from campaign.facts import contract
from campaign.facts.contract import MEASURES, SPLITS, FactsError
from campaign.storage.facts import queries
from campaign.storage.facts.engine import Engine
from campaign.storage.facts.file_index import Catalogue, Entry, Window
from campaign.storage.facts.keyed_table import File, KeyedTable, Labelling
from campaign.storage.facts.keyed_table import Replaced as Replaced
from campaign.storage.facts.sums import Decrease as Decrease
from campaign.storage.facts.sums import Summing
from campaign.storage.facts.sums import Totals as Totals

BY = {"day": "day", "hour": "starts", "product": "product_id", "sku": "sku_id", "channel": "channel"}
REMEMBERED = 512


class Facts:
    """The facts and the stock snapshots of one folder, for all threads of a process and beside other processes.

    `measured` and `counted` are the two tables, for those who ask what a commit changed or take it back.
    """

    def __init__(self, folder: Path) -> None:
        self._engine = Engine(folder / "spill")
        scoped = ("store", "day", "source", "starts")
        self.measured = KeyedTable(
            folder / "measured", contract.SCHEMA, contract.KEYS, ["store", "day"], scoped, self._engine
        )
        self.counted = KeyedTable(
            folder / "stock", contract.STOCK_SCHEMA, contract.STOCK_KEYS, ["store"], ("store", "at"), self._engine
        )
        self._catalogue = Catalogue(self.measured)
        self._remembered: OrderedDict[tuple[object, ...], Totals] = OrderedDict()
        self._lock = threading.Lock()

    def version(self) -> int:
        """A number that grows with every commit, whoever made it; 0 before the first."""
        return self.measured.version() + self.counted.version()

    def replace(self, frame: pd.DataFrame | pa.Table, label: Labelling | None = None) -> Replaced:
        """Write facts over the rows of the same key, in one commit; the same rows write nothing.

        A measure that the import does not hold at all keeps what is stored: a file of visitors leaves units alone.

        Args:
            frame: Rows under the contract.
            label: Asked before a commit is tried for the words it is found by again; nothing to write, not asked.

        Raises:
            FactsError: the rows do not keep the contract; nothing was written.
            FactsBusyError: others kept writing the same rows.
        """
        return self._written(self.measured.replace(contract.whole(frame), label))

    def preview(self, frame: pd.DataFrame | pa.Table) -> Replaced:
        """What `replace` would do; nothing is written."""
        return self.measured.preview(contract.whole(frame))

    def totals(
        self,
        store: str,
        by: str,
        first: date | None = None,
        last: date | None = None,
        *,
        zone: str,
        source: str | None = None,
        products: Collection[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Totals:
        """Sum every measure by day, hour, product, SKU or channel, adding nothing that overlaps.

        Args:
            store: The shop.
            by: `day`, `hour`, `product`, `sku` or `channel`.
            first: First business day; None: from the beginning.
            last: Last business day; None: to the end.
            zone: The zone of the store's days, where `start` or `end` is given.
            source: The one source that may count; None: by precedence, measure by measure.
            products: Only these product ids; only sources that split by product can answer then.
            start: First instant: an hour counts when it starts in the window, a day when it lies in it whole.
            end: The instant after the last.

        Returns:
            The sums, sorted by key, and what they were read from.

        Raises:
            FactsError: `by` is none of the five.

        Source: measures.md, Rules; storage.md, Facts; precedence: `campaign.facts.choices`.
        """
        if by not in BY:
            raise FactsError(_("Sums go by day, hour, product, sku or channel, not by {by}", by=by), column=by)
        window = Window(first=first, last=last, start=start, end=end, zone=zone)
        found = self._totals(store, (BY[by],), tuple(MEASURES), window, source, products)
        return replace(found, frame=found.frame.rename(columns={BY[by]: by}))

    def cells(
        self,
        store: str,
        keys: tuple[str, ...],
        measures: tuple[str, ...],
        first: date | None = None,
        last: date | None = None,
        *,
        zone: str = "UTC",
        source: str | None = None,
        products: Collection[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> pd.DataFrame:
        """Sum some measures by several keys at once, by the same rules as `totals`.

        Args:
            store: The shop.
            keys: Any of `day`, `starts` (the hour), `product_id`, `sku_id`, `channel`, `plan`; none: one row.
            measures: Names of measures.
            first: As in `totals`, like all that follow.
            last: As in `totals`.
            zone: As in `totals`.
            source: As in `totals`.
            products: As in `totals`.
            start: As in `totals`.
            end: As in `totals`.

        Returns:
            The keys and the measures, a row for each combination that is known, sorted by key.

        Raises:
            FactsError: a key or a measure is unknown.
        """
        for name in {*keys} - {"day", "starts", *SPLITS} | {*measures} - {*MEASURES}:
            raise FactsError(_("{column} is neither a key nor a measure of facts", column=name), column=name)
        window = Window(first=first, last=last, start=start, end=end, zone=zone)
        return self._totals(store, keys, measures, window, source, products).frame.copy(deep=False)

    def sources(self, store: str) -> pd.DataFrame:
        """What is there of a store: source, grain (`day`, `hour`, `day+hour`), first day, last day, rows."""
        entries = pd.DataFrame(self._entries(store), columns=Entry._fields)
        by_source = entries.groupby("source", sort=True)
        return pd.DataFrame(
            {
                "grain": by_source["grain"].agg(lambda grains: "+".join(sorted(set(grains)))),
                "first": by_source["day"].min(),
                "last": by_source["day"].max(),
                "rows": by_source["rows"].sum(),
            }
        ).reset_index()

    def coverage(self, store: str, first: date, last: date) -> pd.DataFrame:
        """Rows of each day and source: day, source, rows; a pair without rows is absent."""
        entries = pd.DataFrame(self._entries(store, Window(first=first, last=last)), columns=Entry._fields)
        return entries.groupby(["day", "source"], sort=True)["rows"].sum().reset_index()

    def as_of(self, store: str) -> pd.DataFrame:
        """How far each source reaches: source, its newest period's `starts` and `grain`, sorted by source."""
        entries = pd.DataFrame(self._entries(store), columns=Entry._fields).rename(columns={"newest": "starts"})
        newest = entries.sort_values(["source", "starts"]).drop_duplicates("source", keep="last")
        return newest[["source", "starts", "grain"]].reset_index(drop=True)

    def replace_stock(self, frame: pd.DataFrame, label: Labelling | None = None) -> Replaced:
        """Write stock rows over the rows of the same key, as `replace` does for facts."""
        return self._written(self.counted.replace(contract.whole(frame, contract.STOCK_SCHEMA), label))

    def preview_stock(self, frame: pd.DataFrame) -> Replaced:
        """What `replace_stock` would do; nothing is written."""
        return self.counted.preview(contract.whole(frame, contract.STOCK_SCHEMA))

    def stock(self, store: str, at: datetime | None = None) -> pd.DataFrame:
        """What the newest snapshots say about each SKU and warehouse.

        A count (`on_hand`, `reserved`) and the pieces on their way (`inbound`) may come from snapshots of different
        instants: of each, the newest snapshot that knows it counts, with all its rows. A SKU counted both in all
        (warehouse `*`) and by warehouse is shown as the newer of the two has it.

        Args:
            store: The shop.
            at: Snapshots up to this instant; None: all.

        Returns:
            product_id, sku_id, warehouse, inbound_due, at, on_hand, reserved, inbound, sorted; <NA> where unknown.

        Source: measures.md, key of stock.
        """
        files = [file for file in self.counted.files()[1] if file.partition["store"] == store]
        if not files:
            columns = ["product_id", "sku_id", "warehouse", "inbound_due", "at", *contract.STOCK_COLUMNS]
            return contract.framed(contract.STOCK_SCHEMA.empty_table().select(columns))
        query, parameters = queries.stock(at)
        return contract.framed(self.counted.ask(files, query, parameters))

    def compact(self, before: date | None = None) -> None:
        """Bring the files of each day before `before` together; readers are not disturbed."""
        self.measured.compact(before)
        self.counted.compact()

    def vacuum(self) -> int:
        """Delete files that no version of the last 200 days needs; how many."""
        return len(self.measured.vacuum()) + len(self.counted.vacuum())

    def _written(self, replaced: Replaced) -> Replaced:
        return replaced.model_copy(update={"version": self.version()}) if replaced.version is not None else replaced

    def _files(self, store: str, window: Window) -> list[File]:
        first, last = window.days
        files = self.measured.files()[1]
        return [f for f in files if f.partition["store"] == store and first <= f.partition["day"] <= last]

    def _entries(self, store: str, window: Window | None = None) -> list[Entry]:
        return self._catalogue.entries(self._files(store, window or Window()))

    def _totals(
        self,
        store: str,
        keys: tuple[str, ...],
        measures: tuple[str, ...],
        window: Window,
        source: str | None,
        products: Collection[str] | None,
    ) -> Totals:
        wanted = None if products is None else frozenset(products)
        key = (self.measured.version(), store, keys, measures, window, source, wanted)
        with self._lock:
            if key in self._remembered:
                self._remembered.move_to_end(key)
                return self._remembered[key]
        question = Summing(self.measured, self._catalogue, self._engine, store, keys, window, wanted)
        totals = question.totals([MEASURES[name] for name in measures], source)
        with self._lock:
            self._remembered[key] = totals
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return totals
