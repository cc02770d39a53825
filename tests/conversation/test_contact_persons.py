"""Who speaks for a contract, in `/transports`: pages, presses, words, and what is refused. Purely."""

from dataclasses import replace

import pytest

from bot.conversation.contacts import ChangeContacts, ContactAct, ContactView, ContractView
from bot.conversation.reach import AddressView, Health
from bot.conversation.state import Step
from tests.conversation.reached import Reached, anna, with_phone

WAYS = (AddressView(0, "Telegram", "", Health.WORKS), AddressView(0, "SMS", "…67", Health.VOUCHED))
ANNA = ContactView(1, "Анна Ли", you=True, may_change=True, sees_all=True, ways=WAYS)
BORIS = ContactView(2, "Борис", ways=(AddressView(0, "SMS", "…21", Health.DEAD),))
VERA = ContactView(3, "Вера", may_change=True)
CONTRACT = ContractView(15, "15-А", (ANNA, BORIS, VERA))


def owner(*contracts: ContractView, **facts: object) -> Reached:
    return anna(with_phone(contracts=contracts or (CONTRACT,), **facts))


def at_boris(who: Reached) -> Reached:
    who.commands("/transports").presses("Контактные лица").presses("2. Борис")
    return who


def test_the_list_says_rights_and_how_each_is_doing_but_no_address() -> None:
    owner().commands("/transports").presses("Контактные лица").sees(
        "Договор №15-А",
        "1. Анна Ли (вы): видит все заявки договора, может менять этот список. Telegram: работает; SMS …67: указан",
        "2. Борис: видит только свои заявки. SMS …21: не доходит",
        "3. Вера: видит только свои заявки, может менять этот список. Написать некуда.",
    )


def test_it_is_reached_by_words_too() -> None:
    owner().writes("контактные лица").sees("Договор №15-А")


def test_who_speaks_for_several_contracts_chooses_one() -> None:
    who = owner(CONTRACT, ContractView(16, "16", (replace(ANNA, may_change=False),)))
    who.commands("/transports").presses("Контактные лица").sees("По какому договору?")
    who.presses("Договор 16").sees("Договор №16: вы контактное лицо")
    who.commands("/back").sees("Ваши способы связи")


def test_who_speaks_for_none_is_offered_nothing() -> None:
    who = anna()
    who.commands("/transports")
    assert "Контактные лица" not in str(who.heard[-1].reply.choices)
    who.presses_key("tr:contacts", 1).sees("уже не действует")
    who.writes("контактные лица").sees("Ваши способы связи")


def test_who_may_change_nothing_sees_their_own_rights_and_who_could() -> None:
    people = (replace(ANNA, may_change=False, sees_all=False), BORIS, VERA)
    who = owner(replace(CONTRACT, people=people))
    who.commands("/transports").presses("Контактные лица")
    who.sees("права: видит только свои заявки", "Менять права и приглашать может: Вера.")
    assert "Борис" not in who.heard[-1].reply.text
    who.is_offered("Назад", "Готово")


def test_where_nobody_may_staff_do() -> None:
    people = (replace(ANNA, may_change=False), BORIS)
    owner(replace(CONTRACT, people=people)).writes("контактные лица").sees("могут наши сотрудники")


@pytest.mark.parametrize(
    ("button", "asked", "sure", "act"),
    [
        ("Показывать все заявки", "в том числе чужие?", "Да, показывать все", ContactAct.SEES_ALL),
        ("Разрешить менять список", "вас в том числе?", "Да, разрешить", ContactAct.MAY_CHANGE),
        ("Убрать из договора", "убрать из контактных лиц", "Да, убрать", ContactAct.REMOVE),
    ],
)
def test_each_change_is_asked_about_once_more(button: str, asked: str, sure: str, act: ContactAct) -> None:
    for word in ("", "да"):
        who = at_boris(owner())
        who.presses(button).sees("Борис", asked).is_offered(sure, "Оставить как есть")
        assert not who.of_contacts
        _ = who.writes(word) if word else who.presses(sure)
        assert who.of_contacts == [ChangeContacts(act, 15, 2)]


