"""A broken file is answered with sentences that name line, column and value, and leaves the store as it was."""

import zipfile
from io import BytesIO

import pytest

from campaign import intake
from campaign.desk import Refused
from campaign.intake import IntakeError
from tests.desk.conftest import AT

HEADER = "day,product_id,units,revenue\n"
ROWS = [f"2026-11-{1 + place % 7:02d},p{place},{place % 9},{place}.50\n" for place in range(1000)]


def with_bad_lines(count):
    rows = list(ROWS)
    for place in range(count):
        rows[place * 90] = f"2026-11-01,p{place * 90},many,1.00\n"
    return (HEADER + "".join(rows)).encode()


def huge_workbook(unpacked=300_000_000):
    """A valid workbook whose one sheet unpacks to 300 MB of blanks."""
    book = BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        )
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{package}"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{package}"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>'.encode())
            for _ in range(unpacked // 1_000_000):
                sheet.write(b" " * 1_000_000)
            sheet.write(b"</sheetData></worksheet>")
    return book.getvalue()


BROKEN = {
    "wrong encoding": (b"day,product_id,units\n2026-11-01,\xff\xfe\xfa\x81,3\n", "shop.csv"),
    "missing columns": (b"name,colour\nKettle,red\n", "shop.csv"),
    "text in numbers": (b"day,product_id,units\n2026-11-01,a,three\n", "shop.csv"),
    "10 bad lines of 1,000": (with_bad_lines(10), "shop.csv"),
    "an empty file": (b"", "shop.csv"),
    "only headers": (HEADER.encode(), "shop.csv"),
    "60 MB": (HEADER.encode() + b"2026-11-01,a,3,1.00\n" * 3_000_000, "shop.csv"),
    "a workbook that unpacks to 300 MB": (huge_workbook(), "shop.xlsx"),
    "a picture called xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 2000, "shop.xlsx"),
}


def taken_in(team, content, name, *, accept_good_rows=False):
    sheet = intake.open_file(content, name)
    mapping = intake.suggest(sheet, "facts")
    read = intake.read(sheet, mapping, store="main", source="shop", zone=team.campaign.zone, currency="USD")
    return team.desk.imports.take_in(
        team.lead, team.campaign, sheet, read, AT, source="shop", accept_good_rows=accept_good_rows
    )


def state(team):
    return team.desk.store.revision(), team.desk.store.facts.stock("main").empty


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_leaves_the_store_as_it_was(team, what):
    before = state(team)
    with pytest.raises((IntakeError, Refused)) as refusal:
        taken_in(team, *BROKEN[what])
    assert BROKEN[what][1] in str(refusal.value) or refusal.value.facts["problems"]
    assert state(team) == before


def test_each_bad_line_is_named_with_its_column_and_value(team):
    with pytest.raises(Refused) as refusal:
        taken_in(team, *BROKEN["10 bad lines of 1,000"])
    found = [(one.line, one.column, one.value) for one in refusal.value.facts["problems"]]
    assert found == [(place * 90 + 2, "units", "many") for place in range(10)]


def test_the_990_good_rows_are_there_when_somebody_accepts_them(team):
    batch = taken_in(team, *BROKEN["10 bad lines of 1,000"], accept_good_rows=True)
    assert (batch.accepted, batch.problems, batch.new) == (990, 10, 990)
    frame = team.desk.store.facts.cells("main", ("product_id",), ("units",))
    assert len(frame) == 990
    assert int(frame["units"].sum()) == sum(place % 9 for place in range(1000) if place not in range(0, 900, 90))
