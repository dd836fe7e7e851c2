"""Gates: will the platform take a sign-up, by its price and by its stock; unknown is a verdict of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from campaign.base import formats, money
from campaign.base.language import N_, _

Verdict = Literal["pass", "fail", "unknown"]
VERDICT_NAMES: dict[Verdict, str] = {"pass": N_("Passes"), "fail": N_("Fails"), "unknown": N_("Not known")}
VERDICTS = tuple(VERDICT_NAMES)
GATES = ("price", "advice", "lowest", "sum", "stock")
OFFERS = ("sign_up", "sku_id", "price_minor", "threshold_minor", "lowest_minor", "units")
RULES = ("sign_up", "price_rule", "below_share", "units_needed", "mode", "follow_prompt", "prompt")
PARTS = 10_000  # shares are compared in hundredths of a percent, so that no float takes part
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

WHY: dict[str, str] = {
    "at_most": N_("{sku} costs {figure}, at most the threshold price {limit}"),
    "above": N_("{sku} costs {figure}, above the threshold price {limit}"),
    "no_threshold": N_("The threshold price of {sku} is unknown; type in what the entrance of the activity shows"),
    "no_price": N_("The campaign price of {sku} is unknown; enter it"),
    "free": N_("The activity sets no price condition"),
    "none_ticked": N_("No SKU is ticked; tick those that take part"),
    "under": N_("{sku} costs {figure}, at most {limit}, which the lowest price since 1 January allows"),
    "over": N_("{sku} costs {figure}, above {limit}, which the lowest price since 1 January allows"),
    "no_lowest": N_("The lowest price of {sku} since 1 January is unknown"),
    "no_share": N_("How far below the lowest price since 1 January it must be is unknown"),
    "enough": N_("{sku}, the lowest price, has {figure} pieces; {limit} are asked for"),
    "short": N_("{sku}, the lowest price, has {figure} pieces of {limit} asked for"),
    "no_stock": N_("Stock of {sku} is unknown; import a stock file"),
    "each_enough": N_("Whichever ticked SKU becomes the lowest price has the {limit} pieces asked for"),
    "each_short": N_("Whichever ticked SKU becomes the lowest price has less than the {limit} pieces asked for"),
    "maybe_lowest": N_("{sku} has no campaign price: it may be the lowest"),
    "sum_enough": N_("The ticked SKUs have {figure} pieces together; {limit} are asked for"),
    "sum_short": N_("The ticked SKUs have {figure} pieces together of {limit} asked for"),
    "no_need": N_("How many pieces the activity asks for is unknown; enter it with the activity"),
    "modes_differ": N_("The two modes differ, and which one applies is unknown; follow the back office's prompt"),
    "prompt": N_("So the back office's prompt says"),
    "no_prompt": N_("The back office's prompt decides, and nobody has entered it"),
}
"""What decided a gate, with places for the SKU, the figure that decided and the one it was held against."""


class _Judged(NamedTuple):
    """Per sign-up: 0 pass, 1 fail, 2 unknown; what decided; the deciding row (-1: none); figure and limit."""

    verdict: Ints
    why: np.ndarray[Any, np.dtype[np.object_]]
    row: Ints
    figure: Ints
    limit: Ints
    has_figure: Bools
    has_limit: Bools


class _Column(NamedTuple):
    """Whole numbers with what is known of them; the unknown ones hold 0."""

    value: Ints
    known: Bools


def judge(rules: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Judge many sign-ups at once; every amount is compared in whole minor units, a tie is exact.

    The price gate asks whether each ticked SKU's campaign price is at most its sign-up threshold price (报名门槛价).
    The rule "x % below the lowest price since 1 January" is only advice beside it: without a threshold price the gate
    stays unknown. The stock check takes the lowest-price SKU among the ticked ones (of several that tie, any one with
    enough stock satisfies), or the sum of all ticked ones; where the mode is unknown both must agree.

    Args:
        rules: One row per sign-up with the columns of `RULES`; the shares lie in 0..1, the pieces may be null, the
            prompt is "pass", "fail" or null.
        offers: One row per ticked SKU with the columns of `OFFERS`, null where unknown. Unticked SKUs are not there.

    Returns:
        One row per sign-up in the order of `rules`: `sign_up`, for each of `GATES` (price, advice, the two stock
        modes, stock) its verdict under its name and `<gate>_why` (a key of `WHY`), `<gate>_sku`, `<gate>_figure`,
        `<gate>_limit`; `verdict` of price and stock together, and the gate that decided it in `decided`.

    Source: systems.md S-05 to S-07, A4-5 to A4-7.
    """
    count = len(rules)
    place = pd.Index(rules["sign_up"]).get_indexer(pd.Index(offers["sign_up"]))
    rows = offers[place >= 0]
    group: Ints = place[place >= 0].astype(np.int64)
    bare = np.bincount(group, minlength=count) == 0
    price, stock = _whole(rows["price_minor"]), _whole(rows["units"])
    stock = stock._replace(value=np.where(stock.value > 0, stock.value, 0))
    found = {
        "price": _price_gate(rules, group, count, price, _whole(rows["threshold_minor"])),
        "advice": _advice(rules, group, count, price, _whole(rows["lowest_minor"])),
        "lowest": _lowest_sku(rules, group, count, price, stock),
        "sum": _product_sum(rules, group, count, stock),
    }
    found["stock"] = _stock_check(rules, found["lowest"], found["sum"])
    found = {gate: _instead(one, bare, 2, "none_ticked") for gate, one in found.items()}
    skus = np.append(rows["sku_id"].to_numpy(dtype=object), [None])
    columns: dict[str, Any] = {"sign_up": rules["sign_up"].to_numpy()}
    for gate in GATES:
        one = found[gate]
        columns[gate] = _words(one.verdict)
        columns[f"{gate}_why"], columns[f"{gate}_sku"] = one.why, skus[one.row]
        columns[f"{gate}_figure"] = pd.arrays.IntegerArray(one.figure, ~one.has_figure)
        columns[f"{gate}_limit"] = pd.arrays.IntegerArray(one.limit, ~one.has_limit)
    both = np.stack([found["price"].verdict, found["stock"].verdict])
    columns["verdict"] = _words(np.where((both == 1).any(0), 1, np.where((both == 2).any(0), 2, 0)))
    worst = np.array([0, 2, 1])[both]  # a failure says why before an unknown, the price before the stock
    columns["decided"] = np.where(worst[1] > worst[0], "stock", "price").astype(object)
    return pd.DataFrame(columns)


