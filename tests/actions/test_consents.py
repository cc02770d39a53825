"""What people agree to about how they are reached: in a message of its own, kept with its words."""

from models.db import Database
from tests.actions.chat_office import ASKING
from tests.actions.office import at
from tests.actions.reach_office import REACH, ReachOffice

CONSENT = """
[reach.consent]
personal = { ru = "Согласен на обработку имени и телефона.", en = "I agree." }
"""


def test_consent_is_recorded_with_its_words_its_time_and_its_address(database: Database) -> None:
    office = ReachOffice(database, ASKING + REACH + CONSENT)
    office.writes("/transports")
    office.touches("Добавить")
    assert office.told()[-1] == "Согласен на обработку имени и телефона."
    office.touches("Согласен", when=at("1m"))
    office.touches("Согласен", when=at("2m"))
    (row,) = office.consents()
    assert (row.text, row.given_at, row.purpose) == (
        "Согласен на обработку имени и телефона.", at("1m").now, "personal",
    )  # fmt: skip
    assert row.address_id == office.address_row("700").id
    office.touches("Согласия", when=at("3m"))
    office.touches("Отозвать", when=at("3m"))
    assert [one.withdrawn_at for one in office.consents()] == [at("3m").now]
