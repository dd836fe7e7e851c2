"""The renderer: pure, escaped, and honest about what is not known."""

import ast
import re
import time
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign import wall
from campaign.base.language import LANGUAGES, speaking
from campaign.wall import figures as f
from campaign.wall import scenes
from campaign.wall.markup import plain
from campaign.wall.stage import stage
from campaign.wall.svg import is_short
from tests.wall import sample

STATES = sample.every()
broken = st.sampled_from((None, float("nan"), float("inf"), -float("inf")))
numbers = broken | st.integers(-(10**15), 10**15) | st.floats(-2, 2).map(lambda share: round(share, 6))


class Reader(HTMLParser):
    """Collects tags, attributes, values and text of markup, and holds it to be well nested."""

    VOID = frozenset({"path", "rect", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for _, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data + "\n"


def read(figures: f.Figures, language: str = "en") -> Reader:
    with speaking(language):
        markup = str(stage(figures))
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert not reader.open
    return reader


CLEAN = read(sample.launch())


def without_broken_numbers(reader: Reader) -> bool:
    return not re.search(r"\bnan\b|\binf\b|None|Infinity", reader.text + " ".join(reader.values))


def spoken_by(scene: str, figures: f.Figures) -> str:
    reader = Reader()
    reader.feed(str(scenes.SCENES[scene](figures)))
    return reader.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_the_same_figures_give_the_same_stage(state, language):
    with speaking(language):
        assert stage(STATES[state]) == stage(STATES[state])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_every_scene_draws_in_every_language(state, language):
    shown = read(STATES[state], language)
    assert {"section", "header", "footer"} <= shown.tags
    assert without_broken_numbers(shown)


@pytest.mark.parametrize("evil", sample.EVIL)
def test_what_people_write_stays_text(evil):
    shown = read(sample.hostile(evil))
    assert shown.tags <= CLEAN.tags
    assert shown.attributes <= CLEAN.attributes
    assert plain(evil) in shown.text or not plain(evil).strip()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_no_text_adds_a_tag_or_an_attribute(text):
    shown = read(sample.hostile(text))
    assert shown.tags <= CLEAN.tags
    assert shown.attributes <= CLEAN.attributes


def test_no_style_and_no_handler_attribute():
    assert not {name for name in read(sample.launch()).attributes if name == "style" or name.startswith("on")}


def test_every_template_is_a_literal():
    calls = [
        (path.name, call)
        for path in Path(wall.__file__).parent.glob("*.py")
        if path.name != "markup.py"
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "html"
    ]
    assert len(calls) > 20
    for name, call in calls:
        assert isinstance(call.args[0], ast.Constant), f"{name}:{call.lineno}"


@settings(max_examples=80, deadline=None)
@given(st.tuples(*[numbers] * 6), st.lists(st.tuples(numbers, numbers, numbers, numbers), max_size=5), st.data())
def test_no_number_breaks_the_stage(score, rows, data):
    figures = sample.launch()
    bars = tuple(
        f.Bar(
            sample.PHASES[2].starts + timedelta(hours=hour), *row, elapsed_share=data.draw(st.sampled_from((0.3, 1.0)))
        )
        for hour, row in enumerate(rows)
    )
    shown = read(
        replace(
            figures,
            score=f.Score("gmv", "money", *score),
            race=f.Race("gmv", "money", data.draw(st.sampled_from(("hour", "day"))), bars),
            measures=tuple(f.Measure("conversion", "share", row[0], row[1]) for row in rows),
            gaps=tuple(f.Gap("Mug", row[0] or 0, row[1]) for row in rows),
            running_out=tuple(f.RunningOut("Mug", 3, row[0]) for row in rows),
            boards=(f.Board("products", "money", tuple(f.Entry("Mug", row[0] or 0, row[1]) for row in rows)),),
        )
    )
    assert without_broken_numbers(shown)


def test_what_is_not_known_is_said_and_never_zero():
    nothing = sample.nothing()
    now, gaps = spoken_by("now", nothing), spoken_by("gaps", nothing)
    assert "GMV unknown" in now
    assert "unknown: no figures of this phase yet" in now
    assert "No data yet" in now
    assert gaps.count("unknown") == 4
    assert "Import stock to see it." in gaps
    assert "Import visitors by channel." in spoken_by("traffic", nothing)
    assert "No tasks in this phase" in spoken_by("checklist", nothing)
    for scene in scenes.SCENES:
        assert not re.search(r"\b0\b", spoken_by(scene, nothing))


def test_nothing_to_report_is_not_the_same_as_not_knowing():
    quiet = replace(sample.launch(), gaps=(), alerts=(), running_out=())
    text = spoken_by("gaps", quiet)
    assert "unknown" not in text
    assert "Nothing is open" in text
    assert "Stock lasts for every product" in text


def test_without_a_target_the_actual_stands_and_the_target_is_unknown():
    text = spoken_by("now", sample.half_known())
    assert "$12.2M" in text
    assert "target unknown: none is set" in text
    assert "Pace unknown" in text
    assert "Expected finish" not in text


def test_the_finish_shows_its_interval_only_where_there_is_one():
    figures = sample.launch()
    assert "8 times in 10" in spoken_by("now", figures)
    bare = replace(figures, score=replace(figures.score, low=None, high=None))
    assert "8 times in 10" not in spoken_by("now", bare)
    assert "Expected finish" in spoken_by("now", bare)


def test_the_verdict_follows_the_plan_within_two_percent():
    figures = sample.launch()
    for actual, verdict in ((1.03, "Ahead of plan"), (1.02, "On plan"), (0.98, "On plan"), (0.97, "Behind plan")):
        score = f.Score("gmv", "money", round(actual * 1e9), 4e9, 1e9)
        assert verdict in spoken_by("now", replace(figures, score=score))


def test_before_the_launch_the_wall_counts_favourites_and_carts_down_to_it():
    with speaking("en"):
        shown = str(stage(sample.warm_up()))
    assert "Launch starts in" in shown
    assert f'data-until="{int(sample.PHASES[2].starts.timestamp())}"' in shown
    assert "Favourites and carts per day" in shown
    assert "GMV per hour" not in shown


def test_after_the_launch_the_wall_gives_the_final_result():
    shown = read(sample.review()).text
    assert "Target reached" in shown
    assert "104% of the target" in shown
    assert "Expected finish" not in shown
    assert "Review ends in" in shown
    assert "Campaign over" in read(replace(sample.review(), at=sample.PHASES[-1].ends)).text


def test_an_hour_below_its_band_is_marked_and_a_running_hour_is_judged_by_its_part():
    starts = sample.PHASES[2].starts
    assert is_short(f.Bar(starts, 70, 100, 80, 120))
    assert not is_short(f.Bar(starts, 85, 100, 80, 120))
    assert is_short(f.Bar(starts, 89, 100))
    assert not is_short(f.Bar(starts, 91, 100))
    assert not is_short(f.Bar(starts, 30, 100, 80, 120, elapsed_share=0.25))
    assert not is_short(f.Bar(starts, 30))


def test_the_ids_of_critical_alerts_stand_on_the_stage_and_nothing_else_does():
    with speaking("en"):
        assert 'data-critical="7 3"' in stage(sample.launch())


def test_a_generated_sentence_is_spoken_in_the_language_of_the_wall():
    said = f.Spoken((("en", "half sold"), ("zh_CN", "已售过半")))
    figures = replace(sample.launch(), alerts=(f.Alert("1", "critical", said, sample.AT_LAUNCH),))
    assert "half sold" in read(figures, "en").text
    assert "已售过半" in read(figures, "zh_CN").text


def test_old_data_carry_their_day():
    text = spoken_by("now", replace(sample.launch(), sales_stamp=f.Stamp(sample.AT_WARM_UP, timedelta(hours=1))))
    assert "Data from Sat 7 Nov 09:20" in text


@pytest.mark.parametrize("scene", scenes.SCENES)
def test_a_screen_shows_at_most_nine_rows_and_figures(scene):
    markup = str(scenes.SCENES[scene](sample.launch()))
    facts = len(re.findall(r'class="(?:row|entry|function|tile|giant|big)[ "]', markup))
    assert facts <= 9


def test_a_stage_is_drawn_within_a_few_milliseconds():
    figures = sample.launch()
    stage(figures)
    started = time.process_time()
    for _ in range(20):
        stage(figures)
    # 2 ms measured; the bound leaves room for slow machines.
    assert (time.process_time() - started) / 20 < 0.02