def bound(lowest_minor: int, below_share: float) -> int:
    """The highest price that lies x % below the lowest price since 1 January.

    Args:
        lowest_minor: The lowest price since 1 January, in minor units.
        below_share: x as a share, to the hundredth of a percent.

    Returns:
        lowest × (1 − x), rounded down to whole minor units: a price at it keeps the distance exactly.

    Source: systems.md S-05.

    Example:
        >>> bound(2999, 0.1), bound(3000, 0.1), bound(2999, 0)
        (2699, 2700, 2999)
    """
    return lowest_minor * (PARTS - round(below_share * PARTS)) // PARTS


def reason(row: Mapping[str, Any], gate: str, currency: str) -> str:
    """What decided a gate, as a sentence that names the SKU and its figure.

    Args:
        row: A row of `judge`.
        gate: One of `GATES`.
        currency: Of the amounts.

    Example:
        >>> reason({"price_why": "above", "price_sku": "7-s", "price_figure": 2100, "price_limit": 2000}, "price",
        ...        "USD")
        '7-s costs $21.00, above the threshold price $20.00'
    """
    why, sku, figure, limit = (row[f"{gate}_{word}"] for word in ("why", "sku", "figure", "limit"))
    return sentence(why, sku, figure, limit, currency if gate in ("price", "advice") else None)


