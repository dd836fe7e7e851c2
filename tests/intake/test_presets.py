"""Presets: data that is checked on loading, recognised by what proves it, read by what it allows and nothing else."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.intake import (
    IntakeError,
    Preset,
    PresetError,
    open_file,
    presets,
    read,
    recognise,
    suggest,
    the_preset,
)
from campaign.intake.headers import PRESETS, names_a_person, normalise
from campaign.intake.presets import recognition
from campaign.intake.presets.preset import load
from campaign.intake.presets.recognition import NONE, proposed
from tests.made import Made, domestic, every
from tests.made.outcome import coarsest, intake, opened, total

MADE = domestic.made()
NAMED = [f"{place}-{one.preset}" for place, one in enumerate(MADE)]
REAL = os.environ.get("ELEVEN_REAL_DATA")
SYCM = PRESETS / "sycm_product.yaml"

HEADER_LINES = [
    tuple(line.split("\t")) for line in Path(__file__).with_name("header_lines.tsv").read_text("utf-8").splitlines()
]
REFUSED = [line for preset, line in HEADER_LINES if preset == "alipay_settlement"]


def cells(line: str) -> list[str]:
    return next(csv.reader(io.StringIO(line)))


@pytest.mark.parametrize("one", MADE, ids=NAMED)
def test_the_sums_of_a_made_file_are_those_of_its_rows(one):
    found = intake(one)
    assert found.problems == ()
    assert {name: total(found, name) for name in one.expected} == one.expected
    assert (found.rows, sum(found.dropped.values()), found.refused) == (one.rows, one.dropped, one.problems)
    for name, days in one.by_day.items():
        by_day = coarsest(found, name).groupby("day")[name].sum()
        assert {str(day): int(value) for day, value in by_day.items()} == days


@pytest.mark.parametrize("one", [one for one in MADE if one.products], ids=lambda one: f"{one.preset}-{one.name}")
def test_what_a_file_says_about_products_is_kept(one):
    products = intake(one).products
    said = {
        name: int(products[name].sum()) if name.endswith("_minor") else products[name].nunique()
        for name in one.products
    }
    assert said == one.products


def test_every_preset_has_a_made_file_and_none_is_taken_for_another(capsys):
    made = every()
    wrong = [f"{one.name}: {found}" for one in made if (found := opened(one).preset) != one.preset]
    with capsys.disabled():
        print(f"\nwrong presets: {len(wrong)} of {len(made)} made files")
    assert wrong == []
    read_ones = {name for name, preset in presets().items() if not preset.refused}
    assert read_ones - {one.preset for one in made} == set()


@pytest.mark.parametrize("one", [one for one in MADE if one.secrets], ids=lambda one: one.preset)
def test_no_word_about_a_person_outlives_the_reading(one):
    sheet, found = opened(one), intake(one)
    kept = [sheet, sheet.frame.rows(), suggest(sheet), found.problems, found.notes, found.dropped]
    kept += [frame.to_csv() for frame in (found.facts, found.stock, found.products) if frame is not None]
    said = "\n".join(map(str, kept))
    assert [word for word in one.secrets if word in said] == []


def test_a_column_that_no_preset_names_is_listed_and_its_cells_are_gone():
    text = "统计日期,商品ID,商品访客数,商品加购人数,支付金额,收货人,新栏目\n2026-11-11,A1,7,2,9.00,王五,谁知道\n"
    sheet = open_file(text.encode(), "a.csv")
    assert (sheet.preset, sheet.aside, sheet.personal) == ("sycm_product", ("新栏目",), ("收货人",))
    assert "谁知道" not in str(sheet.frame.rows())
    assert suggest(sheet).columns["商品访客数"] == "visitors"


def test_a_person_may_take_no_preset_or_another():
    text = "统计日期,商品ID,商品访客数,商品加购人数,支付金额,新栏目\n2026-11-11,A1,7,2,9.00,5\n".encode()
    sheet = open_file(text, "a.csv", preset=NONE)
    assert (sheet.preset, sheet.aside) == (None, ())
    assert suggest(sheet, remembered={"新栏目": "favourites"}).preset is None
    assert open_file(text, "a.csv", preset="tmall_daily").preset == "tmall_daily"
    with pytest.raises(PresetError, match="no preset 'moon'"):
        open_file(text, "a.csv", preset="moon")


@pytest.mark.parametrize(("preset", "line"), HEADER_LINES, ids=[preset for preset, _line in HEADER_LINES])
def test_the_header_line_of_a_real_export_is_recognised(preset, line):
    match = proposed(recognise(cells(line)))
    assert match is not None
    assert (match.preset, match.score > 0.75) == (preset, True)
    assert match.reasons[-1] == "all headers that prove it are there"


@pytest.mark.parametrize("line", REFUSED)
def test_settlements_are_known_and_refused_with_a_reason(line):
    with pytest.raises(IntakeError, match="settlement"):
        open_file((line + "\n" + ",".join("1" for _ in cells(line))).encode(), "a.csv")


def test_a_preset_without_all_its_proofs_is_never_proposed():
    matches = recognise(["统计日期", "商品ID", "商品访客数"])
    assert proposed(matches) is None
    lacking = next(match for match in matches if match.preset == "sycm_product")
    assert "支付金额 or 总支付金额" in lacking.missing
    assert lacking.score <= 0.5


@pytest.mark.parametrize("name", ["products", "facts", "stock", "spend", "orders"])
def test_our_own_templates_are_no_ones_export(name):
    content = (PRESETS.parent / "templates" / f"{name}.csv").read_bytes()
    assert open_file(content, f"{name}.csv").preset is None


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("kinds", ["sales"], "key kinds"),
        ("moon", 1, "key moon"),
        ("id", "other", "not the file's name"),
        ("required", [], "key required"),
        ("columns", {"fame": "访客数"}, "fame"),
        ("columns", {"visitors": {"sum": ["a"], "join": ["b"]}}, "key columns.visitors"),
        ("columns", {"title": "收货人姓名"}, "names persons"),
        ("columns", {"title": {"header": "a", "extract": "("}}, "no regular expression"),
        ("columns", {"order_id": "订单编号"}, "no column of facts"),
    ],
)
def test_a_wrong_preset_is_named_with_its_file_and_key(tmp_path, key, value, part):
    told = yaml.safe_load(SYCM.read_text("utf-8"))
    path = tmp_path / "sycm_product.yaml"
    path.write_text(yaml.safe_dump({**told, key: value}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(PresetError, match=part) as caught:
        load(path)
    assert "sycm_product.yaml" in str(caught.value)


def test_a_preset_that_is_no_yaml_is_named(tmp_path):
    (tmp_path / "broken.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(PresetError, match="broken"):
        load(tmp_path / "broken.yaml")


def test_no_two_presets_are_proved_by_the_same_headers():
    proofs = Counter(frozenset(map(frozenset, preset.required)) for preset in presets().values())
    assert max(proofs.values()) == 1


@pytest.mark.parametrize("preset", presets().values(), ids=presets().keys())
def test_a_preset_reads_no_person_and_says_what_its_money_is(preset: Preset):
    read_headers = [h for ours, filling in preset.columns.items() if ours != "buyer" for h in filling.named()]
    assert [header for header in read_headers if names_a_person(header)] == []
    assert {normalise(header) for header in preset.personal}.isdisjoint(map(normalise, read_headers))
    if "revenue" in preset.columns:
        assert "revenue" in preset.definitions


def test_amounts_of_another_currency_are_pointed_out():
    text = "统计日期,商品ID,商品访客数,商品加购人数,支付金额\n2026-11-11,A1,7,2,9.00\n"
    sheet = open_file(text.encode(), "a.csv")
    found = read(sheet, suggest(sheet), store="main", source="x", zone="UTC", currency="USD")
    assert any("CNY" in note and "USD" in note for note in found.notes)


def test_a_part_that_is_no_number_is_a_problem_with_its_line():
    text = "日期,商品ID,商品访客数,商品详情页跳出率,支付金额\n2026-11-11,A1,70,viele,9\n2026-11-11,A2,70,10%,9\n"
    sheet = open_file(text.encode(), "a.csv")
    found = read(sheet, suggest(sheet), store="main", source="x", zone="UTC", currency="CNY")
    assert [(one.line, one.column) for one in found.problems] == [(2, "商品访客数 × 商品详情页跳出率")]
    assert found.facts["bounce_visitors"].tolist() == [7]


@pytest.mark.parametrize("name", ["【生意参谋】商品来源_2026-11-11_2026-11-11.csv", "来源 20261111.csv"])
def test_the_day_is_taken_from_the_files_name(name):
    text = "一级来源,二级来源,三级来源,访客数,加购人数\n平台流量,手淘搜索,-,70,3\n"
    sheet = open_file(text.encode(), name)
    found = read(sheet, suggest(sheet), store="main", source="x", zone="Asia/Shanghai", currency="CNY")
    assert [str(day) for day in found.facts["day"]] == ["2026-11-11"]
    assert found.facts["channel"].tolist() == ["平台流量/手淘搜索"]
    assert "day is 2026-11-11, taken from the file's name" in found.notes


def test_a_file_about_several_days_is_refused_or_spread_when_asked():
    text = "一级来源,二级来源,三级来源,访客数,支付金额,加购人数\n平台流量,手淘搜索,-,70,10.00,3\n"
    sheet = open_file(text.encode(), "来源_2026-11-01_2026-11-03.csv")
    told = {"store": "main", "source": "x", "zone": "Asia/Shanghai", "currency": "CNY"}
    with pytest.raises(IntakeError, match="several days"):
        read(sheet, suggest(sheet), **told)
    found = read(sheet, suggest(sheet), **told, spread=True)
    assert found.facts["revenue_minor"].tolist() == [334, 333, 333]
    assert found.facts["visitors"].isna().all()
    one = read(sheet, suggest(sheet), **told, constants={"day": "2026-11-02"})
    assert [str(day) for day in one.facts["day"]] == ["2026-11-02"]


def test_two_header_lines_are_read_as_one():
    two = the_preset("sycm_product").model_copy(
        update={
            "id": "two", "header_lines": 2, "forbidden": (),
            "required": (("日期",), ("商品 ID",), ("流量 访客数",), ("流量 浏览量",)),
            "columns": {name: the_preset("sycm_product").columns[name].model_copy(update={"header": (header,)})
                        for name, header in (("day", "日期"), ("product_id", "商品 ID"), ("visitors", "流量 访客数"),
                                             ("page_views", "流量 浏览量"))},
        }
    )  # fmt: skip
    above = cells("日期,商品,流量,")
    found = recognition.identified(cells(",ID,访客数,浏览量"), (above, ()), "a.csv", "", known={"two": two})
    assert found.titles == ("日期", "商品 ID", "流量 访客数", "流量 浏览量")
    assert (found.preset, found.below) == (two, 0)
    found = recognition.identified(above, ((), cells(",ID,访客数,浏览量")), "a.csv", "", known={"two": two})
    assert (found.preset, found.below) == (two, 1)


WRITTEN = {
    "商品访客数": ("visitors", [lambda n: str(n), lambda n: f"{n:,}", lambda n: f" {n}\t", lambda n: f"'{n}"]),
    "支付件数": ("units", [lambda n: str(n), lambda n: f"{n:,}", lambda n: f"{n}件", lambda n: f"{n}.0"]),
    "支付金额（元）": (
        "revenue_minor",
        [lambda n: f"{n}.00", lambda n: f"{n:,}", lambda n: f"¥{n:,}.0", lambda n: f"{n / 10_000}万元"],
    ),
    "商品加购人数": ("cart_users", [lambda n: str(n), lambda n: f'="{n}"', lambda n: f"{n / 10_000:.4f}万"]),
}  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.permutations(["统计日期", "商品ID", "竞争力评分", *WRITTEN]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(",\t;"),
    st.lists(st.integers(0, 9_999_999), min_size=1, max_size=5),
    st.data(),
)
def test_any_order_of_columns_any_charset_and_any_way_of_writing_numbers_reads_the_same(
    order, encoding, delimiter, numbers, data
):
    rows = []
    for place, number in enumerate(numbers):
        row = {"统计日期": "2026-11-11", "商品ID": f"00{place}", "竞争力评分": "-"}
        row |= {name: data.draw(st.sampled_from(ways))(number) for name, (_ours, ways) in WRITTEN.items()}
        rows.append([row[name] for name in order])
    text = "\n".join(delimiter.join(f'"{cell}"' if '"' not in cell else cell for cell in row) for row in [order, *rows])
    sheet = open_file(text.encode(encoding), "a.csv")
    assert sheet.preset == "sycm_product"
    found = read(sheet, suggest(sheet), store="main", source="x", zone="UTC", currency="CNY")
    assert found.problems == ()
    for ours, scale in (("visitors", 1), ("units", 1), ("cart_users", 1), ("revenue_minor", 100)):
        assert found.facts[ours].tolist() == [number * scale for number in numbers]


REAL_FILES = {
    "double11_2016_beauty_gb18030.csv": ("tmall_crawl", 12_890, {"lifetime_units"}),
    "promo618_2019_item_day.csv": ("item_day", 52_612, {"units", "carts"}),
    "shopify_products_apparel.csv": ("shopify_products", 22, set()),
    "shopify_products_jewelry.csv": ("shopify_products", 41, set()),
    "tmall_order_report_2020_02.csv": ("tmall_order_report", 28_010, {"revenue_minor", "orders"}),
}


@pytest.mark.skipif(REAL is None, reason="ELEVEN_REAL_DATA names no folder of real exports")
@pytest.mark.parametrize("name", REAL_FILES)
def test_a_real_export_goes_in_with_no_hand_mapping(name):
    path = Path(REAL or "") / name
    if not path.exists():
        pytest.skip(f"{name} is not in the folder of real exports")
    preset, rows, measures = REAL_FILES[name]
    found = intake(Made(preset=preset, name=name, content=path.read_bytes(), zone="Asia/Shanghai", currency="CNY",
                        expected={}, rows=rows))  # fmt: skip
    assert open_file(path.read_bytes(), name).preset == preset
    assert (found.rows, found.refused) == (rows, 0)
    assert all(int(found.facts[measure].sum()) > 0 for measure in measures)


ODD = st.sampled_from(
    ["", "-", "1", "1,234", "12.5%", "（3）", "US $12.50", "1.234,56", "9" * 30, "1e300", "2026-11-11", "31/12/2026",
     "Jul 06, 2026 - Jul 29, 2026", "总计", "【1】 a (商家编码:K)(产品数量:2)(产品单价：$3)", "【1】",
     "阶段1：定金 50元 已付款", "颜色:红;尺码:M", "CNY", "退款成功", "½", "∞", "9999-12-31", "2026-11-11 25:00",
     "2026.11.11 08:00"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(presets())), st.data())
def test_whatever_stands_below_the_headers_of_an_export_is_read_or_refused_with_a_sentence(name, data):
    preset = the_preset(name)
    proofs = [alternatives[0] for alternatives in preset.required]
    others = [header for filling in preset.columns.values() for header in filling.named()]
    more = data.draw(st.lists(st.sampled_from(others), max_size=8)) if others else []
    titles = list(dict.fromkeys([*proofs, *more]))
    rows = data.draw(st.lists(st.lists(ODD, min_size=len(titles), max_size=len(titles)), min_size=1, max_size=4))
    file = io.StringIO()
    csv.writer(file).writerows([titles, *rows])
    assert read_or_refused(file.getvalue().encode(), spread=data.draw(st.booleans()))


def read_or_refused(content: bytes, *, spread: bool) -> bool:
    try:
        sheet = open_file(content, "export_2026-11-01_2026-11-03.csv")
        found = read(
            sheet, suggest(sheet), store="main", source="x", zone="Asia/Shanghai", currency="USD", spread=spread
        )
    except IntakeError as error:
        return bool(str(error))
    return found.rows == found.accepted + found.refused + sum(found.dropped.values())


def test_a_currency_is_told_by_its_mark_through_a_product():
    text = "orderId,gmtPayTime,productCount,productUnitPrice\n1,2026-11-11 08:00,2,US $12.50\n2,2026-11-11 08:00,1,¥3\n"
    sheet = open_file(text.encode(), "a.csv")
    found = read(sheet, suggest(sheet), store="main", source="x", zone="UTC", currency="USD")
    assert [problem.line for problem in found.problems] == [3, 3]
    assert found.facts["revenue_minor"].dropna().unique().tolist() == [2500]
