"""What is remembered of a mapping holds for the next file too; what was said of one file does not."""

from campaign.intake import open_file
from tests.desk.conftest import AT


def test_the_day_of_one_file_is_not_taken_for_the_next(team):
    sheet = open_file(b"thing,sold\nA1,3\n", "report.csv")
    said = {"day": "2026-11-10", "currency": "USD", "channel": "search"}
    team.desk.keep_mapping(team.lead, sheet, "facts", {"thing": "product_id", "sold": "units"}, AT, constants=said)
    kept = team.desk.kept_mapping(sheet)
    assert kept is not None
    assert kept.constants == {"currency": "USD", "channel": "search"}
