"""The Double 11 playbook: 102 tasks, four phases, and a loader that believes nothing."""

import re
from collections import Counter

import pytest
import yaml
from pydantic import ValidationError

from campaign.base.language import speaking
from campaign.base.phases import KEYS
from campaign.plan.playbook import (
    FOLDER,
    THRESHOLD_NAMES,
    Playbook,
    PlaybookError,
    Thresholds,
    load,
    names,
)
from campaign.products import TIERS
from campaign.team.members import FUNCTIONS

BOOK = load("double11")
PER_FUNCTION = {  # overall, product, on-site, off-site, marketing, visual, logistics and service
    "build_up": (7, 6, 4, 1, 3, 9, 10),
    "warm_up": (4, 1, 2, 2, 3, 3, 6),
    "launch": (5, 2, 2, 1, 4, 3, 2),
    "review": (4, 4, 3, 1, 4, 2, 4),
}
CORE = {
    "build_up": ("OV-1", "OV-5", "OV-6", "PR-1", "PR-2", "PR-3", "PR-4", "PR-5", "PR-6", "MK-1", "LS-1", "LS-10"),
    "warm_up": ("OV-1", "OV-3", "OV-4", "PR-1"),
    "launch": ("OV-4", "PR-1", "ON-1", "ON-2", "OF-1", "MK-2", "MK-3", "MK-4"),
    "review": ("OV-1", "OV-3", "PR-1", "PR-2", "PR-3", "ON-1", "MK-3", "MK-4", "LS-2", "LS-3"),
}
PARTS = {
    "P1-OV-6": 8, "P1-ON-3": 4, "P1-OF-1": 4, "P1-MK-1": 8, "P1-MK-2": 4, "P1-MK-3": 4, "P2-OV-1": 4, "P2-PR-1": 4,
    "P2-MK-1": 5, "P2-MK-2": 4, "P3-MK-2": 9, "P3-MK-3": 2, "P3-VI-2": 4, "P3-LS-1": 5, "P4-VI-2": 3, "P4-LS-3": 5,
}  # fmt: skip
LETTERS = dict(zip(("OV", "PR", "ON", "OF", "MK", "VI", "LS"), FUNCTIONS, strict=True))


def written():
    return yaml.safe_load((FOLDER / "double11.yaml").read_text(encoding="utf-8"))


def test_there_are_102_tasks_spread_over_phases_and_functions_as_documented():
    assert len(BOOK.tasks) == 102
    found = Counter((task.phase, task.function) for task in BOOK.tasks)
    assert found == {
        (phase, function): count
        for phase, counts in PER_FUNCTION.items()
        for function, count in zip(FUNCTIONS, counts, strict=True)
    }


def test_a_task_id_tells_phase_and_function():
    for task in BOOK.tasks:
        number, letters, _place = re.fullmatch(r"P(\d)-([A-Z]{2})-(\d+)", task.id).groups()
        assert (KEYS[int(number) - 1], LETTERS[letters]) == (task.phase, task.function)


def test_the_core_tasks_are_those_that_keep_a_phase_open():
    for phase, places in CORE.items():
        assert [task.id[3:] for task in BOOK.tasks if task.core and task.phase == phase] == list(places)


def test_the_parts_are_the_same_in_both_languages():
    assert {task.id: len(task.subticks_en) for task in BOOK.tasks if task.subticks_en} == PARTS
    for task in BOOK.tasks:
        assert len(task.subticks_en) == len(task.subticks_zh)


def test_three_tasks_come_from_the_other_targets():
    assert {task.id for task in BOOK.tasks if task.source == "other_target"} == {"P1-OV-7", "P3-OV-5", "P4-LS-4"}


def test_every_chinese_text_is_chinese_with_its_own_punctuation():
    for task in BOOK.tasks:
        for text in (task.title_zh, task.evidence_zh, *task.subticks_zh):
            assert not re.search(r"[,;()]|:(?!00)", text), (task.id, text)
        assert re.search("[一-鿿]", task.title_zh)
        assert re.search("[一-鿿]", task.evidence_zh)
        assert not re.search("[一-鿿]", task.title_en.replace("直通车", "")), task.id


