"""The recurring pieces: words of people stay words, the unknown is said."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from campaign.web.widgets.basics import freshness, plain, unknown


@pytest.mark.parametrize(
    "written", ["**bold** :red[now] [go](https://evil.example)", "<img src=x>", ":material/home: $x$ `code` # head"]
)
def test_somebodys_words_are_shown_as_they_were_written(written):
    for sign in "*[]<`:$#":
        assert f"\\{sign}" in plain(written) or sign not in written
    assert plain(written).replace("\\", "") == written


def test_fresh_data_whisper_and_stale_data_say_their_age():
    assert freshness(timedelta(minutes=14)) == ":gray[:material/schedule: data 14 min old]"
    assert freshness(timedelta(hours=6)) == ":orange-badge[:material/history: stale: 6 h]"
    assert "no data yet" in freshness(None)


def test_the_unknown_is_a_word_with_what_would_make_it_known():
    assert unknown("no cost imported") == ":gray-badge[:material/help: unknown] :gray[no cost imported]"


def test_a_figure_colours_its_difference_only_where_somebody_must_act():
    def script():
        from campaign.web.widgets.basics import figure, figures_row

        with figures_row(3):
            figure("Carts", "121K", "−9%", "vs pace", good=False)
            figure("Visitors", "38K", "+4%", "vs pace", good=True)
            figure("Spend", "$3.2K", "−6%", "vs plan")

    app = AppTest.from_function(script, default_timeout=20).run()
    assert not app.exception
    assert [(one.label, one.value, one.delta) for one in app.metric] == [
        ("Carts", "121K", "−9%"),
        ("Visitors", "38K", "+4%"),
        ("Spend", "$3.2K", "−6%"),
    ]


def test_a_suggestion_says_why_and_becomes_a_task_with_one_click():
    def script():
        import streamlit as st

        from campaign.web.widgets.basics import Suggestion, suggestion

        def accept():
            st.session_state["made"] = True

        item = Suggestion("shift", "Move 3,200", {"conversion": "3.9% vs 1.5%"}, "+2.9K carts", "reach −14%")
        suggestion(item, accept)

    app = AppTest.from_function(script, default_timeout=20).run()
    assert [one.value for one in app.markdown] == [
        ":primary[:material/lightbulb:] **Move 3,200**",
        ":gray[conversion] 3.9% vs 1.5%",
        ":gray[Effect] +2.9K carts  ·  :gray[Cost] reach −14%",
    ]
    app.button(key="task-shift").click().run()
    assert app.session_state["made"]
