"""Sign-ups at the desk: activities offered, products signed up in bulk, each step of the platform's review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal

from pydantic import ValidationError

from campaign.base.language import _, _n
from campaign.desk.discounts import Discounts
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.plan.campaigns import Campaign
from campaign.products import Product
from campaign.signups import activities, signups
from campaign.signups.activities import Activity
from campaign.signups.signups import SignUp, State, Ticked
from campaign.storage import Store
from campaign.team.journal import differences
from campaign.team.members import Member


class SignUps(Service):
    """Which activities are offered, and which products are signed up for them."""

    def __init__(self, store: Store, discounts: Discounts) -> None:
        super().__init__(store)
        self.discounts = discounts

    def add_activity(self, by: Member | None, activity: Activity, at: datetime) -> Activity:
        """Offer an activity in its campaign.

        Raises:
            RouteError: it cannot be offered like this.
        """
        self.allow(by, "products")
        with self.transaction():
            kept = self.store.records(Activity).add(activities.checked(activity))
            self.write(
                by, at, "add_activity", f"activity {kept.id}", campaign=kept.campaign, title=kept.title,
                note=kept.purpose,
            )  # fmt: skip
        return kept

    def change_activity(
        self, by: Member | None, activity: int, at: datetime, rev: int | None = None, **changes: Any
    ) -> Activity:
        """Change an activity.

        Raises:
            StaleEdit: somebody changed it since it was seen at `rev`.
            RouteError: it cannot be offered like this.
        """
        self.allow(by, "products")
        table = self.store.records(Activity)
        with self.transaction():
            before = table.one(activity)
            after = table.edit(activity, lambda one: activities.checked(_with(one, changes)), expect_rev=rev)
            old, new = differences(before.model_dump(mode="json"), after.model_dump(mode="json"))
            new.pop("rev", None), old.pop("rev", None)
            if new:
                self.write(
                    by, at, "change_activity", f"activity {activity}", campaign=after.campaign, title=after.title,
                    before=old, after=new,
                )  # fmt: skip
        return after

    def remove_activity(self, by: Member | None, activity: int, at: datetime) -> None:
        """Take an activity back that nobody is signed up for.

        Raises:
            Refused: products are signed up for it.
        """
        self.allow(by, "products")
        found = self.store.records(Activity).one(activity)
        with self.transaction():
            held = self.store.records(SignUp).by("activity", activity)
            if any(one.state != "withdrawn" for one in held):
                raise Refused(
                    _n(
                        "{count} product is signed up for {title}; withdraw it first",
                        "{count} products are signed up for {title}; withdraw them first",
                        sum(one.state != "withdrawn" for one in held),
                        title=found.title,
                    )
                )
            for one in held:
                self.store.records(SignUp).remove(one.id)
            self.store.records(Activity).remove(activity)
            self.write(
                by, at, "remove_activity", f"activity {activity}", campaign=found.campaign, title=found.title,
                before=found.model_dump(mode="json"),
            )  # fmt: skip

    def sign_up(
        self,
        by: Member | None,
        campaign: Campaign,
        activity: int,
        products: Mapping[str, Sequence[Ticked]],
        at: datetime,
    ) -> list[SignUp]:
        """Begin the sign-up of products for an activity, in bulk: drafts, to be submitted by a step.

        Args:
            by: Who signs up.
            campaign: The campaign.
            activity: For what.
            products: Product id to the SKUs that take part.
            at: When.

        Returns:
            The new drafts; a product that is signed up already stays as it is, a withdrawn one begins again.

        Raises:
            Refused: a product is not known, or the activity is another campaign's.
            SignUpError: the activity has no purpose yet, or is locked.
            BelowFloor: a campaign price is below the margin floor and nobody waived it; nobody is signed up.
        """
        self.allow(by, "products")
        table = self.store.records(SignUp)
        with self.transaction():
            offered = self.store.records(Activity).one(activity)
            known = {one.product_id for one in self.store.records(Product).by("store", campaign.store)}
            if missing := sorted(products.keys() - known):
                raise Refused(_("There is no product {found}; import it first", found=", ".join(missing)))
            if offered.campaign != campaign.id:
                raise Refused(_("{title} is not an activity of this campaign", title=offered.title))
            signups.may_begin(offered, at)
            there = {one.product_id: one for one in table.by("activity", activity)}
            step = self._step(by, at)
            begun = [
                table.put(signups.again(there[product], offered, ticked, **step))
                for product, ticked in products.items()
                if product in there and there[product].state == "withdrawn"
            ]
            begun += table.add_all(
                signups.begun(campaign.id, offered, product, ticked, **step)
                for product, ticked in products.items()
                if product not in there
            )
            self.discounts.keep_floors(by, campaign, begun, at)
            if begun:
                self.write(
                    by, at, "sign_up", f"{len(begun)} products", campaign=campaign.id, title=offered.title,
                    after={one.product_id: one.state for one in begun},
                )  # fmt: skip
        return begun

    def change_sign_up(
        self, by: Member | None, sign_up: int, ticked: Sequence[Ticked], at: datetime, rev: int | None = None,
        reason: str = "",
    ) -> SignUp:  # fmt: skip
        """Change which SKUs take part, at what price, with how many pieces.

        Args:
            by: Who changes it.
            sign_up: Which.
            ticked: The SKUs that take part from now on.
            at: When.
            rev: The revision it was seen at (None: whatever it is now).
            reason: Why campaign prices below the margin floor are right; it is kept as a waiver.

        Raises:
            StaleEdit: somebody changed it since it was seen at `rev`.
            SignUpError: it is locked, over, or active and would change in more than its pieces.
            BelowFloor: a campaign price is below the margin floor and nobody stands for it; nothing is kept.
        """
        self.allow(by, "products")
        table = self.store.records(SignUp)
        with self.transaction():
            before = table.one(sign_up)
            offered = self.store.records(Activity).one(before.activity)
            after = table.edit(sign_up, lambda one: signups.change(one, offered, ticked, at), expect_rev=rev)
            if after.ticked != before.ticked or reason.strip():
                self.discounts.keep_floors(by, self._campaign(after), [after], at, reason)
            if after.ticked != before.ticked:
                self.write(
                    by, at, "change_sign_up", f"product {after.product_id}", campaign=after.campaign,
                    title=offered.title, before=_said(before), after=_said(after),
                )  # fmt: skip
        return after

    def step_sign_ups(
        self, by: Member | None, sign_ups: Mapping[int, int | None], state: State, at: datetime, reason: str = ""
    ) -> list[SignUp]:
        """Take one step with sign-ups, all or none, each in the journal with who, when and why.

        Args:
            by: Who steps.
            sign_ups: Id to the revision it was seen at (None: whatever it is now).
            state: Where they go.
            at: When.
            reason: Why.

        Returns:
            Those that changed.

        Raises:
            StaleEdit: somebody changed one of them meanwhile.
            SignUpError: the step is not legal for one of them.
            BelowFloor: one would be submitted at a price below the margin floor for which nobody stands.
        """
        self.allow(by, "products")
        table, offered = self.store.records(SignUp), self.store.records(Activity)
        changed: list[SignUp] = []
        before: dict[str, str] = {}
        titles: dict[str, None] = {}
        with self.transaction():
            for id_, rev in sign_ups.items():
                seen = table.one(id_)
                activity = offered.one(seen.activity)
                taken = partial(signups.step, activity=activity, state=state, reason=reason, **self._step(by, at))
                after = table.edit(id_, taken, expect_rev=rev)
                if after.state != seen.state:
                    changed.append(after)
                    before[f"{id_} {seen.product_id}"], titles[activity.title] = seen.state, None
            if changed and state == "submitted":
                self.discounts.keep_floors(by, self._campaign(changed[0]), changed, at)
            if changed:
                self.write(
                    by, at, "step_sign_up", f"{len(changed)} sign-ups", campaign=changed[0].campaign,
                    title=", ".join(titles), before=before, after={"state": state, "count": len(changed)},
                    note=reason.strip(),
                )  # fmt: skip
        return changed

    def enter_prompt(
        self, by: Member | None, sign_up: int, prompt: Literal["pass", "fail"] | None, at: datetime,
        rev: int | None = None,
    ) -> SignUp:  # fmt: skip
        """Write down what the back office said of a sign-up's stock; None takes it back.

        Raises:
            StaleEdit: somebody changed it since it was seen at `rev`.
        """
        self.allow(by, "products")
        table = self.store.records(SignUp)
        with self.transaction():
            before = table.one(sign_up)
            after = table.edit(sign_up, lambda one: one.model_copy(update={"prompt": prompt}), expect_rev=rev)
            if after.prompt != before.prompt:
                self.write(
                    by, at, "enter_prompt", f"product {after.product_id}", campaign=after.campaign,
                    title=self.store.records(Activity).one(after.activity).title,
                    before={"prompt": before.prompt}, after={"prompt": prompt},
                )  # fmt: skip
        return after

    def _campaign(self, sign_up: SignUp) -> Campaign:
        return self.store.records(Campaign).one(sign_up.campaign)

    def _step(self, by: Member | None, at: datetime) -> dict[str, Any]:
        return {"at": at, "member": by.id if by else None, "who": by.name if by else OPERATOR}


def _with(activity: Activity, changes: dict[str, Any]) -> Activity:
    try:
        return Activity.model_validate({**activity.model_dump(), **changes})
    except ValidationError as error:
        first = error.errors()[0]
        raise activities.RouteError(
            _("{title}: '{found}' cannot be its {name}", title=activity.title, found=first["input"],
              name=".".join(map(str, first["loc"])))
        ) from error  # fmt: skip


def _said(sign_up: SignUp) -> dict[str, Any]:
    return {one.sku_id: one.model_dump(exclude={"sku_id"}, exclude_none=True) for one in sign_up.ticked}
