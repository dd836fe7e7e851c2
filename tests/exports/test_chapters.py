"""The retrospective of a campaign: every block from the review's own figures."""

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from campaign.base.language import speaking
from campaign.exports import Retro, export, retro
from campaign.exports.report import blocks, rows
from campaign.plan.campaigns import Campaign
from campaign.plan.tasks import Task, tick
from campaign.review.lessons import Lesson
from campaign.review.outcome import Review, review
from campaign.spend import channels
from campaign.team.journal import Entry

AT = dt.datetime(2016, 11, 15, 2, 5, tzinfo=dt.UTC)
ACTUAL = {
    "revenue_minor": 110_300_000,
    "units": 28_900,
    "favourites": 9_000,
    "carts": 21_000,
    "visitors": 54_000,
    "buyers": 1_836,
    "spend_minor": 22_900_000,
}
PLAN = {"visitors": 50_000, "buyers": 2_000, "revenue_minor": 120_000_000}
SKUS = pd.DataFrame(
    {
        "product_id": ["7", "8"],
        "sku_id": ["*", "red"],
        "units": [90, None],
        "target_units": [100, 50],
        "opening_units": [100, None],
        "received_units": [20, None],
        "cost_minor": [500, None],
    }
)
CHANNELS = channels.table(
    pd.DataFrame({"channel": ["live", "search"], "visitors": [200, None], "buyers": [10, 4], "revenue_minor": [900, 5]})
)


def reviewed(actual: dict[str, float | None] | None = None) -> Review:
    entry = Entry(at=AT, member=1, who="=Lin", campaign=1, what="tick", subject="P2-OV-1", title="Check")
    return review(actual if actual is not None else ACTUAL, PLAN, PLAN, SKUS, CHANNELS, [entry], {"units": "orders"})


def told(found: Review) -> Retro:
    plan = Campaign(
        id=1,
        name="Double 11 2016",
        playbook="double11",
        store="Beauty",
        launch=dt.date(2016, 11, 11),
        zone="Asia/Shanghai",
        currency="CNY",
        created=AT,
    )
    task = Task(
        campaign=1,
        task="P2-OV-1",
        phase="warm_up",
        function="overall",
        core=True,
        due=dt.datetime(2016, 11, 5, 16, tzinfo=dt.UTC),
        title_en="Check",
        title_zh="检查",
        owner=1,
    )
    days = pd.DataFrame({"day": [dt.date(2016, 11, 11), dt.date(2016, 11, 12)], "revenue_minor": [500, None]})
    return retro(
        plan,
        found,
        titles={"7": "=1+1 cream"},
        days=days,
        tasks=[tick(task, at=AT, member=1, who="Lin"), task.model_copy(update={"task": "P2-OV-2"})],
        lessons=[
            Lesson(campaign=1, kind="try", text="Order earlier", owner=1, due=dt.date(2016, 11, 30)),
            Lesson(campaign=1, kind="keep", text="Affiliate"),
        ],
        people={1: "Lin Yue"},
        at=AT,
        data_as_of=None,
    )


def values(made: Retro, key: str) -> list[list[object]]:
    block = next(one for one in blocks(made) if one.key == key)
    return [[cell.value for cell in row.cells] for row in rows(block, made)]


def test_the_blocks_stand_in_the_order_a_team_reads_them() -> None:
    keys = [block.key for block in blocks(told(reviewed()))]
    assert keys == [
        *("summary", "lessons", "completion", "skus", "drivers", "profit", "channels", "days", "timeline"),
        *("checklist", "unknown"),
    ]


def test_figures_are_those_of_the_review_in_major_units() -> None:
    found = reviewed()
    gmv = values(told(found), "completion")[0]
    assert gmv[1:4] == [1_103_000, 1_200_000, found.figure("revenue_minor").completion]


def test_the_drivers_add_up_to_the_change_of_gmv() -> None:
    effects = [row[3] for row in values(told(reviewed()), "drivers")]
    assert sum(effects) == 1_103_000 - 1_200_000  # type: ignore[type-var]


def test_costs_step_down_in_the_profit_chart_and_stay_positive_in_the_table() -> None:
    made = told(reviewed({**ACTUAL, "revenue_minor": 100_000}))
    block = next(one for one in made.blocks if one.key == "profit")
    assert block.plot is not None
    assert dict(zip(block.plot.frame["name"], block.plot.frame["amount"], strict=True))["Marketing cost"] == -22_900_000
    assert next(row for row in values(made, "profit") if row[0] == "Marketing cost")[1] == 229_000


def test_conclusions_come_as_keep_drop_try_with_owner_and_day() -> None:
    assert values(told(reviewed()), "lessons") == [
        ["Keep", "Affiliate", None, None],
        ["Try", "Order earlier", "Lin Yue", dt.date(2016, 11, 30)],
    ]


def test_the_checklist_says_who_ticked_when() -> None:
    done, late = values(told(reviewed()), "checklist")
    assert done[4:9] == ["Done", dt.date(2016, 11, 5), "Lin Yue", "Lin", dt.datetime(2016, 11, 15, 10, 5)]  # noqa: DTZ001
    assert late[4] == "Late"


@pytest.mark.parametrize("form", ["xlsx", "md", "csv"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_campaign_without_any_measure_is_told_with_its_reasons(form: str, language: str) -> None:
    nothing = review({}, {}, {}, SKUS.iloc[:0], channels.table(pd.DataFrame({"channel": []})), [])
    with speaking(language):
        made = told(nothing)
        assert export(made, form)
    reasons = {row[3] for row in values(made, "unknown")}
    assert {one.reason for one in nothing.unknowns} <= reasons
    assert all(value != 0 for row in values(made, "summary") for value in row)


def test_the_workbook_of_a_campaign_opens_with_charts_for_five_blocks() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(told(reviewed()), "xlsx")))
    assert [sheet.title for sheet in book if sheet._charts] == ["SKUs", "Drivers", "Profit", "Channels", "Days"]
    texts = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert texts == []


def test_a_chart_without_a_known_total_is_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(told(reviewed({"spend_minor": 500})), "xlsx")))
    assert "Profit" not in [sheet.title for sheet in book if sheet._charts]