def test_rights_that_somebody_has_can_be_taken() -> None:
    who = owner()
    who.writes("контактные лица").presses("3. Вера").presses("Запретить менять список").presses("Да, запретить")
    who.intends(ChangeContacts(ContactAct.MAY_NOT, 15, 3))
    who = owner()
    who.writes("контактные лица").presses("1. Анна Ли (вы)").presses("Показывать только свои заявки").writes("да")
    who.intends(ChangeContacts(ContactAct.SEES_OWN, 15, 1))


@pytest.mark.parametrize("said", ["нет", "оставить"])
def test_no_leaves_it_as_it_is(said: str) -> None:
    who = at_boris(owner())
    who.presses("Убрать из договора").writes(said).sees("Борис: видит только свои заявки")
    assert not who.of_contacts


def test_an_old_yes_changes_nothing() -> None:
    who = at_boris(owner())
    who.presses("Убрать из договора")
    version = who.state.version
    who.presses("Оставить как есть")
    who.presses_key("tr:sure:15:2:gone", version).sees("уже не действует").changes_nothing()
    who.presses_key("tr:sure:15:2:gone", who.state.version).sees("уже не действует").changes_nothing()


@pytest.mark.parametrize(
    "key",
    [
        "tr:people:99", "tr:person:15:99", "tr:ask:15:2:own", "tr:ask:15:2:nonsense", "tr:sure:15:2:gone",
        "tr:issue:15", "tr:takeback:15", "tr:person:15", "tr:back-as:x", "tr:people:",
    ],
)  # fmt: skip
def test_a_forged_button_is_politely_refused(key: str) -> None:
    owner().commands("/transports").presses_key(key, 1).sees("уже не действует")


def test_buttons_of_who_may_no_more_are_refused() -> None:
    who = at_boris(owner())
    who.presses("Убрать из договора")
    version = who.state.version
    who.reach = replace(who.reach, contracts=(replace(CONTRACT, people=(replace(ANNA, may_change=False), BORIS)),))
    who.presses_key("tr:sure:15:2:gone", version).sees("уже не действует").changes_nothing()


def test_somebody_new_is_invited_after_it_was_said_what_that_gives() -> None:
    who = owner()
    who.writes("контактные лица").presses("Пригласить").sees("одноразовый код", "видеть только свои заявки")
    assert not who.of_contacts
    who.presses("Выдать приглашение").intends(ChangeContacts(ContactAct.INVITE, 15))


def test_invitations_that_wait_can_be_taken_back() -> None:
    who = owner(replace(CONTRACT, invited=2))
    who.writes("контактные лица").sees("Приглашения ждут: 2.").presses("Пригласить")
    who.presses("Отозвать неиспользованные").intends(ChangeContacts(ContactAct.TAKE_BACK, 15))


@pytest.mark.parametrize("steps", [[], ["2. Борис"], ["2. Борис", "Убрать из договора"], ["Пригласить"]])
@pytest.mark.parametrize("said", ["/cancel", "отмена"])
def test_cancel_and_back_lead_out_of_every_page(steps: list[str], said: str) -> None:
    who = owner()
    who.writes("контактные лица")
    for label in steps:
        who.presses(label)
    for _ in range(len(steps) + 1):
        assert who.state.step is Step.TRANSPORTS
        who.commands("/back")
    who.sees("Ваши способы связи")
    who.writes("контактные лица")
    _ = who.commands(said) if said.startswith("/") else who.writes(said)
    assert who.state.step is Step.IDLE


def test_other_words_go_to_staff() -> None:
    who = at_boris(owner())
    who.has_open(12, "Нет интернета")
    who.writes("Что-то у нас опять всё сломалось")
    assert who.messages[120] == [who.last_id]


# -- by SMS


def test_by_sms_it_is_read_and_not_changed() -> None:
    who = owner(brief=True, only_told=True)
    who.writes("контактные лица").sees("Договор №15-А, контактные лица:")
    who.is_offered(
        "Анна Ли (вы): все заявки, меняет список", "Борис: свои заявки", "Вера: свои заявки, меняет список", "Назад",
    )  # fmt: skip
    who.presses("Борис: свои заявки").sees("По SMS права не меняем").is_offered("Назад")
    who.presses_key("tr:ask:15:2:gone", who.state.version).sees("уже не действует")
    who.presses_key("tr:invite:15", who.state.version)
    assert not who.of_contacts
