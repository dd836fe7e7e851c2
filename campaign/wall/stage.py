"""The whole wall at one revision: header, every scene, footer."""

from __future__ import annotations

from markupsafe import Markup

from campaign.base import formats
from campaign.base.language import _, chosen
from campaign.wall import svg
from campaign.wall.figures import Alert, Figures
from campaign.wall.formats import as_of, epoch, since
from campaign.wall.markup import html, join
from campaign.wall.scenes import SCENES

TAGS = {"en": "en", "zh_CN": "zh-CN"}


def stage(figures: Figures) -> Markup:
    """The fragment that every viewer of one language gets."""
    critical = [alert for alert in figures.alerts or () if alert.level == "critical"]
    return html(
        '<div class="stage" lang="{}" data-revision="{}" data-critical="{}">{}{}{}</div>',
        TAGS[chosen()],
        figures.revision,
        " ".join(alert.id for alert in critical),
        _header(figures),
        join(scene(figures) for scene in SCENES.values()),
        _footer(critical, figures),
    )


def _header(figures: Figures) -> Markup:
    return html(
        '<header><div class="campaign name">{}</div>{}<div class="until">{}</div>'
        '<div class="clock"><small>{}</small><b data-clock="{}">–</b></div></header>',
        figures.campaign,
        svg.phase_strip(figures.phases, figures.at),
        _countdown(figures),
        formats.city(figures.zone),
        figures.zone,
    )


def _countdown(figures: Figures) -> Markup:
    """To the launch until it begins, then to the end of the phase."""
    launch = next((phase for phase in figures.phases if phase.key == "launch"), None)
    if launch is None:
        return html("<small>{}</small><b>–</b>", _("Launch day unknown"))
    if figures.at < launch.starts:
        label, until = _("{phase} starts in", phase=launch.name), launch.starts
    else:
        phase = next((phase for phase in figures.phases if phase.starts <= figures.at < phase.ends), None)
        if phase is None:
            return html("<small>{}</small><b>–</b>", _("Campaign over"))
        label, until = _("{phase} ends in", phase=phase.name), phase.ends
    return html('<small>{}</small><b data-until="{}">–</b>', label, epoch(until))


def _footer(critical: list[Alert], figures: Figures) -> Markup:
    lost = (
        _("No connection · reconnecting · data from {time}", time=as_of(figures.sales_stamp, figures.at, figures.zone))
        if figures.sales_stamp
        else _("No connection · reconnecting")
    )
    return html(
        '<footer>{}<div class="lost">{}</div><div class="dots">{}</div></footer>',
        _ribbon(critical[0], len(critical), figures) if critical else Markup(),
        lost,
        join(html('<i data-dot="{}"></i>', name) for name in SCENES),
    )


def _ribbon(alert: Alert, count: int, figures: Figures) -> Markup:
    return html(
        '<div class="ribbon"><b>{}</b><span class="name">{}</span><span class="name owner">{}</span>'
        '<span data-since="{}">{}</span></div>',
        _("{count} critical", count=count),
        str(alert.text),
        alert.owner or _("no owner"),
        epoch(alert.opened),
        since(alert.opened, figures.at),
    )
