"""Registers: every list that the tasks ask for, by one mechanism; what each holds is a data file."""

from campaign.registers.cells import Surroundings, bare, called, read, shown
from campaign.registers.entry import Entry, Tally, checked, clean, entries, fresh, overdue, tally
from campaign.registers.kinds import COMMON, Cell, Column, Kind, RegisterError, State, kinds, load, names
from campaign.registers.proofs import Basis, Evidence, Standing, evidence, together

__all__ = [
    "COMMON",
    "Basis",
    "Cell",
    "Column",
    "Entry",
    "Evidence",
    "Kind",
    "RegisterError",
    "Standing",
    "State",
    "Surroundings",
    "Tally",
    "bare",
    "called",
    "checked",
    "clean",
    "entries",
    "evidence",
    "fresh",
    "kinds",
    "load",
    "names",
    "overdue",
    "read",
    "shown",
    "tally",
    "together",
]
