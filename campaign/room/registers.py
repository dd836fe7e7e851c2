"""The registers' side of the room: the lists, how they stand, what they prove, and which tasks wait for others."""

from __future__ import annotations

from typing import Final

from campaign import registers
from campaign.base.language import _
from campaign.plan import playbook, task_order, tasks
from campaign.plan.campaigns import Campaign
from campaign.plan.tasks import Task
from campaign.prices.history import Price
from campaign.products import Product, Tier
from campaign.registers import Basis, Entry, Evidence, Kind, Surroundings, Tally
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.products import Products
from campaign.room.signup_tracker import SignUpTracker
from campaign.room.signups import SignUps
from campaign.room.tasks import Tasks
from campaign.room.team import Team
from campaign.signups.activities import Activity
from campaign.signups.signups import SignUp
from campaign.team.journal import Entry as Told
from campaign.team.members import Member
from campaign.tiers import Decision

# Which tiers' sign-ups prove which task: every product of the tier has its routes, each with a sign-up.
SIGNED_UP: Final[dict[str, tuple[Tier, ...]]] = {
    "P1-OV-1": ("hero", "activity"),
    "P1-PR-1": ("hero",),
    "P1-PR-2": ("activity",),
    "P1-PR-3": ("volume",),
    "P1-PR-4": ("clearance",),
}


class Registers(Part):
    """Is everything the tasks need there?"""

    def __init__(
        self,
        reader: Reader,
        products: Products,
        team: Team,
        signups: SignUps,
        signup_tracker: SignUpTracker,
        tasks: Tasks,
    ) -> None:
        super().__init__(reader)
        self.products = products
        self.team = team
        self.signups = signups
        self.signup_tracker = signup_tracker
        self.tasks = tasks

    @kept(Entry)
    def every_entry(self) -> tuple[Entry, ...]:
        """The entries of every register, those taken back too, in the order in which they were made."""
        return tuple(self.store.records(Entry).by("campaign", self.campaign.id))

    @kept(Entry)
    def entries(self, kind: str) -> tuple[Entry, ...]:
        """The entries of one register."""
        return registers.entries(self.every_entry(), kind)

    @kept(Entry)
    def tallies(self) -> dict[str, Tally]:
        """How each register stands today, by its key."""
        return {kind.key: registers.tally(kind, self.entries(kind.key), self.today) for kind in registers.kinds()}

    def brief(self) -> Entry | None:
        """The campaign's brief; None while nobody wrote it."""
        return next(iter(self.entries("brief")), None)

    @kept(Member, Product)
    def surroundings(self) -> Surroundings:
        """What cells are read and shown by."""
        products = {id_: one.name for id_, one in self.products.catalogue().items()}
        return Surroundings(self.campaign.zone, self.campaign.currency, self.team.members(), products)

    def entry_name(self, kind: Kind, entry: Entry) -> str:
        """How an entry is called."""
        return registers.called(kind, entry, self.surroundings())

    @kept(Told)
    def entry_history(self, entry: int) -> tuple[Told, ...]:
        """What was done to one entry, newest first; a file that brought or changed it too."""
        subject = f"entry {entry}"
        return tuple(
            one
            for one in self.team.journal()
            if one.subject == subject or (one.what == "import_entries" and str(entry) in (one.after or {}))
        )

    @kept(Entry, Product, Decision, SignUp, Activity, Price, Campaign, FACTS)
    def evidence(self) -> dict[str, Evidence]:
        """What is known of each task's evidence, by task id: lists and sign-ups; it never bars a tick."""
        found = registers.evidence(self.every_entry(), self._basis())
        for task, tiers in SIGNED_UP.items():
            signed = self._signed(tiers)
            found[task] = registers.together([signed, found[task]] if task in found else [signed])
        for task, proof in self.signup_tracker.gate_evidence().items():
            found[task] = registers.together([proof, found[task]] if task in found else [proof])
        return found

    def _basis(self) -> Basis:
        heroes = sum(tier == "hero" for tier in self.products.decided().values())
        hits = sum(one.role == "potential_hit" for one in self.products.catalogue().values())
        return Basis(
            needs={"heroes": heroes or None, "potential_hits": hits or None},
            days={phase.key: len(phase.days) for phase in self.calendar},
        )

    def _signed(self, tiers: tuple[Tier, ...]) -> Evidence:
        signed = self.signups.signed_up(tiers)
        if not self.signups.all() or not signed.total:
            return Evidence("empty", _("Sign-ups: nothing is signed up yet"))
        text = _("Sign-ups: {found} of {need} in", found=signed.done, need=signed.total)
        return Evidence("met" if signed.done == signed.total else "short", text)

    @kept(Task, Entry, Product, Decision, SignUp, Activity, Price, Campaign, FACTS)
    def contradicted(self) -> frozenset[str]:
        """The tasks that are ticked although their evidence falls short."""
        short = {task for task, one in self.evidence().items() if one.standing == "short"}
        return frozenset(one.task for one in self.tasks.all() if one.task in short and tasks.status(one) == "done")

    @kept(Task)
    def waiting(self) -> dict[str, tuple[Task, ...]]:
        """The open tasks that each task waits for, by task id; the most urgent first."""
        after = {task.id: task.after for task in playbook.load(self.campaign.playbook).tasks}
        return task_order.waiting(self.tasks.all(), after)
