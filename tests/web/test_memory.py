"""What lives long is kept out of the collections that follow every script run."""

import gc

import pytest

from campaign.web.server import gc_freeze


@pytest.fixture(autouse=True)
def _thawed():
    gc.unfreeze()
    yield
    gc.unfreeze()


ANY = 10**9  # the interpreter of the tests holds a lot that no server does


def test_the_first_readers_settle_the_memory_once():
    settled = gc_freeze.Settled(pause_seconds=0, many=ANY)
    settled.look(0)
    assert gc.get_freeze_count() == 0
    settled.look(1)
    assert gc.get_freeze_count() > 1000
    gc.unfreeze()
    settled.look(2)
    assert gc.get_freeze_count() == 0


def test_many_more_readers_settle_it_again_and_so_do_many_fewer():
    settled = gc_freeze.Settled(pause_seconds=0, many=ANY)
    settled.look(1)
    for readers in (1 + gc_freeze.MANY_READERS, 1):
        gc.unfreeze()
        settled.look(readers)
        assert gc.get_freeze_count() > 1000


def test_it_does_not_settle_more_often_than_its_pause():
    gc_freeze.settle()
    frozen = gc.get_freeze_count()
    settled = gc_freeze.Settled(pause_seconds=60)
    settled.look(100)
    assert gc.get_freeze_count() == frozen


def test_what_came_to_live_in_thousands_is_settled_without_a_pause():
    gc.collect()
    gc.freeze()
    settled = gc_freeze.Settled(pause_seconds=60)
    settled.look(100)
    before = gc.get_freeze_count()
    products = [[place] for place in range(gc_freeze.MANY_OBJECTS + 1)]
    gc.collect()
    settled.look(100)
    assert gc.get_freeze_count() > before + gc_freeze.MANY_OBJECTS
    assert len(products) > gc_freeze.MANY_OBJECTS


def test_a_server_that_ends_holds_nothing_back():
    gc_freeze.settle()
    assert gc.get_freeze_count() > 1000
    gc_freeze.release()
    assert gc.get_freeze_count() == 0
