"""The workbook as a reader opens it."""

import dataclasses
import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from campaign.exports import Block, Column, Retro, export
from campaign.exports.workbook import LONGEST_TEXT
from campaign.exports.workbook_charts import steps


def opened(retro: Retro) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(export(retro, "xlsx")))


def table(sheet: Worksheet, head: str) -> pd.DataFrame:
    """The table under the row whose first cell is `head`."""
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    top = next(place for place, line in enumerate(lines) if line[0] == head)
    return pd.DataFrame(lines[top + 1 :], columns=lines[top])


def test_every_block_is_a_sheet_between_summary_and_unknown(retro: Retro) -> None:
    names = opened(retro).sheetnames
    assert names == ["Summary", "SKUs", "Days", "Profit", "Timeline", "Lessons - 经验", "Unknown", "Chart data"]


def test_figures_are_numbers_in_major_units_and_equal_the_frames(retro: Retro) -> None:
    block = retro.blocks[0]
    sheet = opened(retro)["SKUs"]
    read = table(sheet, "Product")
    assert list(read["GMV"]) == [12900.50, 0, "unknown", 0.99]
    assert list(read["Units"]) == [120, 0, "unknown", 7]
    known = block.frame["revenue"].notna()
    assert list(read["GMV"][known]) == [minor / 100 for minor in block.frame["revenue"][known]]
    assert sheet["C5"].number_format == '"$"#,##0;−"$"#,##0'
    assert sheet["D5"].number_format == "0%"


def test_unknown_says_so_with_its_reason_and_zero_stays_zero(retro: Retro) -> None:
    read = table(opened(retro)["SKUs"], "Product")
    assert read["Sell-out"][1] == "unknown"
    assert read["Note"][1] == "Stock is unknown: no stock file was imported."
    assert read["Units"][1] == 0
    assert pd.isna(read["Note"][0])


def test_everything_unknown_is_listed_once_more_with_its_reason(retro: Retro) -> None:
    read = table(opened(retro)["Unknown"], "Block")
    assert ["Profit", "Amount", "1 row", "No refunds were imported."] in read.to_numpy().tolist()
    assert ["Review", "Return rate", "1 row", "No refunds were imported at all."] in read.to_numpy().tolist()


def test_a_text_that_looks_like_a_formula_stays_a_text(retro: Retro) -> None:
    book = opened(retro)
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert book["SKUs"]["A5"].value == retro.blocks[0].frame["title"][0]
    assert book["Timeline"]["B5"].value == "+cmd|' /C calc'!A0"


def test_moments_are_dates_in_the_campaigns_zone(retro: Retro) -> None:
    sheet = opened(retro)["Timeline"]
    assert f"{sheet['A4'].value:%Y-%m-%d %H:%M}" == "2026-11-11 00:30"
    assert sheet["A5"].value == "–"
    assert opened(retro)["Days"]["A4"].value.date() == dt.date(2026, 11, 10)


def test_charts_are_native_and_stand_beside_their_tables(retro: Retro) -> None:
    book = opened(retro)
    charts = {sheet.title: sheet._charts for sheet in book if sheet._charts}
    assert {title: type(found[0]).__name__ for title, found in charts.items()} == {
        "SKUs": "BarChart",
        "Days": "BarChart",
        "Profit": "BarChart",
    }
    assert charts["Days"][0].type == "col"
    assert charts["SKUs"][0].anchor._from.col == 5


def test_a_chart_draws_a_gap_where_nothing_is_known(retro: Retro) -> None:
    data = opened(retro)["Chart data"]
    columns = {tuple(cell.value for cell in column) for column in data.iter_cols()}
    assert ("GMV", 1000, 5000, None, None, None) in columns
    assert ("Plan", 1200, 4500, 800, None, None) in columns


def test_a_waterfall_falls_through_zero() -> None:
    parts = steps([60.0, None, -40.0, -30.0, -10.0], ["actual", "step", "step", "step", "actual"])
    assert parts["base", "above"] == [None, None, 20.0, None, None]
    assert parts["loss", "above"] == [None, None, 40.0, 20.0, None]
    assert parts["loss", "below"] == [None, None, None, -10.0, None]
    assert parts["total", "below"] == [None, None, None, None, -10.0]


def test_steps_after_an_unknown_total_are_not_drawn() -> None:
    parts = steps([None, 5.0], ["actual", "step"])
    assert not any(value is not None for values in parts.values() for value in values)


def test_the_header_is_frozen_and_printed_on_every_page(retro: Retro) -> None:
    sheet = opened(retro)["SKUs"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert "Double 11 2026 && more" in str(sheet.oddFooter.left.text)


def test_an_empty_block_says_so(retro: Retro) -> None:
    sheet = opened(retro)["Lessons - 经验"]
    assert "No lesson yet." in [cell.value for cell in sheet["A"]]


def test_the_same_retrospective_is_the_same_file(retro: Retro) -> None:
    assert export(retro, "xlsx") == export(retro, "xlsx")


@pytest.mark.parametrize("text", ["x" * (LONGEST_TEXT + 9), "tab\there", "\x00\x1f", "\t=1+1", "\r=1+1", "emoji 🧴"])
def test_any_text_can_be_written(retro: Retro, text: str) -> None:
    frame = pd.DataFrame({"text": [text], "n": [float("inf")]})
    block = Block("odd", "Odd", frame, (Column("text", "Text"), Column("n", "N", "count")))
    book = opened(dataclasses.replace(retro, blocks=(block,)))
    cell = book["Odd"]["A4"]
    assert cell.data_type in ("s", "inlineStr")
    assert book["Odd"]["B4"].value == "unknown"
