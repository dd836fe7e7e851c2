"""Invented persons, as order files are full of them: none of what they say may outlive the reading."""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """Who bought: a name, an e-mail, a phone, a street, a town, and what they call themselves in a shop."""

    name: str
    email: str
    phone: str
    street: str
    town: str
    login: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be found nowhere after an import."""
        return self


PEOPLE = (
    Person("Quillon Fairweather", "quillon.fairweather@mailbox.example", "+1 415-555-0143", "77 Larkspurhill Crescent",
           "Wexcombe Falls", "quillonfw"),
    Person("Ottoline Brandvold", "ottoline@brandvold.example", "(212) 555-0187", "9 Thimbleberry Court Apt 4B",
           "Nordhaven", "otto_brandvold77"),
    Person("Siti Rahmawati Kusumo", "siti.kusumo@surat.example", "6281298765432", "Jalan Cempakawangi No. 18 RT 03",
           "Kabupaten Sukamerdu", "sitikusumo_88"),
    Person("ธนพล ศรีสุขเกษม", "thanapol.sri@jotmai.example", "66812345678", "199/42 ซอยดอกจำปีทอง",
           "อำเภอบ้านสวนงาม", "thanapolsri"),
    Person("Xanthe Oyelaran-Pike", "xanthe.pike@postal.example", "0044 20 7946 0321", "Flat 3, 12 Gorsebank Mews",
           "Little Maplethorpe", "xanthepike"),
    Person("陈慕云笙", "muyunsheng@youxiang.example", "13800138042", "桂花弄三百一十七号", "临溪古镇", "慕云笙小铺客"),
)  # fmt: skip
