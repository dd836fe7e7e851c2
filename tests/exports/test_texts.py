"""The retrospective as Markdown and as comma-separated values."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.base.language import speaking
from campaign.exports import ExportError, Retro, export
from campaign.exports.csv_file import inert
from campaign.exports.markdown import escaped


def test_markdown_shows_the_same_figures_with_their_reasons(retro: Retro) -> None:
    text = export(retro, "md").decode()
    assert "| GMV | $1,103,000 | $1,200,000 | 92% | sum | orders |  |" in text
    assert "| Return rate | unknown | unknown | unknown |" in text
    assert "| Refunds | unknown | No refunds were imported. |" in text
    assert "No lesson yet." in text


def test_markdown_tables_keep_their_columns_whatever_a_title_holds(retro: Retro) -> None:
    text = export(retro, "md").decode()
    assert "| 面霜 \\| &lt;b&gt;50ml&lt;/b&gt; | 0 | $0 | unknown |" in text
    assert "<" not in text


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    said = escaped(text)
    assert "\n" not in said
    assert "<" not in said
    assert ">" not in said
    assert said.replace("\\\\", "").replace("\\|", "").count("|") == 0


def test_csv_opens_in_excel_and_holds_every_cell(retro: Retro) -> None:
    raw = export(retro, "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["Block", "Row", "Column", "Value", "Unit", "Note"]
    assert ["SKUs", "1", "GMV", "12900.50", "USD", ""] in lines
    assert ["SKUs", "1", "Product", "'" + retro.blocks[0].frame["title"][0], "text", ""] in lines
    assert ["Days", "3", "GMV", "unknown", "USD", "the imported data do not hold it"] in lines


@given(st.text(min_size=1))
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    assert inert(text)[0] not in "=+-@\t\r\n"


def test_the_file_speaks_the_chosen_language(retro: Retro) -> None:
    with speaking("zh_CN"):
        chinese = export(retro, "md").decode()
    assert "## SKUs" in chinese


def test_another_format_is_refused_with_those_there_are(retro: Retro) -> None:
    with pytest.raises(ExportError, match="'pdf' is not an export format; use one of xlsx, md, csv"):
        export(retro, "pdf")
