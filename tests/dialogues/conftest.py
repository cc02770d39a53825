"""The phones that the dialogues are held on."""

from typing import Final

import pytest

from models.db import Database
from models.rules.delivery.transports import SHIPPED, Transport
from tests.dialogues.office import DialogueOffice
from tests.dialogues.phone import Phone

ADDRESSES: Final = {"telegram": "700", "whatsapp": "RU.700a", "sms": "+79161234567"}
#: Transport, language, whether choices are typed: each transport in both languages, each way of choosing too.
VARIANTS: Final = [
    ("telegram", "ru", False),
    ("telegram", "en", True),
    ("whatsapp", "ru", True),
    ("whatsapp", "en", False),
    ("sms", "ru", False),
    ("sms", "en", False),
]


def phone_of(
    office: DialogueOffice, row: Transport, language: str = "ru", address: str = "", *, in_words: bool = False
) -> Phone:
    return Phone(office, row, language, address or ADDRESSES[row.name], in_words)


@pytest.fixture
def office(database: Database) -> DialogueOffice:
    return DialogueOffice(database)


def _named(way: tuple[str, str, bool]) -> str:
    return f"{way[0]}-{way[1]}-{'typed' if way[2] else 'pressed'}"


@pytest.fixture(params=VARIANTS, ids=_named)
def phone(request: pytest.FixtureRequest, office: DialogueOffice) -> Phone:
    name, language, in_words = request.param
    return phone_of(office, SHIPPED[name], language, in_words=in_words)


@pytest.fixture(params=[way for way in VARIANTS if not SHIPPED[way[0]].opens_without_questions], ids=_named)
def chat(request: pytest.FixtureRequest, office: DialogueOffice) -> Phone:
    """Where something is asked before a request is filed."""
    name, language, in_words = request.param
    return phone_of(office, SHIPPED[name], language, in_words=in_words)
