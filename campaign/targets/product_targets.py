"""Targets: favourites and carts of each product, the pace towards them, and the gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, Literal

import pandas as pd

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.base.record import Record
from campaign.targets.cascade import Basis

PERSONS: dict[Literal["favourites", "carts"], str] = {"favourites": "favourite_users", "carts": "cart_users"}


class TargetError(CampaignError):
    """Counts or days that no pace can be made of."""


class ProductTarget(Record):
    """What one product shall reach: favourites and carts (persons) in warm-up, units at launch; None: no target."""

    table: ClassVar[str] = "targets"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    favourites: int | None = None
    carts: int | None = None
    units: int | None = None
    basis: Basis = "typed"
    note: str = ""


def stretched(reached: Sequence[float], days: int) -> tuple[float, ...]:
    """A pace laid over a phase of another length.

    Args:
        reached: Cumulative share by the end of each day, the last 1.0.
        days: Days of the phase, >= 1.

    Raises:
        TargetError: the phase has no day.

    Source: features.md C3 (pace curve).

    Example:
        >>> stretched((0.125, 0.25, 0.375, 1.0), 2)
        (0.25, 1.0)
    """
    if days < 1:
        raise TargetError(_("A pace needs at least one day, not {found}", found=days))
    return tuple(expected_share(reached, day * len(reached) / days) for day in range(1, days + 1))


def expected_share(reached: Sequence[float], elapsed_days: float) -> float:
    """The share of the target that should be there by now.

    Args:
        reached: Cumulative share by the end of each day, the last 1.0.
        elapsed_days: Days since the phase began, parts of a day included.

    Returns:
        0 before the phase, 1 after it, in proportion between the ends of two days.

    Source: features.md C3 (pace curve).

    Example:
        >>> expected_share((0.25, 1.0), 1.5)
        0.625
    """
    if elapsed_days <= 0:
        return 0.0
    if elapsed_days >= len(reached):
        return 1.0
    day = int(elapsed_days)
    before = reached[day - 1] if day else 0.0
    return before + (reached[day] - before) * (elapsed_days - day)


def pace(daily: pd.DataFrame, target_total: int | None, reached: Sequence[float], days: Sequence[date]) -> pd.DataFrame:
    """Actual against plan by day, both cumulative.

    Args:
        daily: day, actual: counts of each day; a missing or null day is unknown.
        target_total: What the phase shall reach; None leaves the plan empty.
        reached: Cumulative share by the end of each of `days`.
        days: The local days of the phase.

    Returns:
        day, actual (sum of the known days up to it; null on a day without counts), plan, missing (days without
        counts up to it, from the first to the last known one).

    Source: systems.md S-09; features.md C3 (pace curve).

    Example:
        >>> days = [date(2026, 10, 28), date(2026, 10, 29)]
        >>> pace(pd.DataFrame({"day": days[:1], "actual": [30]}), 100, (0.25, 1.0), days)["actual"].tolist()
        [30, <NA>]
    """
    counts = daily.set_index("day")["actual"].astype("Int64").reindex(list(days))
    known = counts.notna()
    holes = ~known & known.cummax() & known[::-1].cummax()[::-1]
    plan = [pd.NA if target_total is None else round(target_total * share) for share in stretched(reached, len(days))]
    return pd.DataFrame(
        {
            "day": list(days),
            "actual": counts.cumsum().array,
            "plan": pd.array(plan, dtype="Int64"),
            "missing": holes.cumsum().to_numpy(),
        }
    )


def counted(actuals: pd.DataFrame, word: Literal["favourites", "carts"]) -> pd.DataFrame:
    """Favourites or carts as persons where the data hold them, else as clicks.

    Args:
        actuals: Columns favourite_users, favourites, cart_users, carts, as far as the data hold them.
        word: Which of the two.

    Returns:
        actual, counts (`persons`, `events`, or empty where neither is known), row by row.

    Source: systems.md A4-20; measures.md.

    Example:
        >>> counted(pd.DataFrame({"cart_users": [3, None], "carts": [5, 7]}), "carts")["actual"].tolist()
        [3, 7]
    """
    persons, events = (
        actuals[name].astype("Int64") if name in actuals else pd.Series(pd.NA, index=actuals.index, dtype="Int64")
        for name in (PERSONS[word], word)
    )
    by = pd.Series("", index=actuals.index).mask(events.notna(), "events").mask(persons.notna(), "persons")
    return pd.DataFrame({"actual": persons.fillna(events), "counts": by})


def gaps(targets: Sequence[ProductTarget], actuals: pd.DataFrame, share: float) -> pd.DataFrame:
    """What each product lacks against its pace, worst first.

    A product is judged by those of its two targets whose actual is known; `reason` names the other.

    Args:
        targets: Targets of favourites and carts, in persons.
        actuals: product_id and, since the phase began, favourite_users, favourites, cart_users, carts as known.
        share: Share of the target expected by now, 0..1.

    Returns:
        product_id, favourites_target, favourites, favourites_gap, carts_target, carts, carts_gap, target, actual,
        expected, pace_share (actual / expected), gap (expected - actual), counts (`persons`, `events`, `mixed`),
        reason; ranked by gap, unknown last. An unknown actual is null, never 0.

    Source: systems.md S-09, A4-14, A4-20.

    Example:
        >>> goal = ProductTarget(campaign=1, product_id="a", carts=100)
        >>> found = gaps([goal], pd.DataFrame({"product_id": ["a"], "cart_users": [30]}), 0.5)
        >>> int(found.loc[0, "gap"]), float(found.loc[0, "pace_share"])
        (20, 0.6)
    """
    frame = pd.DataFrame(
        {
            "product_id": pd.array([one.product_id for one in targets], dtype="str"),
            "favourites_target": pd.array([one.favourites for one in targets], dtype="Int64"),
            "carts_target": pd.array([one.carts for one in targets], dtype="Int64"),
        }
    )
    measured = frame[["product_id"]].merge(actuals.astype({"product_id": "str"}), on="product_id", how="left")
    judged = pd.DataFrame(index=frame.index)
    counts = pd.DataFrame(index=frame.index)
    for word in PERSONS:
        goal, found = frame[f"{word}_target"], counted(measured, word)
        frame[word] = found["actual"]
        frame[f"{word}_gap"] = (goal * share).round().astype("Int64") - found["actual"]
        judged[word] = goal.notna() & found["actual"].notna()
        counts[word] = found["counts"].where(judged[word], "")
    for total, parts in (("target", [f"{word}_target" for word in PERSONS]), ("actual", list(PERSONS))):
        frame[total] = frame[parts].where(judged.to_numpy()).sum(axis=1, min_count=1)
    frame["expected"] = (frame["target"] * share).round().astype("Int64")
    frame["pace_share"] = frame["actual"] / (frame["target"] * share).where(lambda expected: expected > 0)
    frame["gap"] = frame["expected"] - frame["actual"]
    frame["counts"] = ["mixed" if len({*row} - {""}) > 1 else "".join({*row}) for row in counts.to_numpy()]
    frame["reason"] = [
        _why(goals, seen)
        for goals, seen in zip(
            frame[["favourites_target", "carts_target"]].notna().to_numpy(), judged.to_numpy(), strict=True
        )
    ]
    return frame.sort_values("gap", ascending=False, kind="stable", ignore_index=True)


def _why(goals: Iterable[bool], judged: Iterable[bool]) -> str:
    if not any(goals):
        return _("It has no target yet")
    if not any(judged):
        return _("Its favourites and carts are unknown; import a file that holds them")
    favourites, carts = (goal and not seen for goal, seen in zip(goals, judged, strict=True))
    if favourites:
        return _("Favourites are unknown; judged by carts alone")
    return _("Carts are unknown; judged by favourites alone") if carts else ""
