"""Prices: what each SKU cost from when on, and the lowest of it since 1 January."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Literal, NamedTuple

import pandas as pd

from campaign.base import formats, money, phases
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.record import Record
from campaign.products import WHOLE, Amount, Product, resolved

Kind = Literal["list", "promotion"]
KINDS: tuple[Kind, ...] = ("list", "promotion")
KIND_NAMES: dict[Kind, str] = {"list": N_("List price"), "promotion": N_("Promotion price")}
Reach = Literal["known", "typed", "partial", "none"]
SKU = ["product_id", "sku_id"]
HISTORY = (*SKU, "since", "price_minor", "kind", "source", "who")
_INSTANT = "datetime64[us, UTC]"


class PriceError(CampaignError):
    """A price that cannot be kept."""


class Price(Record):
    """What SKUs of a product cost from an instant on; each price holds until the next one of its SKU.

    `prices` names only the SKUs whose price changed then; `*` is a product without SKUs.
    """

    table: ClassVar[str] = "prices"
    indexes: ClassVar[tuple[str, ...]] = ("store", "product_id")

    store: str
    product_id: str
    since: datetime
    prices: dict[str, Amount]
    kind: Kind = "list"
    source: str
    member: int | None = None
    who: str = ""
    note: str = ""


def of(product: Product) -> dict[str, int]:
    """What each SKU of a product costs now, where known; a product without SKUs is `*`.

    Example:
        >>> from campaign.products import Sku
        >>> small, large = Sku(sku_id="7-s"), Sku(sku_id="7-l", price_minor=3400)
        >>> of(Product(store="main", product_id="7", price_minor=2900, skus=(small, large)))
        {'7-s': 2900, '7-l': 3400}
    """
    if not product.skus:
        return {} if product.price_minor is None else {WHOLE: product.price_minor}
    found = {sku.sku_id: resolved(product, sku.sku_id).price_minor for sku in product.skus}
    return {key: price for key, price in found.items() if price is not None}


def changes(
    known: Mapping[str, Product], merged: Iterable[Product], since: datetime, source: str, *, who: str = "",
    member: int | None = None,
) -> list[Price]:  # fmt: skip
    """What changed between two states of products, as prices to keep; a first price is a change too.

    Args:
        known: Products before, by id.
        merged: Products afterwards.
        since: From when the new prices hold.
        source: The source that says so.
        who: Who brought it.
        member: Their member id.

    Source: systems.md S-05 (price history per SKU).
    """
    found = []
    for product in merged:
        before = known.get(product.product_id)
        if before is product:
            continue
        old = of(before) if before else {}
        fresh = {key: price for key, price in of(product).items() if old.get(key) != price}
        if fresh:
            found.append(
                Price(
                    store=product.store,
                    product_id=product.product_id,
                    since=since,
                    prices=fresh,
                    source=source,
                    member=member,
                    who=who,
                )
            )
    return found


def history(records: Iterable[Price]) -> pd.DataFrame:
    """Every price ever kept, one row a SKU and instant, oldest first: the columns of `HISTORY`."""
    rows = [
        (one.product_id, sku, one.since, price, one.kind, one.source, one.who)
        for one in records
        for sku, price in one.prices.items()
    ]
    frame = pd.DataFrame(rows, columns=list(HISTORY))
    types = {**dict.fromkeys(SKU, "string"), "since": _INSTANT, "price_minor": "Int64"}
    return frame.astype(types).sort_values("since", kind="stable", ignore_index=True)


def year_opens(launch: date, zone: str) -> datetime:
    """The instant at which the natural year of a launch begins, in the campaign's zone.

    Source: systems.md S-05.

    Example:
        >>> year_opens(date(2026, 11, 11), "America/Los_Angeles").isoformat()
        '2026-01-01T08:00:00+00:00'
    """
    return phases.day_starts(date(launch.year, 1, 1), zone)


def lowest_since_jan1(
    kept: pd.DataFrame, skus: pd.DataFrame, opens: datetime, until: datetime, *, promotions_count: bool
) -> pd.DataFrame:
    """The lowest price of each SKU since 1 January, unknown where the history doesn't reach back to it.

    What held on 1 January counts, since it was sold at that price. A SKU has its own prices, and before the first of
    them those kept for its product as a whole. A typed figure stands for what the history does not reach; where both
    are known the lower one counts, so that a gate never rests on the kinder of two.

    Args:
        kept: The columns of `HISTORY`, oldest first, see `history`.
        skus: product_id, sku_id, and where known typed_minor (the typed lowest price) and first_day_ends (the end of
            the first day on sale: a product younger than the year needs no older prices).
        opens: The beginning of the year, see `year_opens`.
        until: Prices from this instant on do not count: the launch, or now.
        promotions_count: Whether promotion prices count; some industries count them.

    Returns:
        One row per row of `skus`, in its order: product_id, sku_id, lowest_minor (null: unknown), lowest_at,
        lowest_kind, lowest_source, at_most_minor (the lowest that is known, so the true one is not above it),
        known_from, reach ("known", "typed", "partial": the history begins later, "none").

    Source: systems.md S-05, A4-5.

    Example:
        >>> from datetime import UTC
        >>> day = lambda month: datetime(2026, month, 1, tzinfo=UTC)
        >>> kept = history([Price(store="m", product_id="7", since=day(3), prices={"a": 2900}, source="erp"),
        ...         Price(store="m", product_id="7", since=day(1), prices={"b": 2500}, source="erp")])
        >>> skus = pd.DataFrame({"product_id": ["7", "7"], "sku_id": ["a", "b"]})
        >>> frame = lowest_since_jan1(kept, skus, day(1), day(11), promotions_count=True)
        >>> frame["reach"].tolist(), frame["lowest_minor"].tolist(), frame["at_most_minor"].tolist()
        (['partial', 'known'], [<NA>, 2500], [2900, 2500])
    """
    asked = skus.astype(dict.fromkeys(SKU, "string")).reset_index(drop=True)
    asked = asked.reindex(columns=[*SKU, "typed_minor", "first_day_ends"])
    asked = asked.astype({"typed_minor": "Int64", "first_day_ends": _INSTANT})
    counts = kept[kept["since"] < until]
    if not promotions_count:
        counts = counts[counts["kind"] == "list"]
    rows = _belonging(asked[SKU], counts)
    early = rows["since"] <= opens
    at_opening = rows[early].drop_duplicates(SKU, keep="last")
    within = pd.concat([at_opening, rows[~early]])
    found = asked.merge(_lowest(within), on=SKU, how="left")
    found = found.merge(rows.groupby(SKU)["since"].min().rename("known_from").reset_index(), on=SKU, how="left")
    reaches = (found["known_from"] <= opens) | (
        (found["first_day_ends"] > opens) & (found["known_from"] < found["first_day_ends"])
    )
    return _settled(found, reaches.fillna(False))


def _belonging(asked: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """The prices of each SKU: its own, and before the first of them those of its product; oldest first."""
    own = asked.merge(counts, on=SKU, how="inner")
    shared = counts[counts["sku_id"] == WHOLE].drop(columns="sku_id")
    if shared.empty:
        return own.sort_values("since", kind="stable")
    begun = own.groupby(SKU)["since"].min().rename("begun").reset_index()
    inherited = asked[asked["sku_id"] != WHOLE].merge(shared, on="product_id").merge(begun, on=SKU, how="left")
    inherited = inherited[inherited["begun"].isna() | (inherited["since"] < inherited["begun"])]
    return pd.concat([own, inherited.drop(columns="begun")]).sort_values("since", kind="stable")


def _lowest(within: pd.DataFrame) -> pd.DataFrame:
    """The lowest row of each SKU, the earliest of equal ones."""
    best = within.sort_values(["price_minor", "since"], kind="stable").drop_duplicates(SKU)
    named = {"price_minor": "at_most_minor", "since": "lowest_at", "kind": "lowest_kind", "source": "lowest_source"}
    return best[[*SKU, *named]].rename(columns=named)


def _settled(found: pd.DataFrame, reaches: pd.Series[bool]) -> pd.DataFrame:
    """What is typed and what is kept, brought together."""
    typed, seen = found["typed_minor"], found["at_most_minor"]
    said = typed.notna()
    from_history = (seen < typed).fillna(False) | (reaches & (seen == typed).fillna(False))
    by_hand = said & ~from_history
    reach = pd.Series("none", index=found.index, dtype="object")
    reach = reach.mask(seen.notna(), "partial").mask(reaches, "known").mask(said & (~reaches | by_hand), "typed")
    at_most = seen.mask(by_hand, typed)
    told = {name: found[name].mask(by_hand) for name in ("lowest_at", "lowest_kind", "lowest_source")}
    frame = found.assign(lowest_minor=at_most.where(reaches | said), at_most_minor=at_most, reach=reach, **told)
    return frame[[*SKU, "lowest_minor", *told, "at_most_minor", "known_from", "reach"]]


class Lowest(NamedTuple):
    """The lowest price of one SKU as a person reads it."""

    price_minor: int | None
    sentence: str


def said(row: Mapping[Hashable, Any], currency: str, zone: str) -> Lowest:
    """What is known of the lowest price of one SKU, with its day and source, in the chosen language.

    Args:
        row: A row of `lowest_since_jan1`.
        currency: Of the price.
        zone: Where its days are counted.
    """
    found = row["lowest_minor"]
    price = None if pd.isna(found) else int(found)
    if row["reach"] == "none":
        return Lowest(None, _("No price of it was kept; import its price history, or type its lowest price"))
    if row["reach"] == "partial":
        since = formats.dated(phases.local_day(row["known_from"], zone))
        bound = money.text(int(row["at_most_minor"]), currency, cents=True)
        return Lowest(
            None,
            _(
                "Prices are known only from {day} on, so it is {price} or less; import the older prices",
                day=since,
                price=bound,
            ),
        )
    if pd.isna(row["lowest_at"]):
        return Lowest(price, _("Typed by a person"))
    day = formats.dated(phases.local_day(row["lowest_at"], zone))
    kind = _(KIND_NAMES[row["lowest_kind"]])
    return Lowest(price, _("{kind} from {day} on, source {source}", kind=kind, day=day, source=row["lowest_source"]))