def sentence(why: str, sku: str | None, figure: Any, limit: Any, currency: str | None) -> str:
    """What decided, with its places filled; the figures are amounts where a currency is given, else pieces."""
    said = [
        None if pd.isna(cell) else money.text(int(cell), currency, cents=True) if currency else formats.whole(int(cell))
        for cell in (figure, limit)
    ]
    return _(WHY[why], sku=_("The product") if sku == "*" else sku, figure=said[0], limit=said[1])


def _whole(cells: pd.Series[Any]) -> _Column:
    column = cells.astype("Int64")
    known: Bools = column.notna().to_numpy()
    value: Ints = np.asarray(column.fillna(0), dtype=np.int64)
    return _Column(value, known)


def _words(verdict: Ints) -> np.ndarray[Any, np.dtype[np.object_]]:
    return np.array(VERDICTS, dtype=object)[verdict]


def _firsts(group: Ints, count: int, rank: Ints, key: Ints) -> Ints:
    """Per sign-up the row of the lowest rank, among those the lowest key, among those the first; -1 without rows."""
    first = np.full(count, -1, dtype=np.int64)
    order = np.lexsort((key, rank, group))
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = group[order][1:] != group[order][:-1]
    first[group[order][begins]] = order[begins]
    return first


def _taken(row: Ints, values: np.ndarray[Any, Any], missing: Any) -> Any:
    """The value of each sign-up's deciding row."""
    return np.append(values, [missing])[row]


def _held(group: Ints, count: int, price: _Column, limit: _Column, words: tuple[str, str, str]) -> _Judged:
    """Each price against its limit: one above it fails, else one unknown leaves it open, else it passes.

    Named is the SKU that is farthest above, the first unknown one, or the one that is nearest to its limit.
    """
    both = price.known & limit.known
    distance = np.where(both, limit.value - price.value, 0)
    verdict = np.where(~both, 2, np.where(distance < 0, 1, 0))
    rank = np.array([2, 0, 1])[verdict]
    row = _firsts(group, count, rank, distance)
    said = np.where(both, np.where(distance < 0, words[1], words[0]), np.where(price.known, words[2], "no_price"))
    return _Judged(
        _taken(row, verdict, 2), _taken(row, said.astype(object), "none_ticked"), row,
        _taken(row, price.value, 0), _taken(row, limit.value, 0),
        _taken(row, price.known, False), _taken(row, limit.known, False),
    )  # fmt: skip


def _price_gate(rules: pd.DataFrame, group: Ints, count: int, price: _Column, threshold: _Column) -> _Judged:
    one = _held(group, count, price, threshold, ("at_most", "above", "no_threshold"))
    return _instead(one, (rules["price_rule"] == "none").to_numpy(), 0, "free")


