"""An SMS that is no text: staff see what it is and how large, and get its bytes as a file."""

import pytest

from models.actions.reach import sms_arrivals
from models.actions.reach.sms_arrivals import Arrived, Concat
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at

NOTICE = bytes(range(200))


@pytest.fixture
def office(database: Database) -> SmsOffice:
    return SmsOffice(database)


def sends(
    office: SmsOffice, content: bytes, span: str = "0s", concat: Concat | None = None, port: int | None = None
) -> None:
    sms = Arrived(GALYA, "", at(span).real, binary=content.hex(), concat=concat, port=port)
    with office.database.write(durable=True) as tx:
        sms_arrivals.keep_sms(tx, at(span), SIM, sms)
    office.works(at(span))


def files(office: SmsOffice) -> list[dict[str, str]]:
    return [row.payload["native"] for row in office.rows(RowKind.POST) if row.payload.get("native")]


def test_bytes_in_two_parts_are_named_with_their_size_and_follow_as_one_file(office: SmsOffice) -> None:
    sends(office, NOTICE[120:], concat=Concat(9, 2, 2))
    sends(office, NOTICE[:120], concat=Concat(9, 2, 1))
    assert office.ticket_of().title == "Двоичное SMS, 200 байт"
    (file,) = files(office)
    assert bytes.fromhex(file["hex"]) == NOTICE
    assert (file["kind"], file["file_name"]) == ("bytes", "sms-20261111-090000-200.bin")


def test_a_push_is_named_as_one(office: SmsOffice) -> None:
    sends(office, NOTICE, port=2948)
    assert office.ticket_of().title == "Служебное SMS (WAP push, обычно уведомление об MMS), 200 байт"


def test_bytes_that_are_words_show_them(office: SmsOffice) -> None:
    sends(office, "Нет связи".encode())
    assert office.ticket_of().title == "Двоичное SMS, 17 байт: Нет связи"
    assert len(files(office)) == 1


def test_bytes_join_an_open_ticket_with_their_name_as_the_caption(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    sends(office, NOTICE, "1m")
    (file,) = files(office)
    assert file["caption"] == "Двоичное SMS, 200 байт"


def test_bytes_of_which_a_part_is_missing_say_so(office: SmsOffice) -> None:
    sends(office, NOTICE, concat=Concat(9, 2, 2))
    with office.database.write() as tx:
        assert sms_arrivals.give_up_waiting(tx, at("10m"), SIM) == 1
    office.works(at("10m"))
    (file,) = files(office)
    assert file["caption"] == "Двоичное SMS, 200 байт\n[не дошли части 1 из 2]"


def test_the_bytes_of_a_part_are_kept_by_the_part_only_while_it_waits(office: SmsOffice) -> None:
    sends(office, NOTICE[120:], concat=Concat(9, 2, 2))
    assert office.parts()[0].binary == NOTICE[120:].hex()
    sends(office, NOTICE[:120], concat=Concat(9, 2, 1))
    assert [(part.binary, part.raw) for part in office.parts()] == [(None, None)] * 2
