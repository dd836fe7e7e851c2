"""Sign-ups: which product takes part in which activity, with which SKUs, and how far the platform is with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal

from campaign.base.errors import CampaignError
from campaign.base.language import N_, _, listed
from campaign.base.record import Record, Value
from campaign.products import WHOLE, Amount, Product, resolved
from campaign.signups.activities import Activity

State = Literal[
    "draft", "submitted", "under_review", "needs_edits", "approved", "scheduled", "active", "ended", "suppressed",
    "withdrawn",
]  # fmt: skip
STATES: dict[State, str] = {
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "under_review": N_("Under review"),
    "needs_edits": N_("Needs edits"),
    "approved": N_("Approved"),
    "scheduled": N_("Scheduled"),
    "active": N_("Now active"),
    "ended": N_("Ended"),
    "suppressed": N_("Suppressed"),
    "withdrawn": N_("Withdrawn"),
}
STEPS: dict[State, tuple[State, ...]] = {
    "draft": ("submitted", "withdrawn"),
    "submitted": ("under_review", "withdrawn"),
    "under_review": ("approved", "needs_edits", "suppressed", "withdrawn"),
    "needs_edits": ("submitted", "draft", "withdrawn"),
    "approved": ("scheduled", "suppressed", "withdrawn"),
    "scheduled": ("active", "suppressed", "withdrawn"),
    "active": ("ended", "suppressed"),
    "ended": (),
    "suppressed": ("needs_edits", "withdrawn"),
    "withdrawn": ("draft",),
}
"""The legal steps. What a platform has suppressed comes back through the edits it asks for."""

OURS: tuple[State, ...] = ("draft", "submitted", "withdrawn")
"""States the team brings about: not after the lock time. The others are the platform's, whenever it decides."""

IN: tuple[State, ...] = ("submitted", "under_review", "approved", "scheduled", "active", "ended")
"""States in which a product counts as signed up."""

STANDING: tuple[State, ...] = (
    "draft", "submitted", "under_review", "needs_edits", "approved", "scheduled", "active",
)  # fmt: skip
"""States in which a sign-up is, or may still become, an offer."""

REASONED: tuple[State, ...] = ("needs_edits", "suppressed", "withdrawn")
"""States nobody enters without a reason."""


class SignUpError(CampaignError):
    """A step or a change that a sign-up does not allow."""


class Ticked(Value):
    """One SKU that takes part (`*`: the product itself): its campaign price, pieces offered, and threshold price.

    A threshold price typed in here goes before the product's own; an offer of None pieces is whatever lies there.
    """

    sku_id: str
    price_minor: Amount | None = None
    units: Amount | None = None
    threshold_minor: Amount | None = None


class Step(Value):
    """One step: to which state, when, by whom, why."""

    at: datetime
    member: int | None
    who: str
    state: State
    reason: str = ""


class SignUp(Record):
    """One product in one activity; `prompt` is what the back office said of its stock."""

    table: ClassVar[str] = "sign_ups"
    indexes: ClassVar[tuple[str, ...]] = ("campaign", "activity")

    campaign: int
    activity: int
    product_id: str
    state: State = "draft"
    ticked: tuple[Ticked, ...] = ()
    prompt: Literal["pass", "fail"] | None = None
    steps: tuple[Step, ...] = ()

    def sku(self, sku_id: str) -> Ticked | None:
        """The ticked SKU of an id."""
        return next((one for one in self.ticked if one.sku_id == sku_id), None)


def legal(sign_up: SignUp, activity: Activity, at: datetime) -> tuple[State, ...]:
    """The states a sign-up may step to at an instant, its lock time and start regarded."""
    return tuple(state for state in STEPS[sign_up.state] if not _barred(sign_up, activity, state, at))


def step(
    sign_up: SignUp, activity: Activity, state: State, *, at: datetime, member: int | None, who: str, reason: str = ""
) -> SignUp:
    """Take one step of the state machine.

    Args:
        sign_up: The sign-up.
        activity: Its activity.
        state: Where it goes.
        at: The instant.
        member: Who steps.
        who: Their name.
        reason: Why; asked for where the platform or the team turns it down.

    Returns:
        The sign-up in its new state, the step in its history; the same one where it is there already.

    Raises:
        SignUpError: the step is not legal, is locked, comes before the start, or lacks its reason, the purpose of the
            activity, or a ticked SKU with a price.

    Source: features.md C1 (sign-up tracker state machine); systems.md S-33.
    """
    if sign_up.state == state:
        return sign_up
    if state not in STEPS[sign_up.state]:
        onward = listed(_(STATES[one]) for one in STEPS[sign_up.state]) or _("nothing any more")
        raise SignUpError(
            _(
                "{product}: from '{before}' a sign-up cannot become '{after}'; it can become {onward}",
                product=sign_up.product_id,
                before=_(STATES[sign_up.state]),
                after=_(STATES[state]),
                onward=onward,
            )
        )
    if why := _barred(sign_up, activity, state, at):
        raise SignUpError(why)
    if state in REASONED and not reason.strip():
        raise SignUpError(_("Write down why a sign-up becomes '{state}'", state=_(STATES[state])))
    if state == "submitted" and (why := unready(sign_up, activity)):
        raise SignUpError(why)
    taken = Step(at=at, member=member, who=who, state=state, reason=reason.strip())
    return sign_up.model_copy(update={"state": state, "steps": (*sign_up.steps, taken)})


