"""All that `/transports` does, in a messenger and by SMS, in both languages, by presses and by typed words."""

import re
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Row, update

from models.actions.reach import contracts, rechecks
from models.clock import Instant
from models.db import Database
from models.phrases.catalogue import say
from models.rules.delivery.outgoing import RowKind
from models.tables.persons import person
from tests.actions.office import NOON, Somebody, at
from tests.actions.reach_office import BORIS, GALYA, ReachOffice

#: Of the dialogue, not of the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WAYS = [("telegram", "ru"), ("telegram", "en"), ("sms", "ru"), ("sms", "en")]
CHAT = 700


@dataclass
class Voice:
    """A person with a chat and a phone, who says everything by one of the two. Each word is a minute later."""

    office: ReachOffice
    by: str
    language: str
    minutes: int = 10
    heard: str = ""
    texted: dict[str, list[str]] = field(default_factory=dict)

    def phrase(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    def types(self, words: str) -> str:
        when = self._next()
        if self.by == "sms":
            self.office.sms(words, GALYA, when)
        else:
            self.office.writes(words, CHAT, when)
        return self._hears(when)

    def picks(self, key: str, **facts: object) -> str:
        """The button of that phrase; by SMS its number."""
        return self.presses(self.phrase(key, **facts))

    def presses(self, label: str) -> str:
        if self.by == "sms":
            found = re.findall(rf"(\d+) - {re.escape(label)}", self.heard)
            assert found, f"{label!r} in {self.heard!r}"
            return self.types(found[-1])
        when = self._next()
        self.office.touches(label, CHAT, when)
        return self._hears(when)

    def opens(self) -> str:
        return self.types(_WORDS[self.language])

    def opens_phone(self) -> str:
        """The page of the phone."""
        self.opens()
        return self.presses("+7 916 123-45-67" if self.by == "sms" else "2. SMS")

    def sees(self, *words: str) -> None:
        for word in words:
            assert word in self.heard, f"{word!r} in {self.heard!r}"

    def phone_row(self, number: str = GALYA) -> Row[tuple[object, ...]]:
        return self.office.address_row(number)

    def _next(self) -> Instant:
        self.minutes += 2
        return at(f"{self.minutes}m")

    def _hears(self, when: Instant) -> str:
        """What was said to it just now, everything; and no SMS is cut, or has more parts than one may."""
        self.texted.clear()
        for part in self.office.texts(when):
            self.texted.setdefault(part.number, []).append(part.text)
            if part.number == GALYA:
                assert "…" not in part.text, part.text
        assert len(self.texted.get(GALYA, ())) <= 3, self.texted
        if self.by == "sms":
            self.heard = "".join(self.texted.get(GALYA, ()))
        else:
            self.heard = "\n".join([*self.office.told(CHAT), *self.labels()])
        return self.heard

    def code_at(self, number: str) -> str:
        """In the SMS that left for that phone with what was said last."""
        return str(re.findall(r"\d{6}", "".join(self.texted[number]))[0])

    def labels(self) -> list[str]:
        rows = [row for row in self.office.rows() if row.kind in (RowKind.POST, RowKind.EDIT)]
        shown = [row for row in rows if row.address == str(CHAT) and row.payload.get("choices")]
        return [choice["label"] for line in (shown[-1].payload["choices"] if shown else ()) for choice in line]


_WORDS = {"ru": "способы связи", "en": "my transports"}


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(way))
def voice(request: pytest.FixtureRequest, database: Database) -> Voice:
    by, language = request.param
    office = ReachOffice(database)
    office.adds_phone(GALYA, CHAT)
    with database.write() as tx:
        tx.execute(update(person).values(language=language))
    office.told(CHAT)
    office.phone_told(GALYA)
    return Voice(office, by, language)


def test_the_list_says_how_each_is_doing(voice: Voice) -> None:
    voice.opens()
    voice.sees("Telegram", "+7 916 123-45-67", voice.phrase("transports.health_works"))


def test_a_phone_is_added_by_its_number_and_a_code(voice: Voice) -> None:
    voice.opens()
    voice.picks("choice.add_transport")
    voice.types("8 916 765-43-21")
    if voice.by == "sms":  # anybody can send one in her name
        voice.sees(voice.phrase("transports.came_not_added_from_here"))
        assert BORIS not in voice.texted
        return
    code = voice.code_at(BORIS)
    voice.types("000000" if code != "000000" else "111111")
    voice.sees(voice.phrase("transports.came_wrong", left=2).split(".")[0])
    voice.types(f"{'код' if voice.language == 'ru' else 'code'} {code[:3]} {code[3:]}")
    voice.sees(voice.phrase("transports.came_proved", address="SMS +7 916 765-43-21"))
    assert voice.phone_row(BORIS).state == "verified"


def test_another_chat_is_added_by_a_link_where_there_is_one(voice: Voice) -> None:
    voice.opens()
    if voice.by == "sms":
        voice.picks("choice.add_transport")
        voice.presses("Telegram")
        voice.sees("https://t.me/otklik_bot?start=join_")
    else:
        voice.picks("choice.add_transport")
        assert "https://" not in voice.heard, "they are in the only messenger that has links"


def test_the_order_is_changed(voice: Voice) -> None:
    voice.opens_phone()
    voice.picks("choice.up")
    assert voice.phone_row().place == 0


