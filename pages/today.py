"""Today: what must I do now?"""

from __future__ import annotations

from campaign.language import _, _n
from campaign.web import session
from campaign.web.live import fragment
from campaign.web.tasks import task_rows
from campaign.web.widgets import answer, panel

session.require()


@fragment("documents")
def due() -> None:
    """The tasks late or due today; everyone's ticks appear as they are made."""
    room = session.room()
    tasks = room.due()
    late = sum(room.shown()[task.task] == "late" for task in tasks)
    answer(
        _("What must I do now?"),
        _n("{count} task is late or due today", "{count} tasks are late or due today", len(tasks)),
        as_of=room.as_of(),
    )
    with panel(_("Due and overdue"), _n("{count} late", "{count} late", late), key="tight-tasks"):
        task_rows(tasks, "today")


due()
