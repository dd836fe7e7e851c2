"""Frames to charts: what is drawn, in the one colour scale, with the labels it needs."""

from campaign.charts.bars import bullet, by_day, by_hour, ranking, shares
from campaign.charts.calendars import coverage, rail
from campaign.charts.curves import pace
from campaign.charts.histories import price_steps, usual
from campaign.charts.steps import waterfall
from campaign.charts.theme import KEYS, Chart, Spec, reading

__all__ = [
    "KEYS",
    "Chart",
    "Spec",
    "bullet",
    "by_day",
    "by_hour",
    "coverage",
    "pace",
    "price_steps",
    "rail",
    "ranking",
    "reading",
    "shares",
    "usual",
    "waterfall",
]
