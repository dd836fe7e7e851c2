"""Charts: the specs are what was looked at, the frames say what was measured."""

import ast
import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair
import pandas as pd
import pytest

from campaign import charts
from campaign.base.language import speaking
from campaign.base.phases import phases
from campaign.charts import Chart, Spec
from campaign.charts.theme import number_axis

SNAPSHOTS = Path(__file__).parent / "snapshots"
MODULES = sorted(Path(charts.__file__).parent.glob("*.py"))
HAND_WRITTEN = {"mark", "encoding", "layer", "transform", "field", "datum", "axis", "scale", "type"}
HOSTILE = "</script>'\"); datum.name #{0} {{x}}"
ZONE = "America/Los_Angeles"
DAYS = [dt.date(2026, 11, 8) + dt.timedelta(days=place) for place in range(4)]
CALENDAR = phases(dt.date(2026, 11, 11), ZONE, (-41, -14, 0, 2), 10)


def pace_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": DAYS,
            "actual": pd.array([100_00, 210_00, None, None], dtype="Int64"),
            "plan": [120_00, 240_00, 360_00, 480_00],
            "low": [None, 210_00, 290_00, 380_00],
            "mid": [None, 210_00, 310_00, 420_00],
            "high": [None, 210_00, 330_00, 460_00],
        }
    )


def drawn() -> dict[str, Chart]:
    """One of each chart."""
    rows = pd.DataFrame(
        {"name": ["Hero", "Volume"], "tier": ["hero", "volume"], "actual": [30_00, None], "plan": [50_00, 20_00]}
    )
    steps = pd.DataFrame(
        {
            "name": ["Target", "Visitors", "Refunds", "Orders", "Result"],
            "amount": [1200, 72, None, -141, 1131],
            "kind": ["plan", "step", "step", "step", "actual"],
        }
    )
    tasks = pd.DataFrame(
        {"name": ["Visual", "Product"], "done": [2, 0], "due": 0, "late": [1, 0], "open": [3, 4], "waived": [0, 1]}
    )
    hours = pd.date_range("2026-11-01 07:00", periods=4, freq="h", tz="UTC")
    sources = pd.DataFrame(
        [("orders", DAYS[0], 60, True), ("orders", DAYS[1], None, True), ("orders", DAYS[2], None, False)],
        columns=["source", "day", "rows", "expected"],
    )
    return {
        "pace": charts.pace(pace_frame(), "USD"),
        "bullet": charts.bullet(rows, "USD", colour="tier"),
        "ranking": charts.ranking(pd.DataFrame({"name": ["Live", "VK"], "value": [61_400, None]})),
        "shares": charts.shares(tasks),
        "rail": charts.rail(CALENDAR, dt.datetime(2026, 11, 7, 17, 20, tzinfo=dt.UTC)),
        "waterfall": charts.waterfall(steps),
        "by_day": charts.by_day(pace_frame()[["day", "actual", "plan"]], "USD"),
        "by_hour": charts.by_hour(pd.DataFrame({"starts": hours, "actual": [1, 2, 3, None], "plan": 2}), ZONE),
        "coverage": charts.coverage(sources),
        "usual": charts.usual(
            pd.DataFrame({"day": DAYS[:3], "actual": [90, None, 40], "median": 92, "low": 70, "high": 120})
        ),
        "price_steps": charts.price_steps(
            pd.DataFrame(
                {
                    "since": pd.to_datetime(["2026-01-01", "2026-06-01", "2026-11-01"]),
                    "price_minor": [29_00, 19_90, 29_00],
                    "name": "all",
                    "promotion": [False, True, False],
                    "lowest_minor": 19_90,
                    "label": [None, None, "$29.00"],
                }
            ),
            "USD",
        ),
    }


NAMES = tuple(drawn())


def inside(spec: Any, wanted: str) -> Iterator[Any]:
    """Every value that stands under a name anywhere in a spec."""
    if isinstance(spec, dict):
        for name, part in spec.items():
            if name == wanted:
                yield part
            yield from inside(part, wanted)
    elif isinstance(spec, list):
        for part in spec:
            yield from inside(part, wanted)


