"""Proofs: what the registers say about the tasks they prove; shown beside a task, never a bar to its tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from campaign.base import formats
from campaign.base.language import _
from campaign.base.phases import NAMES
from campaign.registers.entry import Entry, entries
from campaign.registers.kinds import ALL, ANY, Cell, Kind, Proof, kinds

Standing = Literal["met", "short", "unknown", "empty"]
WORST_FIRST: tuple[Standing, ...] = ("short", "unknown", "empty", "met")


class Evidence(NamedTuple):
    """What is known of a task's evidence.

    Attributes:
        standing: `met`, `short` of what is needed, `unknown` how much is needed, `empty`: nobody keeps this list.
        text: The count as a sentence.
        register: The register that says it, for the link; None where something else does.
    """

    standing: Standing
    text: str
    register: str | None = None


class Basis(NamedTuple):
    """What proofs are counted against: figures of the campaign by name, and the days of each phase."""

    needs: Mapping[str, int | None]
    days: Mapping[str, int]


def evidence(found: Iterable[Entry], basis: Basis) -> dict[str, Evidence]:
    """What the registers say about each task they prove, by task id.

    Args:
        found: The entries of one campaign.
        basis: What they are counted against.

    Returns:
        One evidence per task; where several lists prove it, the texts together and the worst standing.

    Source: systems.md A3 (what proves a task done); features.md C1 (evidence of tasks reads registers).
    """
    kept = entries(found)
    told: dict[str, list[Evidence]] = {}
    for kind in kinds():
        own = entries(kept, kind.key)
        for proof in kind.proves:
            told.setdefault(proof.task, []).append(counted(kind, proof, own, basis))
    return {task: together(several) for task, several in told.items()}


def together(several: Iterable[Evidence]) -> Evidence:
    """Several pieces of evidence of one task as one; the link goes to the worst."""
    ranked = sorted(several, key=lambda one: WORST_FIRST.index(one.standing))
    return ranked[0]._replace(text=" · ".join(one.text for one in ranked))


def counted(kind: Kind, proof: Proof, own: Iterable[Entry], basis: Basis) -> Evidence:
    """How far the entries of a register prove a task.

    Example:
        >>> kind = next(one for one in kinds() if one.key == "brief")
        >>> counted(kind, kind.proves[0], [], Basis({}, {})).text
        'Campaign brief: no entry yet'
    """
    rows = list(own)
    if not rows:
        return Evidence("empty", _("{register}: no entry yet", register=kind.title), kind.key)
    if proof.above:
        return _compared(kind, proof, rows, basis)
    matching = entries(rows, where=proof.where)
    good = len(_each(proof, [one for one in matching if _counts(kind, proof, one)]))
    need = _need(proof, matching, basis)
    words = {"register": kind.title, "found": formats.whole(good), "state": _state(kind, proof)}
    if need is None:
        return Evidence("unknown", _("{register}: {found} {state}, how many are needed is unknown", **words), kind.key)
    if not need:
        text = (
            _("{register}: nothing is waiting", **words) if proof.none_is_fine else _("{register}: none yet", **words)
        )
        return Evidence("met" if proof.none_is_fine else "short", text, kind.key)
    if good > need:
        return Evidence(
            "met", _("{register}: {found} {state}, {need} needed", need=formats.whole(need), **words), kind.key
        )
    text = _("{register}: {found} of {need} {state}", need=formats.whole(need), **words)
    return Evidence("met" if good >= need else "short", text, kind.key)


def _state(kind: Kind, proof: Proof) -> str:
    """The word for what counts: the state, where only one does."""
    wanted = proof.states or kind.done
    return kind.state(wanted[0]).title.lower() if len(wanted) == 1 and wanted != (ANY,) else _("complete")


def _need(proof: Proof, matching: Iterable[Entry], basis: Basis) -> int | None:
    if proof.need == ALL:
        return len(_each(proof, matching))
    return proof.need if isinstance(proof.need, int) else basis.needs.get(proof.need)


def _each(proof: Proof, found: Iterable[Entry]) -> set[object]:
    """The different things that entries stand for."""
    return {tuple(map(one.value, proof.each)) if proof.each else id(one) for one in found}


def _counts(kind: Kind, proof: Proof, entry: Entry) -> bool:
    """Whether an entry proves anything: its state counts, and what must be known is known and far enough."""
    state = kind.state(entry.state)
    if proof.states == (ANY,):
        settled = True
    elif proof.states:
        settled = entry.state in proof.states
    else:
        settled = state.done or state.waived
    if not settled:
        return False
    if state.waived:
        return True
    if any(entry.value(key) is None for key in proof.filled):
        return False
    return all(
        _reaches(entry.value(ratio.column), entry.value(ratio.of), ratio.times) is True for ratio in proof.at_least
    )


def _reaches(value: Cell | None, of: Cell | None, times: float) -> bool | None:
    """Whether a value reaches so many times another; None where either is unknown."""
    if value is None or of is None:
        return None
    if isinstance(value, str) or isinstance(of, str):
        return str(value) >= str(of)
    return value >= of * times - 1e-9


def _compared(kind: Kind, proof: Proof, rows: Iterable[Entry], basis: Basis) -> Evidence:
    """More a day than in an earlier phase, in number and in each sum."""
    here = entries(rows, where=proof.where, states=None if proof.states == (ANY,) else proof.states or kind.done)
    elsewhere = {**proof.where, "phase": (str(proof.above),)}
    before = entries(rows, where=elsewhere, states=None if proof.states == (ANY,) else proof.states or kind.done)
    days = [basis.days.get(phase) for phase in (*proof.where.get("phase", ()), str(proof.above))]
    phase = _(NAMES[proof.above]) if proof.above else ""
    words = {"register": kind.title, "phase": phase}
    if not before or len(days) != 2 or not all(days):
        return Evidence("unknown", _("{register}: nothing of {phase} to compare with", **words), kind.key)
    now_days, then_days = (day or 1 for day in days)
    pairs = [(float(len(here)), float(len(before)))]
    for name in proof.sums:
        now, then = _sum(here, name), _sum(before, name)
        if now is None or then is None:
            column = kind.column(name).title
            return Evidence("unknown", _("{register}: {column} is not filled everywhere", column=column, **words),
                            kind.key)  # fmt: skip
        pairs.append((now, then))
    names = (kind.title, *(kind.column(name).title for name in proof.sums))
    told = "; ".join(
        _("{what}: {now} in {now_days} days, {then} in {then_days} days of {phase}", what=name, now=_short(now),
          then=_short(then), now_days=now_days, then_days=then_days, phase=phase)
        for name, (now, then) in zip(names, pairs, strict=True)
    )  # fmt: skip
    standing: Standing = "met" if all(now / now_days > then / then_days for now, then in pairs) else "short"
    return Evidence(standing, told, kind.key)


def _sum(found: Iterable[Entry], column: str) -> float | None:
    """A column added up; None where a cell is empty."""
    values = [one.value(column) for one in found]
    return None if any(value is None for value in values) else float(sum(values))


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
