"""Forecasts, kept as they are made, so that they can be scored when the truth is known."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.desk.service import Service
from campaign.plan.campaigns import Campaign
from campaign.room import Room
from campaign.targets.forecast import LAUNCH_GMV, Forecast

APART = timedelta(hours=1)


class Forecasts(Service):
    """What was expected, and when."""

    def keep(self, campaign: Campaign, at: datetime) -> Forecast | None:
        """Keep where the launch's GMV is expected to end, once an hour while it runs.

        Returns:
            The forecast; None outside the launch, while nothing can be forecast, and within the hour of the last one.
        """
        room = Room(self.store, campaign, at)
        launch, finish = room.span("launch"), room.launch.finish()
        if not launch.starts <= at < launch.ends:
            return None
        if finish.p10 is None or finish.p50 is None or finish.p90 is None or finish.baseline is None:
            return None
        table = self.store.records(Forecast)
        with self.transaction():
            if any(at - one.at < APART for one in table.by("campaign", campaign.id)):
                return None
            return table.add(
                Forecast(
                    campaign=campaign.id,
                    at=at,
                    what=LAUNCH_GMV,
                    p10=finish.p10,
                    p50=finish.p50,
                    p90=finish.p90,
                    baseline=finish.baseline,
                )
            )
