"""Files that once brought up more than an intake error, and a few that nobody meant to write, are read or refused."""

import pytest

from tests.intake.fuzz import SEEDS, drive, written

KEPT = sorted(SEEDS.iterdir())


@pytest.mark.parametrize("seed", KEPT, ids=[seed.name for seed in KEPT])
def test_a_kept_file_is_read_or_refused_with_a_sentence(seed):
    number, _digest, name = seed.name.split("-", 2)
    assert drive(seed.read_bytes(), name, int(number)) in ("read", "refused")


def test_a_few_files_nobody_meant_to_write_are_read_or_refused_with_a_sentence():
    ends = {drive(*written(number), number) for number in range(60)}
    assert ends == {"read", "refused"}


def test_the_file_of_a_number_is_always_the_same():
    assert [written(number) for number in (3, 7, 11)] == [written(number) for number in (3, 7, 11)]
