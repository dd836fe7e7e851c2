"""Opening a file: size, encoding, headers, workbooks that lie."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.intake import IntakeError, Limits, header_signature, open_file

SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
PLAIN = "day,product_id,units\n2016-11-11,A1,7\n2016-11-12,A2,8\n"


def refusal(content: bytes, name: str = "sales.csv", limits: Limits | None = None) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        open_file(content, name, limits or Limits())
    return caught.value


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    """The same workbook with one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, body if part == name else old.read(part))
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_reads_the_same_in_every_encoding(encoding):
    text = "日期,商品ID,标题\n2016/11/11,A1,雅诗兰黛 小棕瓶\n"
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    sheet = open_file(marks.get(encoding, b"") + text.encode(encoding), "a.csv")
    assert sheet.headers == ("日期", "商品ID", "标题")
    assert sheet.frame.rows() == [("2016/11/11", "A1", "雅诗兰黛 小棕瓶")]
    assert sheet.encoding == {"utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)


def test_a_wrong_encoding_is_a_sentence_with_its_line():
    error = refusal(b"day,title\n2016-11-11,ok\n2016-11-12,\xff\xff\xff\n")
    assert "line 3" in str(error)
    assert "UTF-8" in str(error)
    assert error.facts["line"] == 3


def test_text_with_null_bytes_is_not_text():
    assert "not text" in str(refusal("day,units\n1,2\n".encode("utf-16-le")))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_an_empty_file_is_refused(content):
    assert "sales.csv" in str(refusal(content))


def test_headers_without_lines_are_refused_with_the_headers_line():
    error = refusal(b"day,units\n\n\n")
    assert "line 1" in str(error)
    assert "no line below" in str(error)


def test_a_file_of_60_mb_is_refused_before_it_is_read():
    error = refusal(b"x" * 60_000_000)
    assert "60.0 MB" in str(error)
    assert "50 MB" in str(error)


def test_the_header_line_is_found_below_titles_and_periods():
    sheet = open_file(
        "Report of November,,\n2016-11-01 - 2016-11-30\n\n统计日期,商品ID,访客数\n2016-11-11,A1,7\n".encode(), "a.csv"
    )
    assert sheet.header_line == 4
    assert sheet.lines.to_list() == [5]
    assert sheet.headers == ("统计日期", "商品ID", "访客数")


def test_unknown_headers_are_found_too():
    assert open_file(b"Kettles\nfoo,bar,baz\n1,2,3\n", "a.csv").headers == ("foo", "bar", "baz")
    assert open_file(b"foo,,baz\n1,2,3\n", "a.csv").headers == ("foo", "column B", "baz")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_recognised(delimiter):
    assert open_file(PLAIN.replace(",", delimiter).encode(), "a.txt").frame.row(1) == ("2016-11-12", "A2", "8")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_numbers_are_those_a_person_sees(end):
    text = 'day,title,units\n2016-11-11,"two\nlines",1\n\n2016-11-12,one,2\n'.replace("\n", end)
    assert open_file(text.encode(), "a.csv").lines.to_list() == [2, 5]


def test_a_stray_quotation_mark_does_not_swallow_lines():
    sheet = open_file(b'day,title,units\n2016-11-11,5" pipe,1\n2016-11-12,7" pipe,2\n2016-11-13,9" pipe,3\n', "a.csv")
    assert sheet.frame["title"].to_list() == ['5" pipe', '7" pipe', '9" pipe']
    assert sheet.lines.to_list() == [2, 3, 4]


def test_an_open_quotation_mark_is_named_with_its_line():
    error = refusal(b'day,title,units\n2016-11-11,ok,1\n2016-11-12,"open,2\n2016-11-13,ok,3\n')
    assert "line 3" in str(error)
    assert "quotation mark" in str(error)


def test_a_line_with_too_many_cells_is_a_problem():
    sheet = open_file(b"day,units,revenue\n2016-11-11,1,234,50\n2016-11-12,1,2,\n", "a.csv")
    assert [problem.line for problem in sheet.problems] == [2]
    assert "more cells than the 3 headers" in sheet.problems[0].message


def test_a_cell_that_is_too_long_is_named():
    error = refusal(PLAIN.encode() + b"2016-11-13," + b"x" * 10_001 + b",1\n")
    assert error.facts["line"] == 4
    assert error.facts["column"] == "product_id"


@pytest.mark.parametrize(
    "limits",
    [Limits(rows=1), Limits(columns=2), Limits(cells=5), Limits(file_bytes=10)],
    ids=["rows", "columns", "cells", "bytes"],
)
def test_every_limit_refuses_text_and_workbooks(limits):
    rows = list(csv.reader(io.StringIO(PLAIN)))
    for content in (PLAIN.encode(), workbook(rows)):
        assert "sales.csv" in str(refusal(content, limits=limits))


def test_persons_are_dropped_on_opening_and_buyers_become_marks():
    text = (
        "订单编号,买家会员名,收货人姓名,联系手机,Shipping Phone,买家实际支付金额\n"
        "1,anna,王,'186,5,9\n2,anna,李,'187,5,9\n3,bo,李,'187,5,9\n"
    )
    sheet = open_file(text.encode("gb18030"), "orders.csv")
    assert sheet.personal == ("收货人姓名", "联系手机", "Shipping Phone")
    assert sheet.headers == ("订单编号", "买家会员名", "买家实际支付金额")
    one, two, three = sheet.frame["买家会员名"].to_list()
    assert one == two != three
    assert not {"anna", "王", "'186"} & {cell for row in sheet.frame.rows() for cell in row}


def test_a_workbook_keeps_ids_as_text_and_lines_as_seen():
    sheet = open_file(
        workbook([[], ["Report"], [], ["day", "id", "units"], ["2016-11-11", 12345.0, 7], [], [42685, "0012", 8.0]]),
        "a.xlsx",
    )
    assert sheet.encoding == "xlsx"
    assert sheet.header_line == 4
    assert sheet.lines.to_list() == [5, 7]
    assert sheet.frame["id"].to_list() == ["12345", "0012"]
    assert sheet.frame["units"].to_list() == ["7", "8"]


def test_a_valid_workbook_that_unpacks_to_300_mb_is_refused():
    row = b"<row><c><v>1</v></c></row>"
    bomb = with_part(workbook([["day"]]), "xl/worksheets/sheet1.xml", SHEET % (row * (300_000_000 // len(row))))
    assert len(bomb) < 2_000_000
    error = refusal(bomb, "bomb.xlsx")
    assert "200 MB" in str(error)
    assert "300 MB" in str(error)


def test_a_zip_directory_that_lies_about_its_size_is_counted_while_unpacking():
    body = b"<worksheet>" + b" " * 30_000_000
    bomb = with_part(workbook([["day"]]), "xl/worksheets/sheet1.xml", body)
    crc, size = zlib.crc32(body).to_bytes(4, "little"), len(body).to_bytes(4, "little")
    lie = bomb.replace(size, (1000).to_bytes(4, "little")).replace(crc, zlib.crc32(body[:1000]).to_bytes(4, "little"))
    with zipfile.ZipFile(io.BytesIO(lie)) as archive:
        assert sum(part.file_size for part in archive.infolist()) < 100_000
    assert "unpacks to" in str(refusal(lie, "liar.xlsx", Limits(unpacked_bytes=20_000_000)))


@pytest.mark.parametrize(
    ("cell", "found"), [("XFD1", "16384 columns"), ("XFD1048576", "16384 columns"), ("SF1048576", "1048576 lines")]
)
def test_one_cell_in_a_far_corner_is_refused_before_memory_is_taken(cell, found):
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="%s"><v>1</v></c></row>' % cell.encode()
    corner = with_part(workbook([["day"]]), "xl/worksheets/sheet1.xml", SHEET % rows)
    assert found in str(refusal(corner, "corner.xlsx"))


@pytest.mark.parametrize("cut", [4, 30, 500, -30])
def test_a_damaged_workbook_is_a_sentence(cut):
    assert "save it as xlsx" in str(refusal(workbook([["day", "units"], ["2016-11-11", 1]])[:cut], "a.xlsx"))


def test_a_web_page_is_named_as_such():
    assert "web page" in str(refusal(b"<html><table><tr><td>day</td></tr></table></html>", "report.xls"))


def test_repeated_and_empty_headers_stay_apart():
    sheet = open_file(b"day,units,units,\n2016-11-11,1,2,3\n", "a.csv")
    assert sheet.headers == ("day", "units", "units (2)")


def test_a_signature_is_the_same_for_the_same_headers_in_any_order_case_and_width():
    assert header_signature(["Day", "支付金额（元）"]) == header_signature(["支付金额(元)", " day"])
    assert header_signature(["day", "units"]) != header_signature(["day", "unit"])


@settings(max_examples=150)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"day,units\n"]
    ),
)
def test_random_bytes_are_opened_or_refused_with_a_sentence(content, start):
    assert opened_or_refused(start + content)


@settings(max_examples=60)
@given(st.integers(0, 2_000), st.integers(0, 255))
def test_a_workbook_with_one_wrong_byte_is_opened_or_refused_with_a_sentence(place, byte):
    content = bytearray(workbook([["day", "units"], ["2016-11-11", 1]]))
    content[place % len(content)] = byte
    assert opened_or_refused(bytes(content))


def opened_or_refused(content: bytes) -> bool:
    try:
        sheet = open_file(content, "noise.csv")
    except IntakeError as error:
        return "noise.csv" in str(error)
    return sheet.frame.height == len(sheet.lines)
