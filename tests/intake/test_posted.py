"""Rows posted as JSON are read digit by digit, and what is no row says where it stands."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.intake.files.json_rows import PostError, open_post
from campaign.intake.files.sheet import IntakeError, Limits

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=20,
)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_a_number_comes_through_as_it_was_written(number):
    post = open_post(f'[{{"revenue": {number:f}}}]'.encode(), "facts.json")
    assert Decimal(post.sheet.frame["revenue"][0]) == number


@given(VALUES)
def test_whatever_is_posted_is_read_or_refused(value):
    with suppress(IntakeError):
        open_post(json.dumps(value).encode(), "facts.json")


@given(st.binary(max_size=60))
def test_whatever_bytes_come_nothing_else_is_raised(body):
    with suppress(IntakeError):
        open_post(body, "facts.json")


@pytest.mark.parametrize(
    "body",
    [b"", b"3", b"null", b"[]", b"{}", b'{"rows": []}', b'{"rows": {}}', b'{"row": [{}]}', b"[{}]", b"[1]",
     b'[{"units": NaN}]', b'[{"units": 1, "units": 2}]', b'[{"units": "\\ud800"}]', b'[{"units": "\\u0000"}]',
     b'{"rows": [{"units": 1}], "constants": {"day": ["2026-11-11"]}}', b"[" * 100_000, "[é]".encode("latin-1")],
)  # fmt: skip
def test_what_is_no_list_of_rows_is_refused(body):
    with pytest.raises(PostError):
        open_post(body, "facts.json")


def test_half_a_body_says_where_it_breaks_off():
    with pytest.raises(PostError) as refused:
        open_post(b'{"rows": [\n {"day": "2026-11-11",\n', "facts.json")
    assert (refused.value.facts["line"], refused.value.facts["column"]) == (3, 1)


def test_rows_need_not_name_the_same_columns():
    post = open_post(b'[{"day": "2026-11-11", "units": 1}, {"visitors": 2, "day": "2026-11-12"}]', "facts.json")
    assert post.sheet.frame.to_dicts() == [
        {"day": "2026-11-11", "units": "1", "visitors": None},
        {"day": "2026-11-12", "units": None, "visitors": "2"},
    ]


def test_every_row_may_bring_new_names_but_not_without_end():
    rows = [{f"column {place}": 1} for place in range(101)]
    with pytest.raises(IntakeError):
        open_post(json.dumps(rows).encode(), "facts.json", Limits(columns=100))
