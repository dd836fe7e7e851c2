"""The checklist: ticks, waivers and a history that stays whole."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from campaign.base.language import speaking
from campaign.plan import campaigns
from campaign.plan import tasks as checklist
from campaign.plan.playbook import load
from campaign.plan.tasks import (
    ChecklistError,
    Task,
    done_by,
    shown,
    status,
    tick,
    ticked_parts,
    untick,
    unwaive,
    waive,
)
from campaign.team.members import Member

ZONE = "America/Los_Angeles"
AT = datetime(2026, 11, 1, 18, tzinfo=UTC)
ADA = {"at": AT, "member": 1, "who": "Ada"}
BO = {"at": AT + timedelta(minutes=1), "member": 2, "who": "Bo"}


def a_task(parts=0, **changes):
    return Task(
        campaign=1,
        task="P2-MK-1",
        phase="warm_up",
        function="marketing",
        core=False,
        due=datetime(2026, 11, 8, 8, tzinfo=UTC),
        title_en="Reach old customers",
        title_zh="触达老客户",
        parts_en=tuple(f"part {place}" for place in range(parts)),
        parts_zh=tuple(f"第{place}项" for place in range(parts)),
        **changes,
    )


def test_one_tick_makes_a_task_done_and_says_by_whom():
    task = tick(a_task(), note="in the hall", **ADA)
    assert status(task) == "done"
    assert (done_by(task).who, done_by(task).at, done_by(task).note) == ("Ada", AT, "in the hall")


def test_a_second_tick_keeps_who_ticked_first():
    first = tick(a_task(), **ADA)
    assert tick(first, **BO) is first


def test_a_history_with_two_ticks_of_the_same_task_names_the_first():
    events = tuple(checklist.Event(act="tick", **who) for who in (ADA, BO))
    assert done_by(a_task(history=events)).who == "Ada"


def test_a_tick_of_the_whole_ticks_its_parts_and_leaves_those_ticked_before():
    task = tick(tick(a_task(3), part=1, **BO), **ADA)
    assert [event.who for event in ticked_parts(task)] == ["Ada", "Bo", "Ada"]
    assert done_by(task).who == "Ada"


def test_the_last_part_makes_the_task_done():
    task = tick(a_task(2), part=1, **ADA)
    assert status(task) == "doing"
    assert ticked_parts(task)[0] is None
    task = tick(task, part=0, **BO)
    assert status(task) == "done"
    assert done_by(task).who == "Bo"
    assert tick(task, part=0, **ADA) is task


def test_an_unticked_part_opens_the_task_again_and_the_others_stay():
    task = untick(tick(a_task(3), **ADA), part=1, **BO)
    assert status(task) == "doing"
    assert [bool(event) for event in ticked_parts(task)] == [True, False, True]
    assert done_by(task) is None


def test_undo_keeps_the_history():
    task = tick(untick(tick(a_task(), **ADA), **BO), **BO)
    assert [(event.act, event.who) for event in task.history] == [("tick", "Ada"), ("untick", "Bo"), ("tick", "Bo")]
    assert done_by(task).who == "Bo"


def test_there_is_nothing_to_undo_on_an_untouched_task():
    task = a_task(2)
    assert untick(task, **ADA) is task
    assert untick(task, part=0, **ADA) is task
    assert unwaive(task, **ADA) is task


@pytest.mark.parametrize(("parts", "part"), [(0, 0), (2, 2), (2, -1)])
def test_a_part_that_does_not_exist_is_refused(parts, part):
    for act in (tick, untick):
        with pytest.raises(ChecklistError, match=f"P2-MK-1 has no part {part + 1}; it has {parts} parts"):
            act(a_task(parts), part=part, **ADA)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_waiver_needs_a_reason(reason):
    with pytest.raises(ChecklistError, match="write down a reason"):
        waive(a_task(), reason, **ADA)


def test_a_waiver_keeps_its_reason_and_its_first_giver():
    task = waive(a_task(2), " no such channel here ", **ADA)
    assert status(task) == "waived"
    assert checklist.waived_by(task).note == "no such channel here"
    assert waive(task, "other", **BO) is task


def test_a_done_task_cannot_be_waived():
    with pytest.raises(ChecklistError, match="is done"):
        waive(tick(a_task(), **ADA), "late", **BO)


def test_a_waived_task_may_still_be_done_and_undone():
    waived = waive(a_task(), "no time", **ADA)
    done = tick(waived, **BO)
    assert status(done) == "done"
    assert status(untick(done, **BO)) == "waived"


def test_undoing_a_waived_task_takes_the_waiver_back_first():
    task = untick(waive(tick(a_task(2), part=0, **ADA), "half is enough", **ADA), **BO)
    assert task.history[-1].act == "unwaive"
    assert status(task) == "doing"
    assert status(untick(task, **BO)) == "todo"


def test_a_task_is_due_on_its_day_and_late_when_the_day_is_over():
    task = a_task()  # due by the end of 7 November in Los Angeles
    assert checklist.due_day(task, ZONE) == date(2026, 11, 7)
    assert shown(task, datetime(2026, 11, 7, 7, 59, tzinfo=UTC), ZONE) == "open"
    assert shown(task, datetime(2026, 11, 7, 8, 0, tzinfo=UTC), ZONE) == "due"
    assert shown(task, task.due - timedelta(microseconds=1), ZONE) == "due"
    assert shown(task, task.due, ZONE) == "late"
    assert shown(tick(task, **ADA), task.due, ZONE) == "done"
    assert shown(waive(task, "no", **ADA), task.due, ZONE) == "waived"
    assert shown(tick(a_task(2), part=0, **ADA), task.due, ZONE) == "late"


def test_words_are_spoken_in_the_chosen_language():
    with speaking("zh_CN"):
        assert a_task(1).title == "触达老客户"
        assert a_task(1).parts == ("第0项",)
    assert a_task(1).parts == ("part 0",)


def campaign_tasks():
    book = load("double11")
    created = datetime(2026, 9, 1, tzinfo=UTC)
    campaign = campaigns.plan(
        book, name="Double 11", launch=date(2026, 11, 11), zone=ZONE, currency="USD", store="main", created=created
    )
    return list(campaigns.tasks(book, campaign))


def test_progress_counts_every_task_once():
    tasks = campaign_tasks()
    tasks[0] = tick(tasks[0], **ADA)
    tasks[1] = waive(tasks[1], "no hall", **ADA)
    frame = checklist.progress(tasks, AT, ZONE)
    assert list(frame.columns) == ["phase", "function", "done", "due", "late", "open", "waived", "total"]
    assert len(frame) == 28
    assert frame["total"].sum() == 102
    assert (frame[["done", "due", "late", "open", "waived"]].sum(axis=1) == frame["total"]).all()
    expected = Counter((task.phase, task.function, shown(task, AT, ZONE)) for task in tasks)
    for row in frame.to_dict("records"):
        for name in checklist.SHOWN:
            assert row[name] == expected[row["phase"], row["function"], name]
    assert list(checklist.progress([], AT, ZONE)["total"]) == []


def test_today_and_overdue_leave_out_what_is_settled():
    tasks = campaign_tasks()
    at = datetime(2026, 10, 2, 20, tzinfo=UTC)  # 2 October in Los Angeles: the kick-off is due
    assert [task.task for task in tasks if checklist.shown(task, at, ZONE) == "due"] == ["P1-OV-2"]
    tomorrow = at + timedelta(days=1)
    assert [task.task for task in checklist.overdue(tasks, tomorrow)] == ["P1-OV-2"]
    tasks[1] = tick(tasks[1], **ADA)
    assert not any(checklist.shown(task, at, ZONE) == "due" for task in tasks)
    assert checklist.overdue(tasks, tomorrow) == []
    late = checklist.overdue(campaign_tasks(), AT)
    assert [task.due for task in late] == sorted(task.due for task in late)


def test_mine_is_what_i_own_and_what_nobody_owns_in_my_functions():
    me = Member(id=5, name="Ada", login="ada", role="lead", functions=("off_site",))
    tasks = campaign_tasks()
    in_function = {task.task for task in tasks if task.function == "off_site"}
    assert {task.task for task in checklist.mine(tasks, me, me.functions)} == in_function
    given = [
        task.model_copy(update={"owner": 5 if task.task == "P1-OV-1" else 9})
        if task.task in ("P1-OV-1", "P1-OF-1")
        else task
        for task in tasks
    ]
    assert {task.task for task in checklist.mine(given, me, me.functions)} == in_function - {"P1-OF-1"} | {"P1-OV-1"}


def test_core_open_names_what_keeps_a_phase_open():
    tasks = campaign_tasks()
    assert [task.task for task in checklist.core_open(tasks, "warm_up")] == ["P2-OV-1", "P2-OV-3", "P2-OV-4", "P2-PR-1"]


class Interleaving(RuleBasedStateMachine):
    """Several people act on one task in any order; a set of places and a reason stand beside it as the oracle."""

    @initialize(parts=st.integers(0, 4))
    def begin(self, parts):
        self.task = a_task(parts)
        self.places = range(max(parts, 1))
        self.ticked: dict[int, str] = {}
        self.reason: str | None = None
        self.written: list[tuple[str, int | None, str]] = []
        self.clock = AT

    def who(self, name):
        self.clock += timedelta(seconds=1)
        return {"at": self.clock, "member": ord(name), "who": name}

    def done(self):
        return len(self.ticked) == len(self.places)

    def touched(self, data):
        part = data.draw(st.sampled_from([None, *range(len(self.task.parts_en))]))
        return part, set(self.places if part is None else [part])

    def act(self, task, name, act, part):
        """The act is the one new event at the end of the history, or there was nothing to do."""
        if act:
            assert task.history[:-1] == self.task.history
            self.written.append((act, part, name))
        else:
            assert task is self.task
        self.task = task

    @rule(data=st.data(), name=st.sampled_from("abc"))
    def ticks(self, data, name):
        part, places = self.touched(data)
        new = places - self.ticked.keys()
        self.act(tick(self.task, part=part, **self.who(name)), name, "tick" if new else None, part)
        self.ticked |= dict.fromkeys(new, name)

    @rule(data=st.data(), name=st.sampled_from("abc"))
    def unticks(self, data, name):
        part, places = self.touched(data)
        after = untick(self.task, part=part, **self.who(name))
        if part is None and self.reason and not self.done():
            self.act(after, name, "unwaive", None)
            self.reason = None
            return
        self.act(after, name, "untick" if places & self.ticked.keys() else None, part)
        self.ticked = {place: by for place, by in self.ticked.items() if place not in places}

    @rule(name=st.sampled_from("abc"), reason=st.sampled_from(["", " ", "no stock", "not here"]))
    def waives(self, name, reason):
        if not reason.strip() or self.done():
            with pytest.raises(ChecklistError):
                waive(self.task, reason, **self.who(name))
            return
        self.act(waive(self.task, reason, **self.who(name)), name, None if self.reason else "waive", None)
        self.reason = self.reason or reason

    @rule(name=st.sampled_from("abc"))
    def unwaives(self, name):
        self.act(unwaive(self.task, **self.who(name)), name, "unwaive" if self.reason else None, None)
        self.reason = None

    @rule()
    def is_stored_and_read_again(self):
        self.task = Task.model_validate_json(self.task.model_dump_json())

    @invariant()
    def the_history_is_whole_and_in_order(self):
        assert [(event.act, event.part, event.who) for event in self.task.history] == self.written
        times = [event.at for event in self.task.history]
        assert times == sorted(times)

    @invariant()
    def the_state_is_what_the_oracle_says(self):
        expected = "done" if self.done() else "waived" if self.reason else "doing" if self.ticked else "todo"
        assert status(self.task) == expected
        ticks = checklist.state(self.task).ticks
        assert {place: event.who for place, event in ticks.items()} == self.ticked
        waiver = checklist.waived_by(self.task)
        assert (waiver and waiver.note) == self.reason
        assert bool(done_by(self.task)) == self.done()


TestInterleaving = Interleaving.TestCase
TestInterleaving.settings = settings(max_examples=70, stateful_step_count=30, deadline=None)