@pytest.mark.parametrize("typed", [False, True])
def test_quiet_hours_are_set_and_dropped(voice: Voice, typed: bool) -> None:
    voice.opens_phone()
    if typed:
        voice.types(voice.phrase("choice.quiet_hours"))
    else:
        voice.picks("choice.quiet_hours")
    voice.types("22-8")
    voice.sees(voice.phrase("transports.came_quiet_set"))
    assert "22:00–8:00" in voice.heard.replace("22:00-", "22:00–")
    voice.picks("choice.quiet_hours")
    voice.types("нет" if voice.language == "ru" else "no")
    voice.sees(voice.phrase("transports.came_quiet_off"))
    assert voice.phone_row().quiet_from is None


@pytest.mark.parametrize("typed", [False, True])
def test_it_is_paused_and_switched_on(voice: Voice, typed: bool) -> None:
    voice.opens_phone()
    if typed:
        voice.types(voice.phrase("choice.pause").upper())
    else:
        voice.picks("choice.pause")
    voice.sees(voice.phrase("transports.health_paused"))
    assert voice.phone_row().paused_at is not None
    voice.picks("choice.resume")
    assert voice.phone_row().paused_at is None


def test_categories_are_chosen(voice: Voice) -> None:
    voice.opens_phone()
    voice.picks("choice.categories")
    label = "ход заявок" if voice.language == "ru" else "how requests go on"
    voice.presses(f"✓ {label}")
    voice.sees(f"✗ {label}")
    assert voice.phone_row().categories == []


def test_a_test_proves_that_it_arrives(voice: Voice) -> None:
    voice.opens()
    if voice.by == "sms":  # they try the chat
        voice.presses("Telegram")
        voice.picks("choice.test_transport")
        assert voice.phrase("transports.test") in voice.office.told(CHAT)
    else:
        voice.presses("2. SMS")
        voice.picks("choice.test_transport")
        assert "".join(voice.texted[GALYA]) == voice.phrase("transports.test")
    voice.sees(voice.phrase("transports.came_tested"))


@pytest.mark.parametrize("typed", [False, True])
def test_one_is_removed_after_a_question(voice: Voice, typed: bool) -> None:
    voice.opens()
    voice.presses("Telegram" if voice.by == "sms" else "2. SMS")
    voice.picks("choice.remove_transport")
    if typed:
        voice.types("да" if voice.language == "ru" else "yes")
    else:
        voice.picks("choice.sure_remove")
    gone = str(CHAT) if voice.by == "sms" else GALYA
    assert voice.phone_row(gone).state == "dead"


def test_the_last_one_warns_and_names_the_duty_where_there_is_room(voice: Voice) -> None:
    voice.opens()
    voice.presses("Telegram" if voice.by == "sms" else "2. SMS")
    voice.picks("choice.remove_transport")
    voice.picks("choice.sure_remove")
    voice.opens()
    voice.presses("+7 916 123-45-67" if voice.by == "sms" else "1. Telegram")
    voice.picks("choice.remove_transport")
    duty = voice.office.regulation.reach.duty
    assert duty is not None
    if voice.by == "sms":
        voice.sees(voice.phrase("phone.transports_last", address="").partition(":")[2].strip()[:25])
    else:
        voice.sees(duty.in_(voice.language))
    voice.picks("choice.keep_transport")
    assert voice.phone_row(GALYA if voice.by == "sms" else str(CHAT)).state == "verified"


def test_one_that_nobody_proved_for_long_is_proved_again_where_they_are_asked(voice: Voice) -> None:
    """Asked in the first other one that works, so by SMS only where the chat does not."""
    if voice.by == "sms":
        pytest.skip("whoever has only the phone is not asked there: a new owner would say yes")
    with voice.office.database.write() as tx:
        rechecks.look(tx, at("180d"))
    assert voice.phrase("transports.recheck", address="SMS +7 916 123-45-67") in voice.office.told(CHAT)
    voice.minutes = 180 * 24 * 60
    voice.picks("choice.prove_transport")
    voice.types(voice.code_at(GALYA))
    voice.sees(voice.phrase("transports.came_proved", address="SMS +7 916 123-45-67"))
    assert voice.phone_row().state == "verified"


def test_by_sms_anything_that_comes_from_it_proves_it(voice: Voice) -> None:
    with voice.office.database.write() as tx:
        rechecks.look(tx, at("180d"))
    assert voice.phone_row().state == "stale"
    voice.office.sms("Спасибо", GALYA, at("181d"))
    assert voice.phone_row().state == "verified"


def test_contact_persons_are_listed(voice: Voice) -> None:
    office = voice.office
    with office.database.write() as tx:
        contract = contracts.add_contract(tx, NOON, office.organisation_id, "15")
        who = Somebody(office.organisation_id, office.person().id)
        contracts.may_speak(tx, NOON, contract.id, who, may_change_contacts=True)
    voice.opens()
    voice.picks("choice.contacts")
    voice.sees("15", voice.phrase("phone.people_change" if voice.by == "sms" else "people.may_change"))
    voice.presses("Анна" if voice.by == "sms" else "1. Анна")
    if voice.by == "sms":
        voice.sees(voice.phrase("phone.people_not_here"))
    else:
        voice.sees(voice.phrase("choice.person_gone"))


def test_back_and_cancel_lead_out(voice: Voice) -> None:
    voice.opens_phone()
    voice.types("назад" if voice.language == "ru" else "back")
    voice.sees("Telegram")
    voice.types("отмена" if voice.language == "ru" else "cancel")
    voice.sees(voice.phrase("transports.done").split(".")[0])
