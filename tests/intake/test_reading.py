"""Reading a file: good lines become frames, bad ones are named with line, column and value."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign import products
from campaign.facts import contract
from campaign.intake import KINDS, Intake, IntakeError, Limits, open_file, read, suggest

TEMPLATES = Path(__file__).parents[2] / "data" / "templates"


def intake(
    content: bytes | str, kind: str | None = None, remembered=None, limits: Limits | None = None, **manner
) -> Intake:
    content = content.encode() if isinstance(content, str) else content
    sheet = open_file(content, "sales.csv", limits or Limits())
    usual = {"store": "main", "source": "manual", "zone": "Asia/Shanghai", "currency": "CNY"}
    return read(sheet, suggest(sheet, kind, remembered), **(usual | manner))


def balanced(found: Intake) -> bool:
    return found.rows == found.accepted + found.refused + sum(found.dropped.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_parses_clean(kind):
    found = intake((TEMPLATES / f"{kind}.csv").read_bytes())
    assert (found.kind, found.problems, found.dropped, found.notes) == (kind, (), {}, ())
    assert found.accepted == found.rows > 0
    assert (found.facts is not None) == (kind in ("facts", "spend", "orders"))
    assert (found.stock is not None) == (kind == "stock")


def test_facts_keep_the_whole_contract():
    found = intake("day,product_id,visitors,revenue\n2016-11-11,A1,12,99.50\n").facts
    assert list(found.columns) == [*contract.KEYS, "currency", *contract.MEASURES]
    row = found.iloc[0]
    assert (row["store"], row["source"], row["day"], row["grain"]) == ("main", "manual", date(2016, 11, 11), "day")
    assert row["starts"] == datetime(2016, 11, 10, 16, tzinfo=UTC)
    assert (row["sku_id"], row["channel"], row["plan"], row["currency"]) == ("*", "*", "*", "CNY")
    assert (row["visitors"], row["revenue_minor"]) == (12, 9950)
    assert row["units"] is pd.NA


def test_missing_columns_are_a_sentence_with_the_headers_line():
    with pytest.raises(IntakeError, match="line 1: no column for day or hour") as caught:
        intake("product_id,visitors\nA1,12\n", "facts")
    assert caught.value.facts["missing"] == ("day or hour",)


def test_text_in_numbers_is_a_problem_with_line_column_value_and_what_to_do():
    found = intake("日期,商品ID,支付金额\n2016-11-11,A1,many\n2016-11-11,A2,5\n")
    (problem,) = found.problems
    assert (problem.line, problem.column, problem.value) == (2, "支付金额", "many")
    assert "'many' is not a number; write digits" in problem.message
    assert found.facts["product_id"].tolist() == ["A2"]


def test_ten_bad_lines_of_a_thousand_leave_the_other_990():
    bad = random.Random(11).sample(range(1000), 10)
    lines = [f"2016-11-11,A{place},{'x' if place in bad else place}" for place in range(1000)]
    found = intake("day,product_id,units\n" + "\n".join(lines))
    assert (found.rows, found.accepted, found.refused) == (1000, 990, 10)
    assert [problem.line for problem in found.problems] == [place + 2 for place in sorted(bad)]
    assert len(found.facts) == 990
    assert found.facts["units"].sum() == sum(place for place in range(1000) if place not in bad)


def test_every_bad_cell_of_a_line_is_named():
    found = intake("day,product_id,units,revenue\nsoon,,1.5,$3\n")
    assert [problem.column for problem in found.problems] == ["day", "product_id", "units", "revenue"]
    assert found.refused == 1


def test_problems_beyond_the_limit_are_counted():
    found = intake("day,units\n" + "2016-11-11,x\n" * 30, limits=Limits(problems=5))
    assert [problem.line for problem in found.problems] == [2, 3, 4, 5, 6]
    assert found.refused == 30
    assert "25 more problems are not listed" in found.notes


def test_a_line_with_too_many_cells_is_refused_not_guessed():
    found = intake("day,product_id,revenue\n2016-11-11,A1,1,234\n2016-11-11,A2,5\n")
    assert [problem.line for problem in found.problems] == [2]
    assert found.facts["product_id"].tolist() == ["A2"]


def test_missing_is_null_and_only_0_is_0():
    found = intake("day,product_id,units,orders\n2016-11-11,A1,0,--\n2016-11-11,A2,-,\n2016-11-11,A3,—,1\n").facts
    assert found["units"].tolist() == [0, pd.NA]
    assert found["orders"].tolist() == [pd.NA, 1]


def test_a_line_without_any_figure_is_dropped_and_counted():
    found = intake("day,product_id,units\n2016-11-11,A1,-\n2016-11-11,A2,1\n")
    assert found.dropped == {"no figure in the line": 1}
    assert balanced(found)


def test_total_lines_are_dropped_and_counted():
    found = intake("day,product_id,units\n2016-11-11,A1,5\n合计,,5\nTotal: Account,,5\n")
    assert found.dropped == {"total line": 2}
    assert found.problems == ()
    assert found.facts["units"].sum() == 5


def test_the_same_line_twice_counts_once_and_a_later_line_wins():
    found = intake("day,product_id,units\n2016-11-11,A1,5\n2016-11-11,A1,5\n2016-11-11,A2,6\n2016-11-11,A2,7\n")
    assert found.dropped == {"same line twice": 1, "a later line has the same key": 1}
    assert found.facts.set_index("product_id")["units"].to_dict() == {"A1": 5, "A2": 7}
    assert found.notes == ("Lines 4 and 5 are about the same key and differ: line 5 counts",)
    assert balanced(found)


def test_a_crawl_with_titles_prices_and_counts_feeds_products_and_facts():
    crawl = (
        "update_time,id,title,price,sale_count,comment_count,店名\n"
        "2016/11/14,A1,new title,80,17,3,X\n2016/11/5,A1,old title,99.9,10,,X\n2016/11/14,A2,two,5,,,X\n"
    )
    found = intake(crawl.encode("gb18030"), remembered={"sale_count": "units"}, cumulative=["units"])
    assert found.facts.set_index("day")["lifetime_units"].to_dict() == {date(2016, 11, 14): 17, date(2016, 11, 5): 10}
    assert found.facts["units"].isna().all()
    assert found.facts["reviews"].tolist() == [3, pd.NA]
    kept = {one.product_id: one for one in products.merge({}, found.products, store="main")}
    assert (kept["A1"].title, kept["A1"].price_minor, kept["A1"].currency) == ("new title", 8000, "CNY")
    assert kept["A2"].title == "two"
    assert found.accepted == 3


def test_only_units_can_be_read_as_a_count_to_date():
    with pytest.raises(IntakeError, match="'orders' cannot be read as a count to date"):
        intake("day,product_id,orders\n2016-11-11,A1,5\n", cumulative=["orders"])


def test_major_and_minor_amounts_are_told_apart_by_name():
    found = intake("day,revenue,spend_minor\n2016-11-11,12.90,1290\n", "facts").facts
    assert (found["revenue_minor"][0], found["spend_minor"][0]) == (1290, 1290)


def test_hours_and_days_stand_apart_in_one_file():
    found = intake("day,hour,units\n2016-11-11,,50\n2016-11-11,0,5\n,2016-11-11 01:00,6\n").facts
    assert found["grain"].tolist() == ["day", "hour", "hour"]
    assert found["starts"].dt.hour.tolist() == [16, 16, 17]
    assert set(found["day"]) == {date(2016, 11, 11)}


def test_an_hour_that_daylight_saving_skips_is_a_problem():
    found = intake("day,hour,units\n2026-03-08,2,5\n2026-03-08,3,5\n", zone="America/Los_Angeles")
    assert [(problem.line, problem.value) for problem in found.problems] == [(2, "2")]
    assert "America/Los_Angeles" in found.problems[0].message
    assert found.facts["starts"][0] == datetime(2026, 3, 8, 10, tzinfo=UTC)


def test_another_currency_is_refused_wherever_it_stands():
    assert "campaign's currency" in intake("day,currency,units,revenue\n2016-11-11,USD,1,5\n").problems[0].message
    assert "campaign's currency" in intake("day,revenue\n2016-11-11,$5\n").problems[0].message
    with pytest.raises(IntakeError, match=r"Revenue .USD. is in USD, the campaign in CNY"):
        intake("day,Revenue (USD)\n2016-11-11,5\n")
    with pytest.raises(IntakeError, match="constant currency: 'USD' is not in CNY"):
        intake("day,revenue\n2016-11-11,5\n", constants={"currency": "USD"})


def test_the_campaigns_own_currency_is_welcome_wherever_it_stands():
    found = intake("day,currency,Revenue (CNY)\n2016-11-11,RMB,¥5\n", constants={"channel": "search"})
    assert found.facts["revenue_minor"].tolist() == [500]
    assert found.facts["channel"].tolist() == ["search"]


def test_a_constant_stands_for_a_column():
    found = intake("product_id,sku_id,on_hand\nA1,S1,5\n", "stock", constants={"at": "2016-11-10 20:00"}).stock
    assert found["at"].tolist() == [datetime(2016, 11, 10, 12, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("constants", "part"),
    [
        ({"day": "soon"}, "constant day: 'soon' is not a day"),
        ({"day": "2016-11-11", "fame": "1"}, "'fame' is no column"),
        ({"day": "2016-11-11", "units": "1"}, "both give units"),
        ({"day": ""}, "constant day: The cell is empty"),
    ],
)
def test_a_constant_that_cannot_be_is_a_sentence(constants, part):
    with pytest.raises(IntakeError, match=part):
        intake("product_id,units\nA1,5\n", "facts", constants=constants)


def test_stock_keeps_its_keys_filled():
    found = intake(
        "at,seller_sku,on_hand,inbound,inbound_due\n2016-11-10 20:00,K-1,5,,\n2016-11-10 20:00,K-1,,9,2016-11-12\n"
    ).stock
    assert found["sku_id"].tolist() == ["K-1", "K-1"]
    assert found["product_id"].tolist() == found["warehouse"].tolist() == ["*", "*"]
    assert found["inbound_due"].tolist() == [datetime(9999, 12, 31, tzinfo=UTC), datetime(2016, 11, 11, 16, tzinfo=UTC)]
    assert found["on_hand"].tolist() == [5, pd.NA]


def test_stock_of_nothing_named_is_a_problem():
    found = intake("at,product_id,sku_id,on_hand\n2016-11-10,,,5\n2016-11-10,A1,,5\n")
    assert [(problem.line, problem.column) for problem in found.problems] == [(2, "product_id")]


def test_spend_without_a_plan_is_no_plan_and_not_all_plans():
    found = intake("day,channel,plan,spend\n2016-11-10,search,a,5\n2016-11-10,search,,7\n").facts
    assert found["plan"].tolist() == ["a", "-"]


def test_an_empty_cell_of_a_product_says_nothing():
    found = intake("product_id,title,price\nA1,Kettle,-\n").products
    before = products.merged(None, [{"product_id": "A1", "price_minor": 990}], store="main")
    assert products.merge({"A1": before}, found, store="main")[0].price_minor == 990


def test_roles_are_words_of_ours():
    found = intake("product_id,role\nA1,potential hit\nA2,star\n", "products")
    assert found.products["role"].tolist() == ["potential_hit"]
    assert found.problems[0].value == "star"


def test_a_workbook_reads_like_the_same_text(tmp_path):
    rows = [
        ["日期", "商品ID", "支付件数", "支付金额"],
        [date(2016, 11, 11), 610000000001, 7, 12.3],
        [42686, "0012", "1,234", 0.1 + 0.2],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    found = intake((tmp_path / "a.xlsx").read_bytes())
    assert found.problems == ()
    assert found.facts["day"].tolist() == [date(2016, 11, 11), date(2016, 11, 12)]
    assert found.facts["product_id"].tolist() == ["610000000001", "0012"]
    assert found.facts["units"].tolist() == [7, 1234]
    assert found.facts["revenue_minor"].tolist() == [1230, 30]


COLUMNS = {
    "day": ("日期", lambda place: f"2016/11/{place + 1}"),
    "product_id": ("商品ID", lambda place: f"00{place}"),
    "title": ("商品标题", lambda place: f'雅诗兰黛, "{place}" 号'),
    "units": ("支付件数", lambda place: f"{place * 1000:,}"),
    "revenue": ("支付金额（元）", lambda place: f"¥{place * 1234.5:,.2f}"),
    "praise_share": ("好评率", lambda place: f"{90 + place}%"),
}


@settings(max_examples=40)
@given(
    st.permutations(list(COLUMNS)),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(",\t;"),
    st.booleans(),
)
def test_any_order_of_columns_encoding_and_language_reads_the_same(order, encoding, delimiter, chinese):
    quoted = [[(COLUMNS[name][0] if chinese else name) for name in order]]
    quoted += [[COLUMNS[name][1](place) for name in order] for place in range(5)]
    text = "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in quoted)
    found = intake(text.encode(encoding))
    assert found.problems == ()
    assert found.facts["day"].tolist() == [date(2016, 11, place + 1) for place in range(5)]
    assert found.facts["product_id"].tolist() == [f"00{place}" for place in range(5)]
    assert found.facts["units"].tolist() == [place * 1000 for place in range(5)]
    assert found.facts["revenue_minor"].tolist() == [place * 123450 for place in range(5)]
    assert found.facts["praise_share"].tolist() == pytest.approx([(90 + place) / 100 for place in range(5)])
    assert found.products["title"].tolist() == [f'雅诗兰黛, "{place}" 号' for place in range(5)]


@settings(max_examples=100)
@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), max_size=12)] * 3), min_size=1, max_size=6)
)
def test_any_text_in_the_cells_is_read_or_named(rows):
    quoted = [["day", "product_id", "revenue"], *[[*row] for row in rows]]
    text = "\n".join(
        ",".join('"' + cell.replace('"', '""').replace("\x00", "") + '"' for cell in row) for row in quoted
    )
    assert read_or_refused(text)


def read_or_refused(text: str) -> bool:
    try:
        found = intake(text, "facts")
    except IntakeError as error:
        return "sales.csv" in str(error)
    return balanced(found)