def test_the_phases_and_their_missions_speak_both_languages():
    assert [phase.start_offset for phase in BOOK.phases] == [-41, -14, 0, 2]
    assert BOOK.end_offset == 10
    assert [len(phase.points_en) for phase in BOOK.phases] == [3, 3, 2, 3]
    assert BOOK.title == "Double 11"
    with speaking("zh_CN"):
        assert BOOK.title == "双十一"
        assert BOOK.phase("launch").mission == "老客户召回和CRM营销"
        assert BOOK.phase("build_up").points[0] == "敲定流量获取方案"


def test_other_targets_that_are_tasks_are_not_tracked_again():
    tracked = {target.title_zh for target in BOOK.tracked_targets}
    assert {"视觉呈现", "团队氛围", "流量数据", "收藏加购数据", "粉丝营销", "团队斗志", "新增预算"} < tracked
    assert not {"预算分配", "机动人员调配", "合理排班"} & tracked
    assert len({target.key for target in BOOK.tracked_targets}) == len(BOOK.tracked_targets)


def test_black_friday_signs_up_21_and_12_days_before_the_launch():
    days = {mark.task: mark.offset_days for mark in BOOK.milestones}
    assert days["P4-MK-1"] == -21
    assert days["P4-MK-2"] == -12


def test_every_tier_has_its_routes():
    assert set(BOOK.routes) == set(TIERS)
    assert [len(BOOK.routes[tier]) for tier in TIERS] == [3, 2, 2, 1]


def test_the_planned_curves_cover_the_warm_up_and_the_48_hours():
    assert len(BOOK.warm_up_pace) == 14
    assert BOOK.warm_up_pace[-1] == 1
    assert len(BOOK.hourly_shares) == 48
    assert sum(BOOK.hourly_shares) == pytest.approx(1, abs=1e-12)
    assert sum(BOOK.hourly_shares[:24]) == pytest.approx(1 / 1.62, abs=0.001)


def test_the_written_thresholds_are_the_defaults_and_each_has_a_name():
    assert BOOK.thresholds == Thresholds()
    assert set(written()["thresholds"]) == set(Thresholds.model_fields) == set(THRESHOLD_NAMES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier_hero_share": 0.9},
        {"budget_rate": 1.2},
        {"surge_multiple": 1},
        {"budget_floor_share": 2},
        {"restock_roles": ["everything"]},
        {"hero_share": 0.5},
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        Thresholds(**wrong)


def twice_the_same_task(book):
    book["tasks"].append(book["tasks"][0])


def a_milestone_of_no_task(book):
    book["milestones"][0]["task"] = "P9-XX-1"


def phases_out_of_order(book):
    book["phases"][1]["start_offset"] = 5


def a_phase_missing(book):
    del book["phases"][3]


def shares_over_one(book):
    book["budget_share_by_phase"]["launch"] = 0.9


def a_falling_pace(book):
    book["warm_up_pace"][3] = 0.9


def an_untranslated_part(book):
    next(task for task in book["tasks"] if task["id"] == "P1-ON-3")["subticks_zh"].pop()


def an_unknown_function(book):
    book["tasks"][0]["function"] = "astrology"


def waiting_for_a_stranger(book):
    book["tasks"][0]["after"] = ["P9-XX-1"]


def waiting_for_each_other(book):
    book["tasks"][0]["after"], book["tasks"][1]["after"] = ["P1-OV-2"], ["P1-OV-1"]


def waiting_for_itself(book):
    book["tasks"][0]["after"] = ["P1-OV-1"]


def an_unknown_word(book):
    book["colour"] = "orange"


@pytest.mark.parametrize(
    "broken",
    [
        twice_the_same_task,
        a_milestone_of_no_task,
        phases_out_of_order,
        a_phase_missing,
        shares_over_one,
        a_falling_pace,
        an_untranslated_part,
        an_unknown_function,
        waiting_for_a_stranger,
        waiting_for_each_other,
        waiting_for_itself,
        an_unknown_word,
    ],
)
def test_a_playbook_that_contradicts_itself_is_refused(broken):
    book = written()
    Playbook.model_validate(book)
    broken(book)
    with pytest.raises(ValidationError):
        Playbook.model_validate(book)


@pytest.mark.parametrize("name", ["", "double12", "../presets/x", "double11.yaml"])
def test_an_unknown_playbook_is_refused_and_the_known_are_named(name):
    assert names() == tuple(sorted(path.stem for path in FOLDER.iterdir()))
    with pytest.raises(PlaybookError, match=r"There is no playbook .*double11"):
        load(name)
