"""Language: one choice per context, English as the source."""

from threading import Thread

import pytest

from campaign.base import language
from campaign.base.language import (
    LANGUAGES,
    N_,
    _,
    _n,
    chosen,
    preferred,
    speaking,
    spoken,
    use,
)


def test_a_message_without_a_translation_stays_as_it_is():
    for known in LANGUAGES:
        with speaking(known):
            assert _("No catalogue holds this sentence") == "No catalogue holds this sentence"
    assert N_("Hero") == "Hero"


def test_named_places_are_filled_and_braces_without_values_are_left():
    assert _("{count} of {whole}", count=2, whole=5) == "2 of 5"
    assert _("{not filled}") == "{not filled}"


@pytest.mark.parametrize(("count", "text"), [(0, "0 tasks"), (1, "1 task"), (2, "2 tasks")])
def test_a_message_takes_the_form_its_count_asks_for(count, text):
    assert _n("{count} task", "{count} tasks", count) == text


def test_a_language_is_spoken_inside_its_block_only():
    with speaking("zh_CN"):
        assert chosen() == "zh_CN"
        assert spoken("Warm-up", "预热期") == "预热期"
        with speaking("en"):
            assert spoken("Warm-up", "预热期") == "Warm-up"
        assert chosen() == "zh_CN"
    assert chosen() == "en"


def test_a_block_that_fails_gives_the_language_back():
    with pytest.raises(RuntimeError), speaking("zh_CN"):
        raise RuntimeError
    assert chosen() == "en"


@pytest.mark.parametrize("unknown", ["fr", "", "zh", "EN"])
def test_an_unknown_language_falls_back_to_english(unknown):
    with speaking(unknown):
        assert chosen() == "en"


def test_threads_choose_for_themselves():
    heard = []

    def listen():
        heard.append(chosen())
        use("zh_CN")
        heard.append(chosen())

    thread = Thread(target=listen)
    thread.start()
    thread.join()
    assert heard == ["en", "zh_CN"]
    assert chosen() == "en"


def test_a_catalogue_is_read_from_its_po_file(tmp_path):
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "eleven.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "{count} task"\nmsgid_plural "{count} tasks"\nmsgstr[0] "{count} 项任务"\n\n'
        'msgid "Hero"\nmsgstr "主打爆款"\n',
        encoding="utf-8",
    )
    messages = language.read(folder / "eleven.po", "zh_CN")
    assert messages.gettext("Hero") == "主打爆款"
    assert messages.ngettext("{count} task", "{count} tasks", 1) == "{count} 项任务"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_CN"),
        ("en-GB;q=0.7, zh-Hant-TW;q=0.9", "zh_CN"),
        ("zh; q=0.2, en; q=0.3", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("fr, zh;q=0", "en"),
        ("zh;q=, en", "zh_CN"),
        ("zh;q=high, en;q=0.1", "en"),
        ("ZH-cn", "zh_CN"),
    ],
)
def test_the_browser_says_what_it_prefers(header, language):
    assert preferred(header) == language
