"""The forecast: where a running phase ends, with an honest interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from math import sqrt
from statistics import NormalDist, fmean
from typing import ClassVar

import pandas as pd

from campaign.base.language import _
from campaign.base.record import Record, Value

LAUNCH_GMV = "launch_gmv"
LEAST_STEPS = 6
COVERAGE = 0.8
PRIOR_REPEAT = 0.7
PRIOR_STEPS = 12


class Forecast(Record):
    """One forecast as it was made, kept to be scored when the truth is known; `baseline` is the simple competitor."""

    table: ClassVar[str] = "forecasts"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    at: datetime
    what: str
    p10: float
    p50: float
    p90: float
    baseline: float


class Finish(Value):
    """Where a phase is expected to end; without an interval `reason` says why."""

    p10: float | None = None
    p50: float | None = None
    p90: float | None = None
    baseline: float | None = None
    steps: int = 0
    reason: str = ""


class Score(Value):
    """How past forecasts did: WAPE of the middle and of the baseline, bias, and how often p10..p90 held the truth."""

    count: int
    wape: float
    baseline_wape: float
    bias: float
    coverage: float


def _stickiness(errors: Sequence[float]) -> float:
    """How much errors that follow each other widen the variance of a sum: (1 + r) / (1 - r).

    r is the correlation from one step to the next, drawn towards `PRIOR_REPEAT` as if `PRIOR_STEPS` more had been
    seen: a few hours cannot show it, and intervals without it held the truth half as often as they promised.
    """
    power = sum(error * error for error in errors)
    seen = sum(one * following for one, following in pairwise(errors)) / power if power else 0.0
    repeat = (len(errors) * max(seen, 0.0) + PRIOR_STEPS * PRIOR_REPEAT) / (len(errors) + PRIOR_STEPS)
    return (1 + repeat) / (1 - repeat)


def _quantile(freedom: int) -> float:
    """The upper end of the middle 80 % of Student's t, by Cornish and Fisher."""
    z = NormalDist().inv_cdf((1 + COVERAGE) / 2)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def finish(actual: Sequence[float | None], planned: Sequence[float]) -> Finish:
    """Where a total ends, if the rest runs as far above or below plan as what has been.

    p50 = actual so far + plan left x (actual / plan) so far. The interval comes from the plan's own error in the
    steps so far: their relative spread, widened for errors that follow each other and for the ratio being known
    from few steps only. The baseline leaves the rest at plan.

    Args:
        actual: Counts or amounts of each hour or day so far; null is unknown; steps to come may be left out.
        planned: Planned counts or amounts of every step of the phase, >= 0.

    Returns:
        80 % interval, middle and baseline; none of them, with the reason, while fewer than `LEAST_STEPS` steps with
        a plan are known, or one before the last known is missing. p10 is never below what is there already.

    Source: methods.md E3 (honest intervals), features.md C5 (posterior finish).

    Example:
        >>> half = finish([11, 9, 10, 11, 9, 10], [10.0] * 12)
        >>> half.p50, half.baseline, half.p10 < 120 < half.p90
        (120.0, 120.0, True)
    """
    last = max((place for place, value in enumerate(actual) if value is not None), default=-1)
    seen = [value for value in actual[: last + 1] if value is not None]
    if len(seen) <= last:
        return Finish(steps=len(seen), reason=_("Some hours or days so far are missing; import them first"))
    plans = list(planned[: len(seen)])
    judged = [(value, plan) for value, plan in zip(seen, plans, strict=True) if plan > 0]
    if len(judged) < LEAST_STEPS:
        reason = _(
            "Only {found} hours or days with a plan are known; {least} are needed", found=len(judged), least=LEAST_STEPS
        )
        return Finish(steps=len(seen), reason=reason)
    so_far, ahead = sum(seen), list(planned[len(seen) :])
    ratio = so_far / sum(plans)
    errors = [value / plan - ratio for value, plan in judged]
    spread = sqrt(sum(error * error for error in errors) / (len(judged) - 1) * _stickiness(errors))
    own = sum(plan * plan for plan in ahead)
    shared = (sum(ahead) / sum(plans)) ** 2 * sum(plan * plan for _value, plan in judged)
    half = _quantile(len(judged) - 1) * spread * sqrt(own + shared)
    middle = so_far + ratio * sum(ahead)
    return Finish(
        p10=max(middle - half, so_far),
        p50=middle,
        p90=middle + half,
        baseline=so_far + sum(ahead),
        steps=len(seen),
    )


def fan(pace: pd.DataFrame, finish: Finish) -> pd.DataFrame:
    """A running total with its way to the finish: from the last known step, along the plan, to p10, p50 and p90.

    Args:
        pace: actual and plan, both running totals, one row a step; other columns are kept.
        finish: Where the total ends; without an interval there is no way to draw.

    Returns:
        `pace` with low, mid, high: null up to the last known step, which is where all three begin.

    Source: methods.md E3 (honest intervals).

    Example:
        >>> steps = pd.DataFrame({"actual": [10.0, None, None], "plan": [10.0, 20.0, 40.0]})
        >>> fan(steps, Finish(p10=20.0, p50=40.0, p90=60.0))["mid"].tolist()
        [10.0, 20.0, 40.0]
    """
    actual, plan = (pace[word].astype("float64") for word in ("actual", "plan"))
    known = actual.last_valid_index()
    if known is None or finish.p50 is None or plan.isna().any():
        return pace.assign(low=float("nan"), mid=float("nan"), high=float("nan"))
    ahead = plan - plan[known]
    way = (ahead / ahead.iloc[-1] if ahead.iloc[-1] > 0 else ahead).where(ahead.index >= known)
    ends = {"low": finish.p10, "mid": finish.p50, "high": finish.p90}
    return pace.assign(**{word: actual[known] + (end - actual[known]) * way for word, end in ends.items() if end})


def score(forecasts: Sequence[Forecast], actual: Mapping[str, float]) -> Score | None:
    """How forecasts did, once the truth is known.

    Args:
        forecasts: As they were stored.
        actual: What came, by the forecast's `what`; forecasts of anything else are left out.

    Returns:
        WAPE = sum of |p50 - actual| / sum of actual, the same of the baseline, bias = sum of (p50 - actual) / sum of
        actual, coverage = share of actuals within p10..p90. None where nothing can be scored.

    Source: methods.md E3 (report), features.md C3 (scorecard).

    Example:
        >>> made = Forecast(campaign=1, at=datetime(2026, 11, 11), what="gmv", p10=80, p50=90, p90=99, baseline=70)
        >>> score([made], {"gmv": 100}).wape
        0.1
    """
    pairs = [(one, actual[one.what]) for one in forecasts if one.what in actual]
    total = sum(came for _one, came in pairs)
    if not pairs or not total:
        return None
    return Score(
        count=len(pairs),
        wape=sum(abs(one.p50 - came) for one, came in pairs) / total,
        baseline_wape=sum(abs(one.baseline - came) for one, came in pairs) / total,
        bias=sum(one.p50 - came for one, came in pairs) / total,
        coverage=fmean(one.p10 <= came <= one.p90 for one, came in pairs),
    )