def _barred(sign_up: SignUp, activity: Activity, state: State, at: datetime) -> str:
    """Why the clock forbids a step; empty where it does not."""
    if state in OURS and activity.is_locked(at):
        return _locked(activity)
    if state == "active" and activity.starts is not None and at < activity.starts:
        return _("{title} has not started yet: {product} cannot be active", title=activity.title,
                 product=sign_up.product_id)  # fmt: skip
    return ""


def _locked(activity: Activity) -> str:
    return _(
        "{title} is locked since {hours} hours before its start: its sign-ups can no longer change",
        title=activity.title,
        hours=activity.lock_hours,
    )


def unready(sign_up: SignUp, activity: Activity) -> str:
    """What a sign-up lacks before it can be submitted; empty where it is complete.

    Source: systems.md S-33 (the purpose is written before signing up).
    """
    if not activity.purpose:
        return purposeless(activity)
    if not sign_up.ticked:
        return _("{product}: tick the SKUs that take part before submitting", product=sign_up.product_id)
    bare = [one.sku_id for one in sign_up.ticked if one.price_minor is None]
    if bare:
        return _(
            "{product}: enter the campaign price of {skus} before submitting",
            product=sign_up.product_id,
            skus=listed(bare),
        )
    return ""


def purposeless(activity: Activity) -> str:
    """That an activity lacks its purpose."""
    return _("{title}: write down the purpose of this activity before signing up", title=activity.title)


def may_begin(activity: Activity, at: datetime) -> None:
    """Refuse to sign up for an activity that has no purpose yet, or is locked.

    Raises:
        SignUpError: it may not begin; the sentence says why.

    Source: systems.md S-33.
    """
    if not activity.purpose:
        raise SignUpError(purposeless(activity))
    if activity.is_locked(at):
        raise SignUpError(_locked(activity))


def begun(
    campaign: int, activity: Activity, product_id: str, ticked: Sequence[Ticked], *, at: datetime, member: int | None,
    who: str,
) -> SignUp:  # fmt: skip
    """A new sign-up, a draft."""
    first = Step(at=at, member=member, who=who, state="draft")
    return SignUp(campaign=campaign, activity=activity.id, product_id=product_id, ticked=tuple(ticked), steps=(first,))


def again(
    sign_up: SignUp, activity: Activity, ticked: Sequence[Ticked], *, at: datetime, member: int | None, who: str
) -> SignUp:
    """A withdrawn sign-up that begins again; without SKUs it keeps those it had."""
    draft = step(sign_up, activity, "draft", at=at, member=member, who=who)
    return change(draft, activity, ticked, at) if ticked else draft


def change(sign_up: SignUp, activity: Activity, ticked: Sequence[Ticked], at: datetime) -> SignUp:
    """Change which SKUs take part, at what price, with how many pieces.

    Before the lock time everything may change; after it nothing, except that an active sign-up may offer more pieces.

    Raises:
        SignUpError: it is locked, over or withdrawn, an active one changes in anything but more pieces, a SKU stands
            there twice, or what is signed up would lose its SKUs or a price.

    Source: features.md C1 (lock time, only increase the quantity when active).
    """
    wanted = tuple(ticked)
    if wanted == sign_up.ticked:
        return sign_up
    twice = sorted({one.sku_id for one in wanted if sum(other.sku_id == one.sku_id for other in wanted) > 1})
    if twice:
        raise SignUpError(_("{skus} is ticked twice", skus=listed(twice)))
    if sign_up.state in ("ended", "withdrawn"):
        raise SignUpError(
            _(
                "The sign-up of {product} is '{state}': it can no longer change",
                product=sign_up.product_id,
                state=_(STATES[sign_up.state]),
            )
        )
    if sign_up.state == "active":
        if not _only_more(sign_up.ticked, wanted):
            raise SignUpError(
                _("The sign-up of {product} is active: only its pieces may increase", product=sign_up.product_id)
            )
    elif activity.is_locked(at):
        raise SignUpError(_locked(activity))
    changed = sign_up.model_copy(update={"ticked": wanted})
    if sign_up.state in IN and (why := unready(changed, activity)):
        raise SignUpError(why)
    return changed


def _only_more(before: Sequence[Ticked], after: Sequence[Ticked]) -> bool:
    """Whether nothing but the pieces offered differs, and those only upwards; an open offer has no pieces to raise."""
    if [one.sku_id for one in before] != [one.sku_id for one in after]:
        return False
    return all(
        old.model_copy(update={"units": new.units}) == new
        and (old.units == new.units or (old.units is not None and new.units is not None and new.units > old.units))
        for old, new in zip(before, after, strict=True)
    )


def proposed(product: Product, off_share: float | None = None) -> tuple[Ticked, ...]:
    """Every SKU of a product ticked, priced at so much off its present price; rounded down, unknown stays unknown.

    Example:
        >>> proposed(Product(store="main", product_id="7", price_minor=2999), 0.2)
        (Ticked(sku_id='*', price_minor=2399, units=None, threshold_minor=None),)
    """
    keys = [sku.sku_id for sku in product.skus] or [WHOLE]
    prices = {key: resolved(product, key).price_minor for key in keys}
    parts = None if off_share is None else 10_000 - round(off_share * 10_000)
    return tuple(
        Ticked(sku_id=key, price_minor=None if parts is None or price is None else price * parts // 10_000)
        for key, price in prices.items()
    )
