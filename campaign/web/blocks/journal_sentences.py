"""News: a journal entry as a sentence for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from campaign import products, registers
from campaign.base import formats, money, phases
from campaign.base.language import N_, _, _n
from campaign.desk.service import OPERATOR
from campaign.plan import campaigns, playbook
from campaign.room import Room
from campaign.signups import signups
from campaign.spend import channels
from campaign.targets import callouts
from campaign.team.journal import Entry
from campaign.web.widgets.basics import plain

SENTENCES: Mapping[str, str] = {
    "tick": N_("{who} ticked {what}"),
    "untick": N_("{who} took back the tick of {what}"),
    "waive": N_("{who} waived {what}: {note}"),
    "assign": N_("{who} gave {what} to {owner}"),
    "add_task": N_("{who} made a task: {what}"),
    "alert_opened": N_("Alert: {what}"),
    "alert_resolved": N_("No longer an alert: {what}"),
    "acknowledge": N_("{who} has seen the alert {what}"),
    "snooze": N_("{who} snoozed the alert {what}"),
    "give_alert": N_("{who} passed on the alert {what}"),
    "resolve": N_("{who} closed the alert {what}: {note}"),
    "receive": N_("{who} entered {units} pieces received of {what}"),
    "call_out": N_("{who} called buyers of {what} by {channel}"),
    "call_out_result": N_("{who} wrote down what the call-out of {what} brought: {note}"),
    "plan": N_("{who} planned {what}"),
    "change_plan": N_("{who} changed the plan of {what}"),
    "close_phase": N_("{who} closed {what}"),
    "reopen_phase": N_("{who} opened {what} again"),
    "track": N_("{who} set {what} to {state}"),
    "add_lesson": N_("{who} wrote down: {what}"),
    "change_lesson": N_("{who} changed what was written down: {what}"),
    "remove_lesson": N_("{who} took back: {what}"),
    "edit_product": N_("{who} changed the product {what}"),
    "enter_price": N_("{who} wrote down a price of {what}"),
    "take_back_price": N_("{who} took back a price of {what}"),
    "import_prices": N_("{who} imported a price history: {what}"),
    "plan_discount": N_("{who} planned the campaign price of {what}"),
    "waive_floor": N_("{who} stands for {what} below the margin floor: {note}"),
    "inspect": N_("{who} looked at {what}"),
    "import": N_("{who} imported {what}: {new} new rows, {changed} changed"),
    "undo_import": N_("{who} undid the import of {what}"),
    "release": N_("{who} released {amount} to {channel}: {note}"),
    "enter_spend": N_("{who} entered {amount} spent on {channel}"),
    "add_entry": N_("{who} added {what}"),
    "change_entry": N_("{who} brought {what} up to date"),
    "remove_entry": N_("{who} took {what} off the list"),
    "restore_entry": N_("{who} put {what} back on the list"),
    "add_activity": N_("{who} added the activity {what}"),
    "change_activity": N_("{who} changed the activity {what}"),
    "remove_activity": N_("{who} took back the activity {what}"),
    "change_sign_up": N_("{who} changed the sign-up of {what}"),
    "enter_prompt": N_("{who} entered what the back office says of {what}"),
    "make_wall_link": N_("{who} made the wall link {what}"),
    "revoke_wall_link": N_("{who} revoked the wall link {what}"),
    "make_token": N_("{who} made a token for {what}"),
    "revoke_token": N_("{who} ended a token of {what}"),
    "invite": N_("{who} invited {what}"),
    "enrol": N_("{what} joined the team"),
    "change_member": N_("{who} changed the account of {what}"),
    "choose_password": N_("{who} chose a password"),
    "sign_in": N_("{who} signed in"),
    "revoke_session": N_("{who} ended a session"),
}
COUNTED: Mapping[str, Callable[..., str]] = {
    "set_tiers": lambda count, **words: _n(
        "{who} put {count} product into a tier", "{who} put {count} products into tiers", count, **words
    ),
    "set_role": lambda count, **words: _n(
        "{who} gave {count} product a role", "{who} gave {count} products a role", count, **words
    ),
    "set_targets": lambda count, **words: _n(
        "{who} set the target of {count} product", "{who} set the targets of {count} products", count, **words
    ),
    "switch_conversion": lambda count, **words: _n(
        "{who} switched how the conversion of {count} product is read",
        "{who} switched how the conversion of {count} products is read",
        count,
        **words,
    ),
    "undo": lambda count, **words: _n(
        "{who} took back the choice for {count} product",
        "{who} took back the choice for {count} products",
        count,
        **words,
    ),
    "import_entries": lambda count, **words: _n(
        "{who} took {count} entry into a register", "{who} took {count} entries into a register", count, **words
    ),
    "sign_up": lambda count, **words: _n(
        "{who} signed {count} product up for {what}", "{who} signed {count} products up for {what}", count, **words
    ),
    "step_sign_up": lambda count, **words: _n(
        "{who} moved {count} sign-up to '{state}': {what}",
        "{who} moved {count} sign-ups to '{state}': {what}",
        count,
        **words,
    ),
    "set_budget": lambda count, **words: _n(
        "{who} changed {count} line of the budget", "{who} changed {count} lines of the budget", count, **words
    ),
}
EXPLAINED = ("tick", "untick", "close_phase", "acknowledge", "snooze", "call_out")
WORDLESS = N_("{who} changed {what}")


def sentence(entry: Entry, room: Room) -> str:
    """What happened, as plain text in the chosen language."""
    return _said(entry, room, str, str)


def line(entry: Entry, room: Room) -> str:
    """What happened and when, as one line of markdown."""
    said = _said(entry, room, plain, lambda text: f"**{plain(text)}**")
    return f"{said} :gray[{formats.moment(entry.at, room.campaign.zone)}]"


def lines(entries: Iterable[Entry], room: Room) -> str:
    """Entries as a markdown list; of the same act on the same thing only the first stands."""
    first: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        first.setdefault((entry.who, entry.what, entry.subject), entry)
    return "\n".join(f"- {line(entry, room)}" for entry in first.values())


def _said(entry: Entry, room: Room, quiet: Callable[[str], str], loud: Callable[[str], str]) -> str:
    words = {name: quiet(text) for name, text in _words(entry, room).items()}
    words |= {"who": quiet(_who(entry)), "what": loud(_subject(entry, room)), "note": quiet(entry.note)}
    if entry.what in COUNTED:
        return COUNTED[entry.what](_count(entry), **words)
    said = _(SENTENCES.get(entry.what, WORDLESS), **words)
    return f"{said} ({words['note']})" if entry.note and entry.what in EXPLAINED else said


def _words(entry: Entry, room: Room) -> dict[str, str]:
    after: Mapping[str, Any] = entry.after or {}
    channel = entry.title if entry.what == "call_out" else entry.subject
    return {
        "amount": money.text(after.get("minor"), room.campaign.currency),
        "channel": _(callouts.CHANNELS[channel]) if channel in callouts.CHANNELS else channels.name(channel),
        "units": formats.whole(after.get("units")),
        "new": formats.whole(after.get("new")),
        "changed": formats.whole(after.get("changed")),
        "owner": room.team.name(after.get("owner")) or _("nobody"),
        "state": _state(entry, after),
    }


def _state(entry: Entry, after: Mapping[str, Any]) -> str:
    if entry.what == "step_sign_up" and after.get("state") in signups.STATES:
        return _(signups.STATES[after["state"]])
    return _(campaigns.TARGET_STATES[entry.note]) if entry.note in campaigns.TARGET_STATES else entry.note


def _who(entry: Entry) -> str:
    return _("The command line") if entry.who == OPERATOR else entry.who


def _subject(entry: Entry, room: Room) -> str:
    """What an entry is about, as the chosen language calls it."""
    kind, _space, key = entry.subject.partition(" ")
    if kind == "task":
        return next((task.title for task in room.tasks.all() if task.task == key), entry.title)
    if kind == "entry":
        row = next((one for one in room.registers.every_entry() if str(one.id) == key), None)
        register = registers.load(row.kind) if row else None
        return (
            f"{register.title}{_(': ')}{room.registers.entry_name(register, row)}" if row and register else entry.title
        )
    if kind == "alert":
        return next((alert.sentence for alert in room.alerts.all() if str(alert.id) == key), entry.title)
    if kind in ("product", "sku"):
        product, _slash, sku_id = key.partition("/")
        found = room.products.catalogue().get(product)
        sku = products.resolved(found, sku_id) if found else products.Sku(sku_id=sku_id)
        return ", ".join(part for part in (found.name if found else product, sku.colour, sku.size) if part)
    if entry.what in ("close_phase", "reopen_phase"):
        return _(phases.NAMES[entry.title]) if entry.title in phases.KEYS else entry.title
    if entry.what == "track":
        known = playbook.load(room.campaign.playbook).tracked_targets
        return next((target.title for target in known if target.key == entry.title), entry.title)
    return entry.title or entry.subject


def _count(entry: Entry) -> int:
    number = entry.subject.partition(" ")[0]
    return int(number) if number.isdecimal() else 0
