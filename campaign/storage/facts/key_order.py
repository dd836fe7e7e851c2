"""Rows in the order of their keys, each key once: a number for each key tells the order, and whether it repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_MOST = 2**62
Ranks: TypeAlias = npt.NDArray[np.int64]


def by_key(rows: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The rows sorted by key, texts by their bytes; of those with one key the last. Sorted files are small.

    Example:
        >>> rows = pa.table({"key": ["b", "a", "b"], "units": [1, 2, 3]})
        >>> by_key(rows, ["key"]).to_pylist()
        [{'key': 'a', 'units': 2}, {'key': 'b', 'units': 3}]
    """
    ranks = _ranks(rows, keys)
    if len(ranks) < 2 or bool((ranks[1:] > ranks[:-1]).all()):
        return rows
    order = np.argsort(ranks, kind="stable")
    ranked = ranks[order]
    last = np.append(ranked[1:] > ranked[:-1], True)
    return rows.take(pa.array(order[last]))


def _ranks(rows: pa.Table, keys: Sequence[str]) -> Ranks:
    """A number for each row, in the order of the keys."""
    ranks, different = np.zeros(rows.num_rows, np.int64), 1
    for key in keys:
        of_key, count = _ranks_of(rows[key].combine_chunks())
        if count <= 1:
            continue
        if different * count > _MOST:
            known, ranks = np.unique(ranks, return_inverse=True)
            different = len(known)
        ranks = ranks * count + of_key
        different *= count
    return ranks


def _ranks_of(column: pa.Array) -> tuple[Ranks, int]:
    """The place of each value among the different values of a column, and how many they are."""
    encoded = column.dictionary_encode()
    values, count = encoded.dictionary, len(encoded.dictionary)
    rank = np.empty(count, np.int64)
    rank[pc.sort_indices(values).to_numpy()] = np.arange(count)
    return rank[encoded.indices.to_numpy()], count
