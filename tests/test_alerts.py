from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.monitoring.alerts import (
    Alert,
    AlertError,
    acknowledge,
    assign,
    due,
    open_,
    resolve,
    snooze,
)
from campaign.stock.levels import Receipt
from campaign.stock.restock import Rule, Trigger

NOW = datetime(2026, 11, 11, 18, tzinfo=UTC)


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)


def trigger(sku: str = "s", rule: Rule = "half_sold", cover: float | None = 30.0) -> Trigger:
    return Trigger(
        product_id="p", sku_id=sku, trigger=rule, sold_share=0.52, cover_hours=cover, rate_per_hour=4,
        sellable_now=40, projected=40, order_by=None,
        short_units=10, quantity=10, advice="order",
    )  # fmt: skip


def receipt(at: datetime, sku: str = "s") -> Receipt:
    return Receipt(campaign=1, product_id="p", sku_id=sku, units=50, at=at)


def stored(alerts: list[Alert], found: tuple[tuple[Alert, ...], tuple[Alert, ...]]) -> list[Alert]:
    fresh, resolved = found
    kept = {one.id: one for one in alerts} | {one.id: one for one in resolved}
    return [*kept.values(), *(one.model_copy(update={"id": len(kept) + 1 + place}) for place, one in enumerate(fresh))]


def test_a_sku_opens_one_alert_however_often_its_rules_fire() -> None:
    known = stored([], due(1, [trigger()], [], [], NOW))
    assert len(known) == 1
    assert due(1, [trigger()], known, [], hours(1)).fresh == ()
    assert due(1, [trigger(rule="surge")], known, [], hours(1)).fresh == ()


def test_a_snoozed_or_acknowledged_alert_lets_no_other_one_open() -> None:
    (alert,) = stored([], due(1, [trigger()], [], [], NOW))
    for cared in (snooze(alert, hours(9), hours(1)), acknowledge(alert, hours(1))):
        assert due(1, [trigger()], [cared], [], hours(20)) == ((), ())


def test_goods_that_come_in_close_the_alert_and_a_rule_that_still_fires_opens_a_new_one() -> None:
    known = stored([], due(1, [trigger()], [], [], NOW))
    closed = due(1, [], known, [receipt(hours(2))], hours(2))
    assert [one.state for one in closed.resolved] == ["resolved"]
    again = due(1, [trigger()], known, [receipt(hours(2))], hours(2))
    assert (len(again.fresh), len(again.resolved)) == (1, 1)
    settled = stored(known, again)
    assert due(1, [trigger()], settled, [receipt(hours(2))], hours(2.1)) == ((), ())


def test_goods_of_another_sku_or_from_before_or_still_to_come_close_nothing() -> None:
    known = stored([], due(1, [trigger()], [], [], NOW))
    for one in (receipt(hours(2), "other"), receipt(hours(-2)), receipt(hours(9))):
        assert due(1, [trigger()], known, [one], hours(3)) == ((), ())


def test_what_a_person_resolved_stays_closed_until_goods_come_in() -> None:
    (alert,) = stored([], due(1, [trigger()], [], [], NOW))
    done = resolve(alert, hours(1), 7, "Ana")
    assert due(1, [trigger()], [done], [], hours(30)).fresh == ()
    assert len(due(1, [trigger()], [done], [receipt(hours(2))], hours(30)).fresh) == 1


def test_a_surge_re_arms_after_three_hours() -> None:
    (alert,) = stored([], due(1, [trigger(rule="surge")], [], [], NOW))
    done = resolve(alert, hours(1))
    assert due(1, [trigger(rule="surge")], [done], [], hours(3.9)).fresh == ()
    assert len(due(1, [trigger(rule="surge")], [done], [], hours(4)).fresh) == 1


def test_another_rule_may_fire_after_one_was_resolved() -> None:
    (alert,) = stored([], due(1, [trigger(rule="surge")], [], [], NOW))
    done = resolve(alert, hours(1))
    assert [one.rule for one in due(1, [trigger()], [done], [], hours(2)).fresh] == ["half_sold"]


def test_what_soon_runs_out_is_critical() -> None:
    found = due(
        1, [trigger("soon", cover=11.9), trigger("later", cover=12), trigger("dark", cover=None)], [], [], NOW
    ).fresh
    assert [one.severity for one in found] == ["critical", "warning", "warning"]


def test_an_alert_is_spoken_from_its_values_by_the_name_people_know() -> None:
    (alert,) = due(1, [trigger()], [], [], NOW, {"s": "Aero 3, 42"}).fresh
    assert alert.sentence == "Aero 3, 42: 52% of its stock is sold; decide on restocking"


def test_every_step_is_kept_with_who_and_when() -> None:
    alert = open_(1, "pace", "p", "{what} is behind", {"what": "p"}, NOW)
    alert = acknowledge(alert, hours(1), 7, "Ana")
    alert = assign(alert, 8, hours(2), 7, "Ana", "night shift")
    alert = snooze(alert, hours(5), hours(3), 8, "Bo")
    alert = resolve(alert, hours(6), 8, "Bo", "restocked")
    assert [(one.state, one.who) for one in alert.transitions] == [
        ("firing", ""), ("acknowledged", "Ana"), ("acknowledged", "Ana"), ("snoozed", "Bo"), ("resolved", "Bo"),
    ]  # fmt: skip
    assert (alert.owner, alert.is_open, alert.key) == (8, False, "pace:p")


def test_who_acknowledges_an_alert_nobody_owned_owns_it() -> None:
    alert = open_(1, "pace", "p", "text", {}, NOW)
    assert acknowledge(alert, NOW, 7).owner == 7
    assert acknowledge(assign(alert, 8, NOW), NOW, 7).owner == 8


def test_a_snoozed_alert_is_silent_until_its_time_has_come() -> None:
    alert = snooze(open_(1, "pace", "p", "text", {}, NOW), hours(2), NOW)
    assert [alert.is_loud(hours(at)) for at in (0, 1.9, 2, 3)] == [False, False, True, True]


def test_nothing_can_be_done_to_a_resolved_alert_nor_snoozed_into_the_past() -> None:
    alert = open_(1, "pace", "p", "text", {}, NOW)
    with pytest.raises(AlertError, match="future"):
        snooze(alert, NOW, NOW)
    done = resolve(alert, NOW)
    for step in (lambda: resolve(done, NOW), lambda: acknowledge(done, NOW), lambda: assign(done, 1, NOW)):
        with pytest.raises(AlertError, match="resolved already"):
            step()


@given(
    st.lists(
        st.tuples(st.sampled_from(["fire", "surge", "receive", "resolve", "snooze"]), st.sampled_from("ab")),
        max_size=25,
    )
)
def test_no_sku_ever_has_two_open_alerts(steps: list[tuple[str, str]]) -> None:
    known: list[Alert] = []
    receipts: list[Receipt] = []
    for place, (act, sku) in enumerate(steps):
        at = hours(place)
        mine = [one for one in known if one.is_open and one.subject == f"p/{sku}"]
        if act == "receive":
            receipts.append(receipt(at, sku))
        if act in ("resolve", "snooze") and mine:
            after = resolve(mine[0], at) if act == "resolve" else snooze(mine[0], hours(place + 2), at)
            known = [after if one.id == after.id else one for one in known]
        fired = {"fire": [trigger(sku)], "surge": [trigger(sku, "surge")]}.get(act, [])
        known = stored(known, due(1, fired, known, receipts, at))
        subjects = [one.subject for one in known if one.is_open]
        assert len(subjects) == len(set(subjects))
