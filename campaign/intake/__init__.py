"""Files coming in: bytes to frames, with every problem named."""

from campaign.intake.columns import KINDS, Kind, missing, names
from campaign.intake.files.opening import open_file
from campaign.intake.files.sheet import IntakeError, Limits, Problem, Sheet
from campaign.intake.headers import header_signature
from campaign.intake.mapping import Mapping, suggest
from campaign.intake.presets.preset import Preset, PresetError, presets, the_preset
from campaign.intake.presets.recognition import NONE, Match, proposed, recognise
from campaign.intake.reading import Intake, read

TEMPLATE = "template"  # the source of files whose headers are our own

__all__ = [
    "KINDS",
    "NONE",
    "TEMPLATE",
    "Intake",
    "IntakeError",
    "Kind",
    "Limits",
    "Mapping",
    "Match",
    "Preset",
    "PresetError",
    "Problem",
    "Sheet",
    "header_signature",
    "missing",
    "names",
    "open_file",
    "presets",
    "proposed",
    "read",
    "recognise",
    "suggest",
    "the_preset",
]
