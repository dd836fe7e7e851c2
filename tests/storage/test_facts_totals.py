import random
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.facts.contract import KEYS, MEASURES, FactsError
from campaign.storage.facts.store import Facts

ZONE = "Asia/Shanghai"
FIGURES = ("units", "visitors", "spend_minor", "lifetime_units")


def known(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a frame without what is unknown."""
    return [{name: value for name, value in row.items() if not pd.isna(value)} for row in frame.to_dict("records")]


def one_sale_told_five_times(fact) -> list[dict[str, object]]:
    return [
        fact("products", 10, product_id="a", units=5, revenue_minor=500, visitors=100),
        fact("products", 10, product_id="b", units=7, revenue_minor=700, visitors=90),
        fact("products", 11, product_id="a", units=50, revenue_minor=5000, visitors=1000),
        fact("products", 11, product_id="b", units=70, revenue_minor=7000),
        fact("entrances", 10, channel="search", units=8, revenue_minor=800, visitors=120),
        fact("entrances", 10, channel="cart", units=4, revenue_minor=400, visitors=50),
        fact("entrances", 11, channel="search", units=120, revenue_minor=12000, visitors=900),
        fact("orders", 10, units=12, revenue_minor=1200, orders=10),
        fact("orders", 11, units=120, revenue_minor=12000, orders=99),
        fact("feed", 11, 0, units=70, revenue_minor=7000),
        fact("feed", 11, 1, units=50, revenue_minor=5000),
    ]


def test_sales_told_by_products_entrances_orders_and_hours_count_once(facts, fact):
    facts.replace(pd.DataFrame(one_sale_told_five_times(fact)))
    totals = facts.totals("shop", "day", zone=ZONE)
    assert known(totals.frame) == [
        {"day": date(2026, 11, 10), "units": 12, "revenue_minor": 1200, "orders": 10, "visitors": 190},
        {"day": date(2026, 11, 11), "units": 120, "revenue_minor": 12000, "orders": 99, "visitors": 1000},
    ]
    assert totals.source == dict.fromkeys(("visitors", "units", "revenue_minor"), "products") | {"orders": "orders"}
    assert totals.split == dict.fromkeys(("visitors", "units", "revenue_minor"), "product") | {"orders": "*"}
    assert totals.left_out["units"] == ("entrances", "feed", "orders")


def test_each_question_is_answered_by_the_source_that_splits_that_way(facts, fact):
    facts.replace(pd.DataFrame(one_sale_told_five_times(fact)))
    by = {by: facts.totals("shop", by, zone=ZONE) for by in ("product", "channel", "hour", "sku")}
    assert known(by["product"].frame[["product", "units"]]) == [
        {"product": "a", "units": 55},
        {"product": "b", "units": 77},
    ]
    assert known(by["channel"].frame[["channel", "units"]]) == [
        {"channel": "cart", "units": 4},
        {"channel": "search", "units": 128},
    ]
    assert by["hour"].frame["units"].tolist() == [70, 50]
    assert by["hour"].frame["hour"].iloc[0] == datetime(2026, 11, 10, 16, tzinfo=UTC)
    assert {name: totals.source.get("units") for name, totals in by.items()} == {
        "product": "products",
        "channel": "entrances",
        "hour": "feed",
        "sku": None,
    }


def test_a_named_source_overrides_the_precedence(facts, fact):
    facts.replace(pd.DataFrame(one_sale_told_five_times(fact)))
    totals = facts.totals("shop", "day", zone=ZONE, source="entrances")
    assert set(totals.source.values()) == {"entrances"}
    assert totals.frame["visitors"].tolist() == [170, 900]
    assert totals.frame["orders"].isna().all()


def test_some_products_are_answered_only_by_sources_that_split_by_product(facts, fact):
    facts.replace(pd.DataFrame(one_sale_told_five_times(fact)))
    totals = facts.totals("shop", "day", zone=ZONE, products=["b"])
    assert totals.frame["units"].tolist() == [7, 70]
    assert "orders" not in totals.source
    assert facts.totals("shop", "day", zone=ZONE, products=[]).frame.empty


def test_a_sum_of_nothing_known_is_unknown_and_a_known_zero_is_zero(facts, fact):
    facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=0), fact("d1", 11, product_id="a", visitors=3)]))
    frame = facts.totals("shop", "day", zone=ZONE).frame
    assert frame["units"].tolist() == [0, pd.NA]
    assert frame["visitors"].tolist() == [pd.NA, 3]
    assert frame["clicks"].isna().all()
    assert {name: str(frame[name].dtype) for name in MEASURES} == {m.name: m.dtype for m in MEASURES.values()}


def test_hours_count_only_where_their_day_has_no_row(facts, fact):
    facts.replace(
        pd.DataFrame(
            [
                fact("d1", 10, product_id="a", units=10, visitors=5),
                fact("d1", 10, 9, product_id="a", units=3),
                fact("d1", 10, 10, product_id="a", units=4, carts=2),
                fact("d1", 10, 9, product_id="b", units=1),
                fact("d1", 11, 9, product_id="a", units=6),
            ]
        )
    )
    assert facts.totals("shop", "day", zone=ZONE).frame["units"].tolist() == [11, 6]
    assert facts.totals("shop", "day", zone=ZONE).frame["carts"].tolist() == [2, pd.NA]
    assert facts.totals("shop", "hour", zone=ZONE).frame["units"].tolist() == [4, 4, 6]


def test_skus_count_only_where_their_product_has_no_row(facts, fact):
    facts.replace(
        pd.DataFrame(
            [
                fact("d9", 10, product_id="a", units=10),
                fact("d9", 10, product_id="a", sku_id="a1", units=6),
                fact("d9", 10, product_id="a", sku_id="a2", units=4),
                fact("d9", 10, product_id="b", sku_id="b1", units=5),
            ]
        )
    )
    assert facts.totals("shop", "product", zone=ZONE).frame["units"].tolist() == [10, 5]
    assert facts.totals("shop", "day", zone=ZONE).frame["units"].tolist() == [15]
    assert facts.totals("shop", "sku", zone=ZONE).frame["units"].tolist() == [6, 4, 5]


def test_spend_adds_over_ad_platforms_and_a_typed_entry_of_a_channel_that_a_file_covers_does_not(facts, fact):
    facts.replace(
        pd.DataFrame(
            [
                fact("google", 11, channel="search", plan="p1", spend_minor=1000, clicks=10),
                fact("google", 11, channel="search", plan="p2", spend_minor=500, clicks=4),
                fact("meta", 11, channel="social", spend_minor=2000),
                fact("manual", 11, channel="social", plan="entry 1", spend_minor=2100),
                fact("manual", 11, channel="kol", plan="entry 2", spend_minor=700),
            ]
        )
    )
    totals = facts.totals("shop", "channel", zone=ZONE)
    assert known(totals.frame) == [
        {"channel": "kol", "spend_minor": 700},
        {"channel": "search", "spend_minor": 1500, "clicks": 14},
        {"channel": "social", "spend_minor": 2000},
    ]
    assert facts.totals("shop", "day", zone=ZONE).frame["spend_minor"].tolist() == [4200]
    assert totals.source["spend_minor"] == "google + meta + manual"


def test_within_instants_an_hour_counts_when_it_starts_there_and_a_day_when_it_lies_there_whole(facts, fact):
    rows = [fact("feed", 10, hour, units=1) for hour in range(24)]
    rows += [fact("daily", day, product_id="a", visitors=100) for day in (10, 11)]
    facts.replace(pd.DataFrame(rows))
    start = datetime(2026, 11, 10, 22, tzinfo=ZoneInfo(ZONE))
    midnight = datetime(2026, 11, 12, tzinfo=ZoneInfo(ZONE))
    found = facts.totals("shop", "day", zone=ZONE, start=start, end=midnight)
    assert known(found.frame) == [
        {"day": date(2026, 11, 10), "units": 2},
        {"day": date(2026, 11, 11), "visitors": 100},
    ]
    noon = datetime(2026, 11, 11, 12, tzinfo=ZoneInfo(ZONE))
    assert "visitors" not in facts.totals("shop", "day", zone=ZONE, start=start, end=noon).source


def test_first_and_last_days_are_both_within(facts, fact):
    facts.replace(pd.DataFrame([fact("d1", day, product_id="a", units=day) for day in (9, 10, 11, 12)]))
    frame = facts.totals("shop", "day", date(2026, 11, 10), date(2026, 11, 11), zone=ZONE).frame
    assert frame["units"].tolist() == [10, 11]
    assert facts.totals("other shop", "day", zone=ZONE).frame.empty


def test_cells_sum_by_several_keys_at_once_and_by_none(facts, fact):
    facts.replace(pd.DataFrame(one_sale_told_five_times(fact)))
    cells = facts.cells("shop", ("day", "product_id"), ("units", "orders"))
    assert cells["units"].tolist() == [5, 7, 50, 70]
    assert cells["orders"].isna().all()
    assert known(facts.cells("shop", (), ("units", "orders"))) == [{"units": 132, "orders": 109}]


def test_a_question_that_facts_cannot_answer_is_refused(facts):
    with pytest.raises(FactsError, match="week"):
        facts.totals("shop", "week", zone=ZONE)
    with pytest.raises(FactsError, match="colour"):
        facts.cells("shop", ("colour",), ("units",))


def test_a_remembered_answer_is_not_changed_by_its_reader(facts, fact):
    facts.replace(pd.DataFrame(one_sale_told_five_times(fact)))
    for frame in (facts.totals("shop", "day", zone=ZONE).frame, facts.cells("shop", ("day",), ("units",))):
        frame.loc[0, "units"] = 0
    assert facts.totals("shop", "day", zone=ZONE).frame.loc[0, "units"] == 12
    assert facts.cells("shop", ("day",), ("units",)).loc[0, "units"] == 12


LEVELS = [(8, "a", 100), (9, "a", 130), (11, "a", 125), (12, "a", 140), (9, "b", 7), (10, "b", None), (12, "b", 9)]


@pytest.mark.parametrize("seed", range(4))
def test_sales_out_of_lifetime_counts_do_not_depend_on_the_order_of_imports(facts, fact, seed):
    rows = [fact("crawl", day, product_id=product, lifetime_units=level) for day, product, level in LEVELS]
    random.Random(seed).shuffle(rows)
    for row in rows:
        facts.replace(pd.DataFrame([row]).astype({"lifetime_units": "Int64"}))
    totals = facts.totals("shop", "day", zone=ZONE)
    assert totals.frame["units"].tolist() == [pd.NA, 30, 0, 17]
    assert [(fall.product, fall.day, fall.before, fall.level) for fall in totals.problems] == [
        ("a", date(2026, 11, 11), 130, 125)
    ]
    later = facts.totals("shop", "product", date(2026, 11, 12), zone=ZONE)
    assert known(later.frame) == [
        {"product": "a", "units": 15, "lifetime_units": 140},
        {"product": "b", "units": 2, "lifetime_units": 9},
    ]
    assert later.problems == ()


def test_counted_units_of_any_platform_come_before_derived_ones(facts, fact):
    rows = [fact("crawl", day, product_id="a", lifetime_units=day) for day in (9, 10)]
    facts.replace(pd.DataFrame(rows))
    assert facts.totals("shop", "day", zone=ZONE).source["units"] == "crawl"
    facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=40)]))
    totals = facts.totals("shop", "day", zone=ZONE)
    assert totals.source["units"] == "d1"
    assert totals.problems == ()


def test_of_a_level_the_last_one_of_a_period_counts_and_scores_are_weighted_by_their_reviews(facts, fact):
    facts.replace(
        pd.DataFrame(
            [
                fact("crawl", 10, product_id="a", reviews=10, rating=4.0),
                fact("crawl", 11, product_id="a", reviews=30, rating=5.0),
                fact("crawl", 11, product_id="b", reviews=10, rating=3.0),
                fact("crawl", 10, product_id="c", rating=2.0),
            ]
        )
    )
    (whole,) = known(facts.cells("shop", (), ("reviews", "rating")))
    assert whole == {"reviews": 40, "rating": (5.0 * 30 + 3.0 * 10) / 40}
    assert facts.totals("shop", "product", zone=ZONE).frame["rating"].tolist() == [5.0, 3.0, 2.0]


def test_sources_coverage_and_data_time_say_what_is_there(facts, fact):
    assert facts.sources("shop").empty
    facts.replace(pd.DataFrame(one_sale_told_five_times(fact)))
    sources = facts.sources("shop").set_index("source")
    assert sources.loc["products"].to_dict() == {
        "grain": "day",
        "first": date(2026, 11, 10),
        "last": date(2026, 11, 11),
        "rows": 4,
    }
    coverage = facts.coverage("shop", date(2026, 11, 11), date(2026, 11, 12))
    assert set(zip(coverage["source"], coverage["rows"], strict=True)) == {
        ("products", 2),
        ("entrances", 1),
        ("orders", 1),
        ("feed", 2),
    }
    assert facts.as_of("shop").set_index("source").loc["feed", "starts"] == datetime(2026, 11, 10, 17, tzinfo=UTC)


# -- a naive loop as oracle


def facts_rows(fact) -> st.SearchStrategy[list[dict[str, object]]]:
    split = st.fixed_dictionaries(
        {
            "product_id": st.sampled_from(["*", "a", "b"]),
            "channel": st.sampled_from(["*", "*", "x", "x/y", "z"]),
            "plan": st.sampled_from(["*", "*", "p"]),
        }
    )
    figure = st.one_of(st.none(), st.integers(0, 9))
    figures = st.fixed_dictionaries(dict.fromkeys(FIGURES, figure))

    def row(source, day, hour, sku, split, figures):
        sku_id = split["product_id"] + sku if sku and split["product_id"] != "*" else "*"
        return fact(source, day, hour, sku_id=sku_id, **split, **figures)

    hour = st.one_of(st.none(), st.integers(0, 1))
    rows = st.builds(
        row,
        st.sampled_from(["d1", "d2", "manual"]),
        st.integers(10, 12),
        hour,
        st.sampled_from([None, "1"]),
        split,
        figures,
    )
    return st.lists(rows, min_size=1, max_size=25)


def split_of(row: dict[str, object], names: Iterable[str]) -> set[str]:
    return {name for name in names if row[f"{name}_id" if name in ("product", "sku") else name] != "*"}


def naive(rows: list[dict[str, object]], measure: str, by: str, totals) -> dict[object, int]:
    """The sum of a flow, row by row, from the sources and splits that the totals say they used."""
    key = {"day": "day", "hour": "starts", "product": "product_id", "sku": "sku_id", "channel": "channel"}[by]
    sums: dict[object, int] = {}
    taken: set[str] = set()
    sources = totals.source[measure].split(" + ")
    splits = totals.split[measure].split(" + ")
    for source, split in zip(sources, splits * (len(sources) // len(splits)), strict=True):
        names = set() if split == "*" else set(split.split("+"))
        coarse = names - {"sku"}
        pool = [row for row in rows if row["source"] == source and row[measure] is not None]
        pool = [row for row in pool if split_of(row, ("product", "channel", "plan")) == coarse]
        if by == "hour":
            pool = [row for row in pool if row["grain"] == "hour"]
        if by == "sku":
            pool = [row for row in pool if row["sku_id"] != "*"]
        if measure == "spend_minor":
            free = {row["channel"] for row in pool if not clashes(row["channel"], taken)}
            pool = [row for row in pool if row["channel"] in free]
            taken |= free
        for row in pool:
            place = [row[name] for name in ("day", "product_id", "channel", "plan")]
            rivals = [other for other in pool if [other[n] for n in ("day", "product_id", "channel", "plan")] == place]
            if by == "hour":
                rivals = [other for other in rivals if other["starts"] == row["starts"]]
            if by == "sku":
                rivals = [other for other in rivals if other["sku_id"] == row["sku_id"]]
            if fineness(row) == min(map(fineness, rivals)):
                sums[row[key]] = sums.get(row[key], 0) + row[measure]
    return sums


def fineness(row: dict[str, object]) -> tuple[bool, bool]:
    return row["grain"] == "hour", row["sku_id"] != "*"


def clashes(channel: str, taken: set[str]) -> bool:
    return any(
        "*" in (channel, t) or f"{channel}/".startswith(f"{t}/") or f"{t}/".startswith(f"{channel}/") for t in taken
    )


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_totals_agree_with_a_naive_loop(fact, data):
    drawn = data.draw(facts_rows(fact))
    rows = list({tuple(row[name] for name in KEYS): row for row in drawn}.values())
    with TemporaryDirectory() as folder:
        facts = Facts(Path(folder) / "facts")
        facts.replace(pd.DataFrame(rows).astype(dict.fromkeys(FIGURES, "Int64")))
        for by in ("day", "hour", "product", "sku", "channel"):
            totals = facts.totals("shop", by, zone=ZONE)
            for measure in ("visitors", "spend_minor"):
                column = totals.frame.set_index(by)[measure].dropna()
                expected = naive(rows, measure, by, totals) if measure in totals.source else {}
                assert column.to_dict() == expected, (by, measure, totals.source, totals.split)


def naive_sales(levels: list[tuple[int, str, int | None]], first: int) -> dict[int, int]:
    """Sales by day out of lifetime counts, product by product, day by day."""
    sales: dict[int, int] = {}
    for product in ("a", "b"):
        before = None
        for day, _product, level in sorted(level for level in levels if level[1] == product):
            if level is not None:
                if before is not None and day >= first:
                    sales[day] = sales.get(day, 0) + max(level - before, 0)
                before = level
    return sales


@settings(max_examples=20, deadline=None)
@given(
    levels=st.dictionaries(
        st.tuples(st.integers(8, 13), st.sampled_from("ab")), st.one_of(st.none(), st.integers(0, 9)), min_size=1
    ),
    first=st.integers(8, 12),
)
def test_sales_out_of_lifetime_counts_agree_with_a_naive_loop(fact, levels, first):
    rows = [fact("crawl", day, product_id=product, lifetime_units=level) for (day, product), level in levels.items()]
    with TemporaryDirectory() as folder:
        facts = Facts(Path(folder) / "facts")
        facts.replace(pd.DataFrame(rows).astype({"lifetime_units": "Int64"}))
        frame = facts.totals("shop", "day", date(2026, 11, first), zone=ZONE).frame
    sales = {day.day: units for day, units in frame.set_index("day")["units"].dropna().items()}
    assert sales == naive_sales([(day, product, level) for (day, product), level in levels.items()], first)
