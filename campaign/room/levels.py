"""The levels' side of the room: what lies there of each SKU, what sold since it was counted, how fast it goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd

from campaign import phases, products
from campaign.room.kept import FACTS, kept
from campaign.room.measured import Measured

SKU = ["product_id", "sku_id"]
RECENT_HOURS = 2
RATE_HOURS = 6
ITSELF = products.WHOLE


class Levels(Measured):
    """What the facts alone say of each SKU."""

    @kept(FACTS, clock=True)
    def snapshot(self) -> pd.DataFrame:
        """The last stock-taking of each SKU and warehouse up to now."""
        return self.store.facts.stock(self.campaign.store, self.at)

    @property
    def horizon(self) -> datetime:
        """Until when stock must last: the end of the launch, afterwards the end of the phase."""
        launch = self.span("launch")
        return launch.ends if self.at < launch.ends else self.phase.ends

    def _units(self, name: str, first: date, last: date | None = None) -> pd.DataFrame:
        """Units per SKU from a day on; a product without SKUs counts as a whole."""
        until = last or self.today
        by_sku = self.cells(("product_id", "sku_id"), ("units",), first, until)
        by_product = self.cells(("product_id",), ("units",), first, until).assign(sku_id=ITSELF)
        return pd.concat([by_sku, by_product]).rename(columns={"units": name})[[*SKU, name]]

    def _since_snapshot(self) -> pd.DataFrame:
        """Units sold on the full days after each SKU was counted."""
        taken = self.snapshot().groupby(SKU)["at"].max()
        zone = self.campaign.zone
        parts = []
        for at, rows in taken.groupby(taken):
            day = phases.local_day(at.to_pydatetime(), zone)
            first = day if phases.day_starts(day, zone) == at else day + timedelta(days=1)
            sold = self._units("sold_since", first).set_index(SKU)
            parts.append(sold.reindex(rows.index))
        if not parts:
            empty = pd.DataFrame(columns=[*SKU, "sold_since"])
            return empty.astype({**dict.fromkeys(SKU, "string"), "sold_since": "Int64"})
        return pd.concat(parts).reset_index()

    def _rates(self) -> pd.DataFrame:
        """The present rate of each SKU: the last hours where hours are known, else the last full day."""
        newest = self.last_day()
        if newest is None:
            empty = dict.fromkeys(("recent_units", "recent_hours", "rate_per_hour"), "Float64")
            return pd.DataFrame(columns=[*SKU, *empty]).astype({**dict.fromkeys(SKU, "string"), **empty})
        hours = self._hours(RATE_HOURS)
        if hours.empty:
            day = self._units("units", newest, newest)
            unknown = pd.Series(pd.NA, index=day.index, dtype="Float64")
            day["rate_per_hour"] = day.pop("units").astype("Float64") / 24
            return day.assign(recent_units=unknown, recent_hours=unknown)
        last = hours["starts"].max()
        recent = hours[hours["starts"] > last - timedelta(hours=RECENT_HOURS)]
        rates = (hours.groupby(SKU)["units"].sum() / RATE_HOURS).astype("Float64").rename("rate_per_hour").to_frame()
        rates["recent_units"] = recent.groupby(SKU)["units"].sum().astype("Float64")
        rates["recent_hours"] = float(RECENT_HOURS)
        return rates.reset_index()

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
