"""The levels' side of the room: what lies there of each SKU, what sold since it was counted, how fast it goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd

from campaign import products
from campaign.base import phases
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import RECENT_DAYS, Facts
from campaign.stock import levels
from campaign.stock.levels import SKU

RECENT_HOURS = 2
RATE_HOURS = 6
DAY_HOURS = 24
ITSELF = products.WHOLE


class Levels(Part):
    """What the facts alone say of each SKU."""

    def __init__(self, reader: Reader, facts: Facts) -> None:
        super().__init__(reader)
        self.facts = facts

    @kept(FACTS, clock=True)
    def snapshot(self) -> pd.DataFrame:
        """The last stock-taking of each SKU and warehouse up to now."""
        return self.store.facts.stock(self.campaign.store, self.at)

    @property
    def horizon(self) -> datetime:
        """Until when stock must last: the end of the launch, afterwards the end of the phase."""
        launch = self.span("launch")
        return launch.ends if self.at < launch.ends else self.phase.ends

    @kept(FACTS, clock=True)
    def skus(self) -> pd.DataFrame:
        """One row per SKU that was ever counted: what can be sold of it, how fast it goes, how long it lasts.

        Columns: those of `levels.levels` up to the horizon; rate_per_hour (present), cover_hours; weekly_rate_per_hour,
        weekly_cover_hours (at the rate of the last seven full days); recent_units, recent_hours (for a surge). Null is
        unknown.
        """
        frame = levels.levels(self.snapshot(), self._since_count(), self.horizon)
        frame = frame.merge(self._rates(), on=SKU, how="left").merge(self._weekly_rates(), on=SKU, how="left")
        return frame.assign(
            cover_hours=levels.cover_hours(frame["sellable_now"], frame["rate_per_hour"]),
            weekly_cover_hours=levels.cover_hours(frame["sellable_now"], frame["weekly_rate_per_hour"]),
        )

    @kept(FACTS, clock=True)
    def products(self) -> pd.DataFrame:
        """The levels of each product that was ever counted; see `levels.of_products`."""
        return levels.of_products(self.skus())

    def _units(self, name: str, first: date, last: date | None = None) -> pd.DataFrame:
        """Units per SKU from a day on; a product without SKUs counts as a whole."""
        until = last or self.today
        by_sku = self.facts.cells(("product_id", "sku_id"), ("units",), first, until)
        by_product = self.facts.cells(("product_id",), ("units",), first, until).assign(sku_id=ITSELF)
        return pd.concat([by_sku, by_product]).rename(columns={"units": name})[[*SKU, name]]

    def _since_count(self) -> pd.DataFrame:
        """Units sold on the full days after each SKU was counted; a file of inbound goods is no count."""
        snapshot = self.snapshot()
        taken = snapshot[snapshot["on_hand"].notna()].groupby(SKU)["at"].max()
        zone = self.campaign.zone
        parts = []
        for at, rows in taken.groupby(taken):
            day = phases.local_day(at.to_pydatetime(), zone)
            first = day if phases.day_starts(day, zone) == at else day + timedelta(days=1)
            sold = self._units("sold_since", first).set_index(SKU)
            parts.append(sold.reindex(rows.index))
        if not parts:
            return _empty("sold_since").astype({"sold_since": "Int64"})
        return pd.concat(parts).reset_index()

    def _rates(self) -> pd.DataFrame:
        """The present rate of each SKU: the last hours where hours are known, else the last full day."""
        if self.facts.last_day() is None:
            return _empty("recent_units", "recent_hours", "rate_per_hour")
        hours = self._hours(RATE_HOURS)
        if hours.empty:
            full = self.facts.recent(1)[1]
            day = self._units("units", full, full)
            unknown = pd.Series(pd.NA, index=day.index, dtype="Float64")
            day["rate_per_hour"] = levels.rate_per_hour(day.pop("units"), DAY_HOURS)
            return day.assign(recent_units=unknown, recent_hours=unknown)
        last = hours["starts"].max()
        recent = hours[hours["starts"] > last - timedelta(hours=RECENT_HOURS)]
        rates = levels.rate_per_hour(hours.groupby(SKU)["units"].sum(), RATE_HOURS).rename("rate_per_hour").to_frame()
        rates["recent_units"] = recent.groupby(SKU)["units"].sum().astype("Float64")
        rates["recent_hours"] = float(RECENT_HOURS)
        return rates.reset_index()

    def _weekly_rates(self) -> pd.DataFrame:
        """The weekly rate of each SKU: of the last seven full days."""
        sold = self._units("units", *self.facts.recent())
        return sold.assign(weekly_rate_per_hour=levels.rate_per_hour(sold.pop("units"), RECENT_DAYS * DAY_HOURS))

    def _hours(self, count: int) -> pd.DataFrame:
        """Units per SKU and hour in the last full hours."""
        end = self.at.replace(minute=0, second=0, microsecond=0)
        return self.store.facts.cells(
            self.campaign.store,
            ("starts", "product_id", "sku_id"),
            ("units",),
            zone=self.campaign.zone,
            start=end - timedelta(hours=count),
            end=end,
        )


def _empty(*columns: str) -> pd.DataFrame:
    """No SKU at all, with the kinds that the columns have otherwise."""
    return pd.DataFrame(columns=[*SKU, *columns]).astype(
        {**dict.fromkeys(SKU, "string"), **dict.fromkeys(columns, "Float64")}
    )
