"""Choices: tiers, roles and targets of many products at once, kept apart from what others chose meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from campaign.base.errors import CampaignError
from campaign.base.language import _, _n, listed
from campaign.desk.service import Refused, Service
from campaign.plan.campaigns import Campaign
from campaign.products import ROLE_NAMES, TIER_NAMES, Product, Role
from campaign.targets.product_targets import ProductTarget
from campaign.team.journal import Entry
from campaign.team.members import Action, Member
from campaign.tiers import Decision, Tier

Choice = Literal["set_tiers", "set_role", "set_targets"]
RIGHTS: dict[Choice, Action] = {"set_tiers": "products", "set_role": "products", "set_targets": "targets"}
NAMED = 3
COUNTS = ("favourites", "carts", "units", "basis")


class Overtaken(CampaignError):
    """Somebody else chose otherwise for some of the products since they were looked at; nothing was changed."""

    def __init__(self, choice: Choice, others: Mapping[str, Any], sentence: str) -> None:
        super().__init__(sentence, choice=choice, products=list(others))
        self.choice = choice
        self.others = others  # what each of these products is now


class Undone(NamedTuple):
    """How many products went back to what they were, and how many stay because somebody changed them since."""

    back: int
    left: int


class BulkEdits(Service):
    """What people decide of products, in bulk: one transaction, one entry in the journal, and a way back."""

    def decide(
        self,
        by: Member | None,
        campaign: Campaign,
        tiers: Mapping[str, Tier],
        roles: Mapping[str, Role],
        at: datetime,
        *,
        seen_tiers: Mapping[str, Tier | None] | None = None,
        seen_roles: Mapping[str, Role] | None = None,
    ) -> int:
        """Set tiers and roles together, all or nothing; returns how many cells changed.

        Args:
            by: Who decides.
            campaign: The campaign, whose store the products belong to.
            tiers: Product id to tier.
            roles: Product id to role.
            at: When.
            seen_tiers: What the person saw when deciding; None: overwrite whatever is there.
            seen_roles: As `seen_tiers`.

        Raises:
            Overtaken: some are no longer as they were seen, and not as they are wanted either.
            Refused: there is no such product.
        """
        with self.transaction():
            return self.set_tiers(by, campaign.id, tiers, at, seen_tiers) + self.set_role(
                by, campaign, roles, at, seen_roles
            )

    def set_tiers(
        self,
        by: Member | None,
        campaign: int,
        tiers: Mapping[str, Tier],
        at: datetime,
        seen: Mapping[str, Tier | None] | None = None,
    ) -> int:
        """Put products into tiers, in bulk; returns how many changed. See `decide`."""
        self.allow(by, "products")
        with self.transaction():
            now = {product: one.tier for product, one in self._decisions(campaign).items()}
            self._not_overtaken(campaign, "set_tiers", tiers, now, seen)
            changed = {product: tier for product, tier in tiers.items() if now.get(product) != tier}
            self._put_tiers(by, campaign, changed, at)
            self._entered(by, at, "set_tiers", campaign, now, changed)
        return len(changed)

    def set_role(
        self,
        by: Member | None,
        campaign: Campaign,
        roles: Mapping[str, Role],
        at: datetime,
        seen: Mapping[str, Role] | None = None,
    ) -> int:
        """Give products a role, in bulk; returns how many changed. See `decide`."""
        self.allow(by, "products")
        with self.transaction():
            now = self._roles(campaign, roles)
            self._not_overtaken(campaign.id, "set_role", roles, now, seen)
            changed = {product: role for product, role in roles.items() if now[product] != role}
            self._put_roles(campaign, changed)
            self._entered(by, at, "set_role", campaign.id, now, changed)
        return len(changed)

    def set_targets(
        self,
        by: Member | None,
        campaign: int,
        targets: Collection[ProductTarget],
        at: datetime,
        seen: Mapping[str, ProductTarget | None] | None = None,
    ) -> int:
        """Set products' targets, in bulk; returns how many changed. `seen`: the targets people had set before."""
        self.allow(by, "targets")
        with self.transaction():
            now = {product: _counts(one) for product, one in self._targets(campaign).items()}
            wanted = {one.product_id: _counts(one) for one in targets}
            known = None if seen is None else {product: one and _counts(one) for product, one in seen.items()}
            self._not_overtaken(campaign, "set_targets", wanted, now, known)
            changed = {product: counts for product, counts in wanted.items() if now.get(product) != counts}
            self._put_targets(campaign, [one for one in targets if one.product_id in changed])
            self._entered(by, at, "set_targets", campaign, now, changed)
        return len(changed)

    def undo(self, by: Member | None, campaign: Campaign, entries: Sequence[int], at: datetime) -> Undone:
        """Take back choices by their entries in the journal; what somebody changed since stays as it is.

        Raises:
            Refused: an entry is no choice of this campaign.
        """
        back = left = 0
        with self.transaction():
            for entry in (self.store.records(Entry).one(one) for one in entries):
                if entry.what not in RIGHTS or entry.campaign != campaign.id:
                    raise Refused(_("This cannot be taken back"), entry=entry.id)
                choice: Choice = entry.what
                self.allow(by, RIGHTS[choice])
                before, after = entry.before or {}, entry.after or {}
                now = self._now(choice, campaign, after)
                kept = {product: before.get(product) for product, cell in after.items() if now.get(product) == cell}
                self._restore(by, choice, campaign, kept, at)
                back, left = back + len(kept), left + len(after) - len(kept)
                if kept:
                    self.write(
                        by, at, "undo", f"{len(kept)} products", campaign=campaign.id, note=choice,
                        before={product: after[product] for product in kept}, after=kept,
                    )  # fmt: skip
        return Undone(back, left)

    def _decisions(self, campaign: int) -> dict[str, Decision]:
        return {one.product_id: one for one in self.store.records(Decision).by("campaign", campaign)}

    def _targets(self, campaign: int) -> dict[str, ProductTarget]:
        return {one.product_id: one for one in self.store.records(ProductTarget).by("campaign", campaign)}

    def _roles(self, campaign: Campaign, wanted: Collection[str]) -> dict[str, Role]:
        if not wanted:
            return {}
        known = {one.product_id: one.role for one in self.store.records(Product).by("store", campaign.store)}
        missing = sorted(set(wanted) - known.keys())
        if missing:
            raise Refused(_("There is no product {found}; import it first", found=", ".join(missing)))
        return {product: known[product] for product in wanted}

    def _now(self, choice: Choice, campaign: Campaign, wanted: Collection[str]) -> Mapping[str, Any]:
        if choice == "set_tiers":
            return {product: one.tier for product, one in self._decisions(campaign.id).items()}
        if choice == "set_role":
            return self._roles(campaign, wanted)
        return {product: _counts(one) for product, one in self._targets(campaign.id).items()}

    def _put_tiers(self, by: Member | None, campaign: int, tiers: Mapping[str, Tier], at: datetime) -> None:
        table, known = self.store.records(Decision), self._decisions(campaign)
        fresh = {"member": by.id if by else None, "at": at}
        for product, tier in tiers.items():
            if product in known:
                table.put(known[product].model_copy(update={"tier": tier, **fresh}))
            else:
                table.add(Decision(campaign=campaign, product_id=product, tier=tier, **fresh))

    def _put_roles(self, campaign: Campaign, roles: Mapping[str, Role]) -> None:
        table = self.store.records(Product)
        known = {one.product_id: one for one in table.by("store", campaign.store)} if roles else {}
        for product, role in roles.items():
            table.put(known[product].model_copy(update={"role": role}))

    def _put_targets(self, campaign: int, targets: Collection[ProductTarget]) -> None:
        table, known = self.store.records(ProductTarget), self._targets(campaign)
        for one in targets:
            old = known.get(one.product_id)
            if old is None:
                table.add(one)
            else:
                table.put(one.model_copy(update={"id": old.id, "rev": old.rev}))

    def _restore(
        self, by: Member | None, choice: Choice, campaign: Campaign, cells: Mapping[str, Any], at: datetime
    ) -> None:
        """Write back what was there; where nothing was, the record goes."""
        there = {product: cell for product, cell in cells.items() if cell is not None}
        if choice == "set_role":
            return self._put_roles(campaign, there)
        records: Mapping[str, Decision | ProductTarget] = (
            self._decisions(campaign.id) if choice == "set_tiers" else self._targets(campaign.id)
        )
        table = self.store.records(Decision if choice == "set_tiers" else ProductTarget)
        for product in cells.keys() - there.keys():
            table.remove(records[product].id)
        if choice == "set_tiers":
            return self._put_tiers(by, campaign.id, there, at)
        made = [ProductTarget(campaign=campaign.id, product_id=product, **cell) for product, cell in there.items()]
        return self._put_targets(campaign.id, made)

    def _entered(
        self, by: Member | None, at: datetime, what: Choice, campaign: int, now: Mapping[str, Any],
        changed: Mapping[str, Any],
    ) -> None:  # fmt: skip
        if changed:
            before = {product: now[product] for product in changed if product in now}
            self.write(
                by, at, what, f"{len(changed)} products", campaign=campaign, before=before, after=dict(changed)
            )  # fmt: skip

    def _not_overtaken(
        self, campaign: int, what: Choice, wanted: Mapping[str, Any], now: Mapping[str, Any],
        seen: Mapping[str, Any] | None,
    ) -> None:  # fmt: skip
        """Refuse what would overwrite somebody else's choice that the person has not seen."""
        if seen is None:
            return
        others = {
            product: now.get(product)
            for product, cell in wanted.items()
            if now.get(product) != seen.get(product) and now.get(product) != cell
        }
        if others:
            titles = {one.product_id: one.name for one in self.store.records(Product).all() if one.product_id in others}
            named = [
                f"{titles.get(product, product)} ({_told(what, others[product])})" for product in [*others][:NAMED]
            ]
            sentence = _n(
                "{who} changed {count} of these {all} since you looked: {what}",
                "{who} changed {count} of these {all} since you looked: {what}",
                len(others),
                who=self._who(campaign, what, others.keys()),
                all=len(wanted),
                what=", ".join([*named, *(["…"] if len(others) > NAMED else [])]),
            )
            raise Overtaken(what, others, sentence)

    def _who(self, campaign: int, what: Choice, products: Collection[str]) -> str:
        """Who made the newest choices of these products."""
        found: dict[str, str] = {}
        for entry in reversed(self.store.records(Entry).by("campaign", campaign)):
            if entry.what in (what, "undo"):
                found |= {product: entry.who for product in entry.after or {} if product in products} | found
            if len(found) == len(products):
                break
        return listed(sorted(set(found.values()))) or _("Somebody")


def _counts(target: ProductTarget) -> dict[str, Any]:
    return {name: getattr(target, name) for name in COUNTS}


def _told(what: Choice, cell: Any) -> str:
    """A choice in words."""
    if what == "set_tiers":
        return _(TIER_NAMES[cell]) if cell else _("No tier")
    if what == "set_role":
        return _(ROLE_NAMES[cell])
    known = [str(cell[name]) for name in COUNTS[:3] if cell[name] is not None] if cell else []
    return " / ".join(known) or _("no target")
