"""What is left of an erased person: nothing, wherever anybody looks."""

from pathlib import Path

import pytest

from models.db import Database
from tests.actions.erasing_office import CHAT, ErasingOffice
from tests.actions.office import at


@pytest.fixture
def office(database: Database, tmp_path: Path) -> ErasingOffice:
    return ErasingOffice(database, tmp_path / "var")


def test_nothing_is_left_of_an_erased_person(office: ErasingOffice) -> None:
    office.leaves_marks()
    found = {one.partition(":")[0] for one in office.found()}
    assert {"message.text", "outbox.payload", "person.name", "ticket.fields", "address.address"} <= found
    assert {"conversation.state", "lane.key", "attachment.file_name", "message_version.text"} <= found
    assert {"contact_person.email", "extension.reason", "sms_sent.last_ten", "inbox.payload"} <= found
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    assert office.found() == [], "\n".join(office.found())
    assert office.told(CHAT) == []
