"""Files coming in: bytes to frames, with every problem named."""

from campaign.intake.columns import KINDS, Kind, missing, names
from campaign.intake.headers import header_signature
from campaign.intake.mapping import Mapping, suggest
from campaign.intake.opening import open_file
from campaign.intake.reading import Intake, read
from campaign.intake.sheet import IntakeError, Limits, Problem, Sheet

TEMPLATE = "template"  # the source of files whose headers are our own

__all__ = [
    "KINDS",
    "TEMPLATE",
    "Intake",
    "IntakeError",
    "Kind",
    "Limits",
    "Mapping",
    "Problem",
    "Sheet",
    "header_signature",
    "missing",
    "names",
    "open_file",
    "read",
    "suggest",
]
