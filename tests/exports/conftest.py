"""A small retrospective with everything an export can stumble over."""

import datetime as dt

import pandas as pd
import pytest

from campaign.base.phases import phases
from campaign.exports import Block, Column, Plot, Retro
from campaign.review.outcome import Figure, Unknown

HOSTILE = '=HYPERLINK("http://evil.example","cheap")'


def made() -> Retro:
    products = pd.DataFrame(
        {
            "title": [HOSTILE, "面霜 | <b>50ml</b>", "@SUM(A1)", "-2+3"],
            "units": pd.array([120, 0, None, 7], dtype="Int64"),
            "revenue": pd.array([1290050, 0, None, 99], dtype="Int64"),
            "sell_out": [0.42, None, None, 1.0],
            "reason": ["", "", "No sales were imported for this product.", ""],
        }
    )
    days = pd.DataFrame(
        {
            "day": [dt.date(2026, 11, 10), dt.date(2026, 11, 11), dt.date(2026, 11, 12)],
            "revenue": pd.array([100_000, 500_000, None], dtype="Int64"),
            "plan": pd.array([120_000, 450_000, 80_000], dtype="Int64"),
        }
    )
    profit = pd.DataFrame(
        {
            "name": ["Revenue", "Refunds", "Goods", "Marketing", "Profit"],
            "amount": [600_000.0, None, -400_000.0, -300_000.0, -100_000.0],
            "kind": ["actual", "step", "step", "step", "actual"],
        }
    )
    timeline = pd.DataFrame(
        {
            "at": [dt.datetime(2026, 11, 11, 8, 30, tzinfo=dt.UTC), None],
            "what": ["tick", "+cmd|' /C calc'!A0"],
        }
    )
    return Retro(
        title="Double 11 2026 & more",
        store="Hello",
        launch=dt.date(2026, 11, 11),
        zone="America/Los_Angeles",
        currency="USD",
        phases=phases(dt.date(2026, 11, 11), "America/Los_Angeles", (-41, -14, 0, 2), 10),
        generated=dt.datetime(2026, 11, 15, 18, 5, tzinfo=dt.UTC),
        data_as_of=dt.datetime(2026, 11, 13, 8, 0, tzinfo=dt.UTC),
        figures=(
            Figure("revenue_minor", "GMV", 110_300_000, "money", "sum", source="orders", target=120_000_000),
            Figure("return_rate", "Return rate", None, "share", "refunds / GMV", reason="No refunds were imported."),
        ),
        unknowns=(Unknown("Return rate", "No refunds were imported at all."),),
        blocks=(
            Block(
                "products",
                "SKUs",
                products,
                (
                    Column("title", "Product"),
                    Column("units", "Units", "count"),
                    Column("revenue", "GMV", "money"),
                    Column("sell_out", "Sell-out", "share", reason="Stock is unknown: no stock file was imported."),
                ),
                note="units against target",
                plot=Plot("bars", products.assign(name=products["title"]), {"revenue": "GMV"}, "money"),
            ),
            Block(
                "days",
                "Days",
                days,
                (Column("day", "Day", "day"), Column("revenue", "GMV", "money"), Column("plan", "Plan", "money")),
                plot=Plot(
                    "columns", days.assign(name=days["day"]), {"revenue": "GMV", "plan": "Plan"}, "money", plan="plan"
                ),
            ),
            Block(
                "profit",
                "Profit",
                profit,
                (Column("name", "Step"), Column("amount", "Amount", "money", reason="No refunds were imported.")),
                plot=Plot("waterfall", profit, {"amount": "Amount"}, "money"),
            ),
            Block("timeline", "Timeline", timeline, (Column("at", "When", "moment"), Column("what", "What"))),
            Block(
                "lessons",
                "Lessons / 经验",
                pd.DataFrame({"text": []}),
                (Column("text", "Lesson"),),
                empty="No lesson yet.",
            ),
        ),
    )


@pytest.fixture
def retro() -> Retro:
    return made()
