"""A journal entry becomes a sentence for a person, in either language, whatever was written into it."""

from datetime import UTC, datetime

import pytest

from campaign.base.language import speaking
from campaign.team.journal import Entry
from campaign.web.blocks import journal_sentences
from campaign.web.server import state

from .conftest import House

AT = datetime(2026, 11, 7, 9, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """The room of a planned campaign, only to be read."""
    with pytest.MonkeyPatch.context() as patch:
        house = House(tmp_path_factory.mktemp("news"))
        patch.setenv("ELEVEN_DATA", str(house.folder))
        house.set_up()
        yield state.room(house.plan(), datetime.now(UTC))


def entry(what, subject="", **more):
    return Entry(at=AT, member=1, who="Mei", campaign=1, what=what, subject=subject, **more)


@pytest.mark.parametrize("what", [*journal_sentences.SENTENCES, *journal_sentences.COUNTED, "a_word_of_next_year"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_act_has_a_sentence_with_all_its_places_filled(room, what, language):
    with speaking(language):
        said = journal_sentences.sentence(entry(what, "3 products", title="x", note="y"), room)
    assert said
    assert "{" not in said


def test_a_tick_names_the_task_in_the_chosen_language(room):
    task = room.tasks.all()[0]
    ticked = entry("tick", f"task {task.task}", title=task.title_en, note="done by noon")
    assert journal_sentences.sentence(ticked, room) == f"Mei ticked {task.title_en} (done by noon)"
    with speaking("zh_CN"):
        assert task.title_zh in journal_sentences.sentence(ticked, room)


def test_what_somebody_wrote_is_no_markdown(room):
    said = journal_sentences.line(entry("add_lesson", "lesson 1", title="**shout** {who}"), room)
    assert "\\*\\*shout\\*\\*" in said


def test_one_act_on_one_thing_stands_once_in_the_list(room):
    twice = [entry("tick", "task P1-OV-1", title="a"), entry("tick", "task P1-OV-1", title="a")]
    assert journal_sentences.lines(twice, room).count("\n") == 0


def test_products_are_counted_in_their_number(room):
    assert journal_sentences.sentence(entry("set_tiers", "1 products"), room) == "Mei put 1 product into a tier"
    assert journal_sentences.sentence(entry("set_tiers", "4 products"), room) == "Mei put 4 products into tiers"


def test_the_command_line_has_a_name(room):
    said = journal_sentences.sentence(
        entry("import", "batch 1", title="a.csv").model_copy(update={"who": "command line"}), room
    )
    assert said.startswith("The command line imported a.csv")