@pytest.mark.parametrize("name", NAMES)
def test_a_spec_is_the_one_that_was_looked_at(name: str) -> None:
    """Delete a file of tests/snapshots and run this twice to accept a new look."""
    spec = json.dumps(drawn()[name].spec, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    snapshot = SNAPSHOTS / f"{name}.json"
    if not snapshot.exists():
        snapshot.write_text(spec, encoding="utf-8")
        pytest.fail(f"{snapshot.name} was written: look at it, then run again")
    assert spec == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", NAMES)
def test_a_spec_is_valid_vega_lite(name: str, language: str) -> None:
    with speaking(language):
        spec = drawn()[name].spec
    altair.Chart.from_dict(spec)


def test_an_invalid_spec_would_be_noticed() -> None:
    spec = json.loads(json.dumps(charts.pace(pace_frame()).spec))
    spec["encoding"]["y"]["axis"]["tickNumber"] = 4
    with pytest.raises(Exception, match="tickNumber"):
        altair.Chart.from_dict(spec)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_altair_makes_every_specification(module: Path) -> None:
    parts = list(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    keys = {
        key.value for part in parts if isinstance(part, ast.Dict) for key in part.keys if isinstance(key, ast.Constant)
    }
    assert not keys & HAND_WRITTEN
    called = {part.func.attr for part in parts if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)}
    assert not called & {"from_dict", "from_json"}


@pytest.mark.parametrize("name", NAMES)
def test_a_spec_holds_no_data_and_no_colour_of_its_own(name: str) -> None:
    spec = drawn()[name].spec
    assert not list(inside(spec, "values"))
    assert "#" not in json.dumps(spec)
    assert {key for key in inside(spec, "datum") if isinstance(key, str)} <= set(charts.KEYS)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_a_spec_reads_is_a_column_of_its_frame(name: str) -> None:
    frame, spec = drawn()[name]
    assert set(inside(spec, "field")) <= set(frame.columns)


def test_the_one_scale_has_27_keys_each_once() -> None:
    assert len(charts.KEYS) == len(set(charts.KEYS)) == 27


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_that_is_asked_for_again_brings_new_data_in_the_same_specification(name: str) -> None:
    first, second = drawn()[name], drawn()[name]
    assert first.spec is second.spec
    assert first.frame is not second.frame


def test_hostile_text_is_data_and_never_part_of_a_specification() -> None:
    named = {"name": [HOSTILE], "label": [HOSTILE], "source": [HOSTILE], "kind": ["plan"], "day": DAYS[:1]}
    measured = dict.fromkeys(("actual", "plan", "value", "amount", "done", "open", "rows", "expected"), 1.0)
    prices = {"since": pd.Timestamp(DAYS[0]), "price_minor": 1.0, "lowest_minor": 1.0, "promotion": False}
    frame = pd.DataFrame({**named, **measured, **prices})
    for chart in (
        charts.bullet(frame),
        charts.ranking(frame),
        charts.shares(frame),
        charts.coverage(frame),
        charts.waterfall(frame),
        charts.price_steps(frame, "USD"),
    ):
        assert HOSTILE in chart.frame.to_numpy()
        assert json.dumps(HOSTILE)[1:-1] not in json.dumps(chart.spec)


def test_a_spec_is_made_once_per_language_and_currency() -> None:
    def spec(currency: str) -> Spec:
        return charts.pace(pace_frame(), currency).spec

    assert spec("USD") is spec("USD")
    assert spec("USD") is not spec("EUR")
    with speaking("zh_CN"):
        chinese = spec("USD")
    assert chinese != spec("USD")
    assert "万" in json.dumps(chinese, ensure_ascii=False)


def test_an_axis_speaks_of_ten_thousands_in_chinese_and_thousands_in_english() -> None:
    assert "/ 1000, ',.5~r') + 'K'" in number_axis("$")["labelExpr"]
    with speaking("zh_CN"):
        assert "/ 10000, ',.5~r') + '万'" in number_axis("¥")["labelExpr"]


def test_money_is_drawn_in_major_units_and_unknown_stays_a_gap() -> None:
    frame = charts.pace(pace_frame(), "USD").frame
    assert list(frame["actual"][:2]) == [100.0, 210.0]
    assert frame["actual"][2:].isna().all()


def test_pace_labels_the_last_measured_day_and_both_ends() -> None:
    frame = charts.pace(pace_frame(), "USD").frame
    assert list(frame["label_actual"].dropna()) == ["$210"]
    assert list(frame["label_plan"].dropna()) == ["$480"]
    assert list(frame["label_end"].dropna()) == ["$420"]


def test_labels_at_the_end_never_overlap() -> None:
    close = pd.DataFrame({"day": DAYS, "actual": [1.0, 2.0, 3.0, 100.0], "plan": [1.0, 2.0, 3.0, 101.0]})
    last = charts.pace(close).frame.iloc[-1]
    assert last["plan_at"] - last["end_at"] == pytest.approx(0.08 * 101)
    assert (last["label_plan"], last["label_end"], last["label_actual"]) == ("101", "100", None)


def test_pace_without_any_measure_or_any_row_is_still_a_chart() -> None:
    nothing = pd.DataFrame({"day": DAYS, "actual": None, "plan": [1, 2, 3, 4]})
    assert list(charts.pace(nothing).frame["label_plan"].dropna()) == ["4"]
    assert charts.pace(nothing.iloc[:0]).frame.empty


def test_an_unknown_measure_has_no_bar_and_says_so() -> None:
    frame = drawn()["bullet"].frame
    assert list(frame["label"]) == ["$30", "unknown"]
    assert pd.isna(frame["actual"][1])
    assert list(frame["edge"]) == [50.0, 20.0]
    assert list(drawn()["ranking"].frame["label"]) == ["61.4K", "unknown"]


def test_a_label_that_is_given_is_kept() -> None:
    given = pd.DataFrame({"name": ["Hero"], "actual": [0.68], "plan": [1.0], "label": ["68%"]})
    assert list(charts.bullet(given).frame["label"]) == ["68%"]


def test_shares_count_done_and_waived_of_all_once_per_name() -> None:
    frame = drawn()["shares"].frame
    assert list(frame["label"].dropna()) == ["2/6", "1/5"]
    assert list(frame["status"][frame["name"] == "Visual"]) == ["done", "due", "late", "open", "track"]
    assert list(frame["count"][frame["name"] == "Visual"]) == [2, 0, 1, 3, 0]


def test_the_rail_fills_phases_by_the_time_that_is_over() -> None:
    frame = drawn()["rail"].frame
    hours_over = (dt.datetime(2026, 11, 7, 17, 20, tzinfo=dt.UTC) - CALENDAR[1].starts) / dt.timedelta(hours=1)
    assert list(frame["filled"] - frame["start"]) == pytest.approx([0.96, 0.96 * hours_over / 337, 0, 0])
    assert list(frame["label"]) == ["Build-up", "Warm-up", "Launch", "Review"]


def test_a_waterfall_step_begins_where_the_one_before_ended() -> None:
    frame = drawn()["waterfall"].frame
    assert list(frame["level"]) == [1200, 1272, 1272, 1131, 1131]
    assert list(frame["kind"]) == ["plan", "gain", "gain", "loss", "actual"]
    assert list(frame["label"]) == ["1.20K", "+72", "unknown", "−141", "1.13K"]
    assert (frame["low"][3], frame["high"][3]) == (1131, 1272)
    assert list(frame["following"][:4]) == list(frame["name"][1:])


def test_an_hour_the_clock_repeats_has_a_bar_of_its_own() -> None:
    assert list(drawn()["by_hour"].frame["name"]) == ["1 Nov 00:00", "1 Nov 01:00", "1 Nov 01:00 (2)", "1 Nov 02:00"]


def test_a_bar_tells_the_pointer_what_was_measured_and_planned() -> None:
    frame = drawn()["by_day"].frame
    assert list(frame["said"]) == ["$100", "$210", "unknown", "unknown"]
    assert list(frame["planned"]) == ["$120", "$240", "$360", "$480"]


def test_a_missing_day_carries_a_cross_and_an_unexpected_one_does_not() -> None:
    frame = drawn()["coverage"].frame
    assert list(frame["state"]) == ["done", "late", "track"]
    assert list(frame["cross"].isna()) == [True, False, True]
    assert list(frame["said"]) == ["there", "missing", "not expected"]


def test_the_theme_has_a_colour_for_every_key_in_both_modes() -> None:
    theme = tomllib.loads((Path(__file__).parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))[
        "theme"
    ]
    assert [len(theme[mode]["chartCategoricalColors"]) for mode in ("light", "dark")] == [len(charts.KEYS)] * 2
