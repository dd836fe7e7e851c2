"""What headers mean: names in two languages, remembered mappings, required columns."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from campaign.facts.measures import MEASURES
from campaign.intake import KINDS, IntakeError, headers, missing, names, open_file, suggest
from campaign.intake.columns import fields

TEMPLATES = Path(__file__).parents[2] / "data" / "templates"


def sheet(*titles: str):
    return open_file((",".join(titles) + "\n" + ",".join("1" for _ in titles) + "\n").encode(), "a.csv")


def test_no_header_name_means_two_columns():
    words = headers.vocabulary().columns
    meant = Counter(
        word for column, known in words.items() for word in {headers.normalise(name) for name in (column, *known)}
    )
    assert [word for word, times in meant.items() if times > 1] == []


def test_the_vocabulary_names_only_columns_that_some_kind_has():
    ours = {name for kind in KINDS for name in names(kind)}
    assert set(headers.vocabulary().columns) <= ours


def test_every_column_has_a_name_in_english_and_chinese():
    ours = {name.removesuffix("_minor") for kind in KINDS for name in fields(kind)}
    words = headers.vocabulary().columns
    without = [
        column
        for column in ours
        if not any("一" <= letter <= "鿿" for word in words.get(column, ()) for letter in word)
    ]
    assert without == []


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_every_measure_is_known_by_its_chinese_name(measure):
    assert headers.column_of(measure.chinese) == measure.name.removesuffix("_minor")


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_understood_whole(kind):
    found = suggest(open_file((TEMPLATES / f"{kind}.csv").read_bytes(), f"{kind}.csv"))
    assert (found.kind, found.score, found.missing, found.ignored) == (kind, 1.0, (), ())


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (("统计日期", "商品ID", "商品访客数", "支付金额"), "facts"),
        (("日期", "渠道", "花费"), "spend"),
        (("商品ID", "SKUID", "库存"), "stock"),
        (("订单编号", "订单付款时间", "买家实际支付金额"), "orders"),
        (("商品ID", "商品标题", "价格", "成本"), "products"),
        (("update_time", "id", "title", "price", "sale_count", "comment_count", "店名"), "facts"),
    ],
)
def test_the_kind_is_found_from_the_headers(titles, kind):
    assert suggest(sheet(*titles)).kind == kind


def test_case_width_spaces_and_units_do_not_hinder():
    found = suggest(sheet("\ufeff Day ", "支付金额（元）", "Cart Users", "Spend (USD)"), "facts")
    assert set(found.columns.values()) == {"day", "revenue", "cart_users", "spend"}


def test_amounts_named_minor_are_taken_as_minor():
    assert suggest(sheet("day", "revenue_minor", "Spend Minor"), "facts").columns == {
        "day": "day",
        "revenue_minor": "revenue_minor",
        "Spend Minor": "spend_minor",
    }


def test_unknown_headers_are_listed_as_ignored():
    assert suggest(sheet("日期", "访客数", "竞争力评分")).ignored == ("竞争力评分",)


def test_what_a_person_chose_comes_first_and_in_any_case():
    found = suggest(sheet("day", "Sale_Count", "units"), remembered={"sale_count": "units"})
    assert found.columns == {"Sale_Count": "units", "day": "day"}
    assert found.ignored == ("units",)


def test_an_empty_choice_leaves_a_header_out():
    assert suggest(sheet("day", "units", "orders"), "facts", {"orders": ""}).ignored == ("orders",)


@pytest.mark.parametrize(
    ("remembered", "part"),
    [
        ({"nowhere": "units"}, "no column nowhere"),
        ({"a": "fame"}, "'fame' is no column"),
        ({"a": "units", "b": "units"}, "a and b"),
        ({"a": "price", "b": "price_minor"}, "a and b"),
    ],
)
def test_a_choice_that_cannot_be_is_a_sentence(remembered, part):
    with pytest.raises(IntakeError, match=part):
        suggest(sheet("day", "a", "b"), "facts", remembered)


def test_a_column_of_persons_cannot_be_chosen():
    with pytest.raises(IntakeError, match="names persons"):
        suggest(sheet("day", "收货人姓名", "units"), "facts", {"收货人姓名": "title"})


def test_an_unknown_kind_is_a_sentence():
    with pytest.raises(IntakeError, match="'sales' is no kind"):
        suggest(sheet("day", "units"), "sales")


def test_required_columns_are_named():
    assert suggest(sheet("商品ID", "访客数"), "facts").missing == ("day or hour",)
    assert missing("stock", []) == ("at", "product_id or sku_id or seller_sku", "on_hand or inbound")
    assert missing("orders", ["order_id", "paid_at", "revenue_minor"]) == ()
