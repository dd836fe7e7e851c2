"""A retrospective to bytes: workbook, Markdown, comma-separated values."""

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.exports.csv_file import delimited
from campaign.exports.markdown import markdown
from campaign.exports.report import Block, Column, Plot, Retro
from campaign.exports.sections import retro
from campaign.exports.workbook import workbook

__all__ = ["FORMATS", "MEDIA_TYPES", "Block", "Column", "ExportError", "Plot", "Retro", "export", "retro"]

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
FORMATS = tuple(MEDIA_TYPES)


class ExportError(CampaignError):
    """A format that nothing is written in."""


def export(what: Retro, form: str) -> bytes:
    """A retrospective as a file, in the chosen language.

    Args:
        what: The retrospective, as `retro` makes it.
        form: One of `FORMATS`.

    Raises:
        ExportError: there is no such format.
    """
    if form == "xlsx":
        return workbook(what)
    if form == "md":
        return markdown(what).encode()
    if form == "csv":
        return delimited(what)
    raise ExportError(
        _("'{found}' is not an export format; use one of {formats}", found=form, formats=", ".join(FORMATS)), found=form
    )
