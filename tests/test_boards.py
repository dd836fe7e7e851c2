from __future__ import annotations

import pandas as pd

from campaign.monitoring.leaderboards import favourites, products, ranked, service, traffic

TITLES = {"a": "Aero 3", "b": "Rain shell"}


def test_the_greatest_value_comes_first_and_the_unknown_has_no_rank() -> None:
    frame = pd.DataFrame({"name": ["x", "y", "z", "w"], "value": [3, None, 9, 3]})
    assert [(one.name, one.value) for one in ranked(frame)] == [("z", 9), ("w", 3), ("x", 3)]


def test_a_board_is_as_long_as_it_is_told_to_be() -> None:
    assert len(ranked(pd.DataFrame({"name": list("abcdefg"), "value": range(7)}), 3)) == 3


def test_a_change_from_nothing_or_from_the_unknown_is_unknown() -> None:
    frame = pd.DataFrame({"name": ["x", "y", "z"], "value": [3, 3, 3], "before": [0, None, 2]})
    assert [one.change for one in ranked(frame)] == [None, None, 0.5]


def test_traffic_is_ranked_by_visitors_of_real_channels() -> None:
    now = pd.DataFrame({"channel": ["*", "live", "paid_search"], "visitors": [99, 5, 8]})
    before = pd.DataFrame({"channel": ["live"], "visitors": [4]})
    board = traffic(now, before)
    assert [(one.name, one.value, one.change) for one in board.entries] == [("Paid search", 8, None), ("Live", 5, 0.25)]


def test_products_are_ranked_by_money_and_by_pieces_where_no_money_is_known() -> None:
    now = pd.DataFrame({"product_id": ["a", "b"], "revenue_minor": [500, 900], "units": [9, 2]})
    assert [one.name for one in products(now, TITLES).entries] == ["Rain shell", "Aero 3"]
    pieces = products(now.assign(revenue_minor=pd.NA), TITLES)
    assert (pieces.unit, [one.name for one in pieces.entries]) == ("count", ["Aero 3", "Rain shell"])


def test_favourites_and_carts_add_up_by_persons_where_known() -> None:
    now = pd.DataFrame(
        {"product_id": ["a", "b"], "favourite_users": [5, None], "favourites": [9, 4], "cart_users": [2, None]}
    )
    assert [(one.name, one.value) for one in favourites(now, TITLES).entries] == [("Aero 3", 7), ("Rain shell", 4)]


def test_a_board_nobody_can_fill_says_what_would_fill_it() -> None:
    empty = pd.DataFrame({"product_id": ["a"], "revenue_minor": [None], "units": [None]})
    boards = [
        traffic(pd.DataFrame({"channel": ["*"], "visitors": [5]})),
        products(empty, TITLES),
        favourites(pd.DataFrame({"product_id": ["a"]}), TITLES),
        service(None, TITLES),
    ]
    assert all(not board.entries and board.reason for board in boards)


def test_service_shows_what_buyers_ask_about_most() -> None:
    board = service(pd.DataFrame({"product_id": ["a", "b"], "inquiries": [3, 12]}), TITLES)
    assert ([one.name for one in board.entries], board.reason) == (["Rain shell", "Aero 3"], "")