def _advice(rules: pd.DataFrame, group: Ints, count: int, price: _Column, lowest: _Column) -> _Judged:
    share = pd.to_numeric(rules["below_share"]).astype("Float64")
    parts = _whole((share * PARTS).round())
    kept = PARTS - parts.value[group]
    limit = _Column(lowest.value * kept // PARTS, lowest.known & parts.known[group])
    one = _held(group, count, price, limit, ("under", "over", "no_lowest"))
    return _instead(one, ~parts.known, 2, "no_share")


def _instead(one: _Judged, where: Bools, verdict: int, why: str) -> _Judged:
    """The verdicts with another one for some sign-ups, that no SKU decided."""
    return _Judged(
        np.where(where, verdict, one.verdict), np.where(where, why, one.why), np.where(where, -1, one.row),
        one.figure, one.limit, one.has_figure & ~where, one.has_limit & ~where,
    )  # fmt: skip


def _enough(rules: pd.DataFrame, group: Ints, stock: _Column) -> tuple[_Column, Ints]:
    """The pieces asked for, and of each row whether it has them: 0 yes, 1 no, 2 unknown."""
    needed = _whole(rules["units_needed"])
    wanted, asked = needed.value[group], needed.known[group]
    enough = stock.value >= wanted  # an unknown stock holds 0, which is enough only where nothing is asked for
    return needed, np.where(~asked, 2, np.where(enough, 0, np.where(stock.known, 1, 2)))


def _lowest_sku(rules: pd.DataFrame, group: Ints, count: int, price: _Column, stock: _Column) -> _Judged:
    """S-06: the lowest campaign price decides; of those that tie, one with enough stock is enough.

    A SKU without a price may be the lowest: there is a verdict only where all such and the lowest known ones agree.
    """
    needed, has = _enough(rules, group, stock)
    least = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(least, group[price.known], price.value[price.known])
    lowest = price.known & (price.value == least[group])
    tie = np.where(lowest, np.array([0, 2, 1])[has], 3)  # enough before unknown before short; the others never
    row = _firsts(group, count, tie, -stock.value)
    tied = np.where(least < np.iinfo(np.int64).max, _taken(row, has, 2), -1)  # -1: no price is known at all
    open_ = ~price.known
    said = np.zeros((3, count), dtype=bool)
    for verdict in range(3):
        said[verdict] = np.bincount(group[open_ & (has == verdict)], minlength=count) > 0
        said[verdict] |= tied == verdict
    agreed = np.where(said.sum(0) == 1, np.argmax(said, 0), 2)
    unpriced = np.bincount(group[open_], minlength=count) > 0
    doubt = _firsts(group, count, np.where(open_, 0, 1), np.zeros(len(group), dtype=np.int64))
    unsure = unpriced & ((agreed == 2) | (tied == -1))
    row = np.where(unsure, doubt, row)
    words = np.array([["enough", "short", "no_stock"], ["each_enough", "each_short", "maybe_lowest"]], dtype=object)
    why = words[unpriced.astype(int), agreed]
    one = _Judged(
        agreed, why, row, _taken(row, stock.value, 0), needed.value, _taken(row, stock.known, False), needed.known
    )
    return _instead(one, ~needed.known, 2, "no_need")


def _product_sum(rules: pd.DataFrame, group: Ints, count: int, stock: _Column) -> _Judged:
    """S-07: the stock of all ticked SKUs together; what is known may already be enough."""
    needed, _has = _enough(rules, group, stock)
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, group, np.where(stock.known, stock.value, 0))
    blind = np.bincount(group[~stock.known], minlength=count) > 0
    verdict = np.where(total >= needed.value, 0, np.where(blind, 2, 1))
    first = _firsts(group, count, stock.known.astype(np.int64), np.zeros(len(group), dtype=np.int64))
    why = np.array(["sum_enough", "sum_short", "no_stock"], dtype=object)[verdict]
    one = _Judged(
        verdict, why, np.where(verdict == 2, first, -1), total, needed.value, np.ones(count, dtype=bool), needed.known
    )
    return _instead(one, ~needed.known, 2, "no_need")


def _stock_check(rules: pd.DataFrame, lowest: _Judged, total: _Judged) -> _Judged:
    """By the activity's mode; without one both must agree. Where the back office's prompt is followed, it decides."""
    mode = rules["mode"].to_numpy(dtype=object)
    by_sum = mode == "product_sum"
    pairs = zip(lowest, total, strict=True)
    one = _Judged(*(np.where(by_sum, second, first) for first, second in pairs))
    differ = (mode == "unknown") & (lowest.verdict != total.verdict)
    one = _instead(one, differ, 2, "modes_differ")
    follow = rules["follow_prompt"].to_numpy(dtype=bool)
    prompt = rules["prompt"].to_numpy(dtype=object)
    for verdict, word in ((0, "pass"), (1, "fail")):
        one = _instead(one, follow & (prompt == word), verdict, "prompt")
    return _instead(one, follow & ~np.isin(prompt.astype(str), ("pass", "fail")), 2, "no_prompt")
