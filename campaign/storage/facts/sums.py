"""Sums of what was measured: each measure from the source and the split that precedence chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa

from campaign.base.record import Value
from campaign.facts.contract import (
    DERIVED,
    HOUR,
    MEASURES,
    SCHEMA,
    SPLITS,
    Measure,
    framed,
)
from campaign.facts.precedence import Choice, choices
from campaign.storage.facts import queries, sum_queries
from campaign.storage.facts.engine import Engine
from campaign.storage.facts.file_index import Catalogue, Window, held
from campaign.storage.facts.keyed_table import File, KeyedTable


class Decrease(Value):
    """A level that went down, which sales to date cannot do: the flow counts 0 there."""

    product: str
    sku: str
    day: date
    before: int
    level: int


@dataclass(frozen=True)
class Totals:
    """Sums of measures by one key or several.

    `frame` has a row per key value: the key, then the measures, <NA> where unknown. `source` and `split` say for
    each measure that is known what it was read from, `left_out` which sources hold it too and were not added.
    `problems` lists the levels that went down.
    """

    frame: pd.DataFrame
    source: dict[str, str] = field(default_factory=dict)
    split: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Decrease, ...] = ()


def _split_text(picked: Sequence[Choice]) -> str:
    """The split of each source, said once where all split alike."""
    splits = [choice.split_text for choice in picked]
    return splits[0] if len(set(splits)) == 1 else " + ".join(splits)


Query = tuple[str, dict[str, Any]]


class Summing:
    """One question: a store's rows of a window, by some keys, of some products."""

    def __init__(
        self,
        table: KeyedTable,
        catalogue: Catalogue,
        engine: Engine,
        store: str,
        keys: Sequence[str],
        window: Window,
        products: frozenset[str] | None,
    ) -> None:
        self._table, self._engine, self._keys, self._window = table, engine, keys, window
        self._hourly = "starts" in keys
        self._products: Query = ("true", {}) if products is None else queries.among("product_id", sorted(products))
        needs = {SPLITS[key] for key in keys if key in SPLITS} | {HOUR for _ in range(self._hourly)}
        self._needs = frozenset(needs | ({"product"} if products is not None else set()))
        first, last = window.days
        self.version, files = table.files()
        self._history = [f for f in files if f.partition["store"] == store and f.partition["day"] <= last]
        self._files = [file for file in self._history if file.partition["day"] >= first]
        self._entries = catalogue.entries(self._files)

    def totals(self, measures: Sequence[Measure], only: str | None) -> Totals:
        """The sums, and what they were read from."""
        chosen: dict[str, tuple[Choice, ...]] = {}
        left_out: dict[str, tuple[str, ...]] = {}
        for measure in measures:
            found = held(measure.name, self._entries, self._window, self._channels)
            picked = choices(measure, found, self._needs, only)
            if picked:
                chosen[measure.name] = picked
                rest = {one.source for one in found} - {choice.source for choice in picked}
                left_out |= {measure.name: tuple(sorted(rest))} if rest else {}
        parts, problems = self._parts([measure for measure in measures if measure.name in chosen], chosen)
        return Totals(
            frame=self._framed(parts, measures),
            source={name: " + ".join(choice.source for choice in picked) for name, picked in chosen.items()},
            split={name: _split_text(picked) for name, picked in chosen.items()},
            left_out=left_out,
            problems=problems,
        )

    def _parts(
        self, measures: Sequence[Measure], chosen: dict[str, tuple[Choice, ...]]
    ) -> tuple[list[pa.Table], tuple[Decrease, ...]]:
        """The results to be laid side by side; flows of one choice come from one query."""
        plain: dict[Choice, list[Measure]] = {}
        parts = []
        problems: list[Decrease] = []
        for measure in measures:
            for choice in chosen[measure.name]:
                if choice.derived:
                    parts.append(self._derived(measure, choice))
                    problems += self._decreases(measure, choice)
                elif measure.level:
                    parts.append(self._ask(self._files, choice, *self._level(measure, choice)))
                else:
                    plain.setdefault(choice, []).append(measure)
        for choice, together in plain.items():
            parts.append(self._ask(self._files, choice, *self._flows(together, choice)))
        return parts, tuple(problems)

    def _ask(self, files: Sequence[File], choice: Choice, query: str, parameters: dict[str, Any]) -> pa.Table:
        """Ask only the files that may hold the choice's source: opening a file costs more than reading it."""
        return self._table.ask(
            [file for file in files if file.may_hold({"source": (choice.source,)})], query, parameters
        )

    def _flows(self, measures: Sequence[Measure], choice: Choice) -> Query:
        where, parameters = self._where(choice, windowed=True)
        if choice.layered:
            return sum_queries.coarsest_sums(self._keys, measures, where, self._hourly), parameters
        return sum_queries.sums(self._keys, measures, "stored", where), parameters

    def _level(self, measure: Measure, choice: Choice) -> Query:
        where, parameters = self._where(choice, windowed=True)
        if choice.layered:
            rows = sum_queries.coarsest(measure.name, where, self._hourly)
            return sum_queries.levels(self._keys, measure, rows, "true"), parameters
        return sum_queries.levels(self._keys, measure, "stored", where), parameters

    def _steps(self, measure: Measure, choice: Choice) -> tuple[str, str, dict[str, Any]]:
        """Rows of the level behind a flow, from the beginning of the history on."""
        where, parameters = self._where(choice, windowed=False)
        if choice.layered:
            return sum_queries.coarsest(DERIVED[measure.name], where, self._hourly), "true", parameters
        return "stored", where, parameters

    def _derived(self, measure: Measure, choice: Choice) -> pa.Table:
        rows, where, parameters = self._steps(measure, choice)
        window, bounds = self._window.condition()
        query = sum_queries.flows(self._keys, measure, DERIVED[measure.name], rows, where, window)
        return self._ask(self._history, choice, query, parameters | bounds)

    def _decreases(self, measure: Measure, choice: Choice) -> list[Decrease]:
        rows, where, parameters = self._steps(measure, choice)
        window, bounds = self._window.condition()
        query = sum_queries.decreases(DERIVED[measure.name], rows, where, window)
        return [Decrease(**row) for row in self._ask(self._history, choice, query, parameters | bounds).to_pylist()]

    def _where(self, choice: Choice, *, windowed: bool) -> Query:
        products, parameters = self._products
        conditions = [sum_queries.chosen(choice, self._hourly), products]
        parameters = parameters | {"source": choice.source}
        if choice.channels is not None:
            channels, named = queries.among("channel", sorted(choice.channels))
            conditions.append(channels)
            parameters |= named
        if windowed:
            window, bounds = self._window.condition()
            conditions.append(window)
            parameters |= bounds
        return " AND ".join(f"({condition})" for condition in conditions), parameters

    def _channels(self, measure: str) -> dict[str, frozenset[str]]:
        named: dict[str, set[str]] = {}
        for row in self._by_channel:
            if row[measure]:
                named.setdefault(row["source"], set()).add(row["channel"])
        return {source: frozenset(channels) for source, channels in named.items()}

    @cached_property
    def _by_channel(self) -> list[dict[str, Any]]:
        """One reading serves every measure that stands by channel."""
        window, parameters = self._window.condition()
        names = [one.name for one in MEASURES.values() if one.by_channel]
        files = [file for file in self._files if file.filled.intersection(names)]
        if not files:
            return []
        rows: list[dict[str, Any]] = self._table.ask(files, sum_queries.channels(names, window), parameters).to_pylist()
        return rows

    def _framed(self, parts: Sequence[pa.Table], measures: Sequence[Measure]) -> pd.DataFrame:
        """The parts joined by key; where sources add, they add here."""
        fields = [SCHEMA.field(name) for name in (*self._keys, *(measure.name for measure in measures))]
        blank = pa.schema(fields).empty_table()
        together = pa.concat_tables([blank, *parts], promote_options="permissive")
        known = " OR ".join(f"{measure.name} IS NOT NULL" for measure in measures)
        query = sum_queries.sums(self._keys, measures, "parts", known)
        order = f" ORDER BY {', '.join(self._keys)}" if self._keys else ""
        return framed(self._engine.run(query + order, parts=together))
