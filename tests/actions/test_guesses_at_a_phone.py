"""Whoever adds a phone that is not theirs and guesses at its code learns nothing of whose it is."""

from models.db import Database
from tests.actions.office import at
from tests.actions.reach_office import BORIS, ReachOffice
from tests.actions.test_statements import statements_of

ANNA, CLIENT, STRANGER = 700, 701, 702
NOBODYS = "+79160000001"


def test_a_wrong_code_is_answered_alike_whether_the_phone_is_somebodys_or_nobodys(database: Database) -> None:
    office = ReachOffice(database)
    office.writes("Не работает", CLIENT)
    office.adds_phone(BORIS, CLIENT)
    office.names_phone(NOBODYS, STRANGER)
    guesses(office, STRANGER, office.code_for(NOBODYS))  # all statements are compiled
    office.names_phone(NOBODYS, ANNA, at("2m"))
    of_nobody = guesses(office, ANNA, office.code_for(NOBODYS, at("2m")), "3m")
    office.names_phone(BORIS, ANNA, at("4m"))
    of_a_client = guesses(office, ANNA, office.code_for(BORIS, at("4m")), "5m")
    assert of_nobody == of_a_client
    assert "Код не подошёл" in of_nobody[0]


def guesses(office: ReachOffice, chat: int, right: str, when: str = "1m") -> tuple[str, list[str]]:
    """What they are told, and what is asked of the database for it."""
    wrong = f"{(int(right) + 1) % 10**6:06}"
    asked = statements_of(lambda: office.writes(wrong, chat, at(when)))
    return office.told(chat)[-1].partition("\n")[0], asked
