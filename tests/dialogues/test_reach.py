"""`/transports`: every page of it, and who speaks for a contract."""

import re

import pytest

from tests.dialogues.phone import Phone

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MOBILE, SHOWN = "+79165550101", "+7 916 555-01-01"


@pytest.fixture
def opened(phone: Phone) -> Phone:
    """They have a further phone, and look at how they are reached."""
    phone.office.has_phone(phone.meets(), MOBILE)
    phone.says("способы связи / my transports")
    phone.reads(phone.traits.title if not phone.traits.by_sms else SHOWN)
    return phone


def goes_to_the_further_one(phone: Phone) -> None:
    if phone.traits.is_brief:
        phone.says(next(key for key, label in phone.screens[-1].choices.items() if SHOWN in label))
    else:
        phone.chooses(f"2. SMS {SHOWN}")
    phone.reads(SHOWN)


def test_a_phone_is_added_by_its_number_and_a_code(chat: Phone) -> None:
    chat.meets()
    chat.says("/transports")
    chat.chooses("Добавить / Add")
    several = "SMS" in chat.reads_choices()
    if several:
        chat.chooses("SMS")
    chat.reads("обработку / are kept")
    chat.presses("Согласен / I agree")
    if several:
        chat.chooses("SMS")
    chat.says(SHOWN)
    chat.reads("код / code")
    code = re.findall(r"\b\d{6}\b", chat.office.texted(MOBILE))[-1]
    chat.says("111111" if code != "111111" else "222222")
    chat.reads("не подошёл / wrong")
    chat.says(code)
    chat.reads("Подтверждено / Confirmed")


def test_quiet_hours_are_set_and_taken_away(opened: Phone) -> None:
    goes_to_the_further_one(opened)
    opened.chooses("Тихие часы / Quiet hours")
    opened.says("22-8")
    opened.reads("22:00")
    opened.chooses("Тихие часы / Quiet hours")
    opened.says("нет / no")
    goes_on = opened.said
    assert "22:00" not in goes_on


def test_it_is_paused_and_switched_on_again(opened: Phone) -> None:
    goes_to_the_further_one(opened)
    opened.chooses("Пауза / Pause")
    opened.reads("пауз / ause")
    opened.chooses("Включить / Switch on")
    opened.reads("ключен / witched on")


def test_what_is_sent_there_is_chosen(opened: Phone) -> None:
    goes_to_the_further_one(opened)
    opened.chooses("Что присылать / What to send")
    opened.chooses("✓ ход заявок / ✓ how requests go on")
    assert any("✗" in label for label in opened.reads_choices())
    opened.chooses("Назад / Back")
    opened.reads(SHOWN)


def test_the_order_is_changed(opened: Phone) -> None:
    goes_to_the_further_one(opened)
    opened.chooses("Выше / Up")
    before = "+7 916 123-45-67" if opened.traits.by_sms else opened.traits.title
    opened.reads(SHOWN, before)
    opened.says("отмена / cancel")
    opened.reads("/transports" if not opened.traits.is_brief else "Готово / Done")


@pytest.mark.parametrize("sure", [True, False])
def test_it_is_removed_by_who_is_sure(opened: Phone, sure: bool) -> None:
    goes_to_the_further_one(opened)
    opened.chooses("Удалить / Remove")
    opened.chooses(("Да, удалить / Yes, remove") if sure else "Оставить / Keep")
    opened.says("способы связи / my transports")
    assert (SHOWN in opened.said) is not sure


def test_consents_are_read_given_and_taken_back(chat: Phone) -> None:
    chat.meets()
    chat.says("/transports")
    chat.chooses("Согласия / Consents")
    chat.chooses("Прочитать: обработка персональных данных / Read: processing of personal data")
    chat.reads("Согласен на обработку / I agree that")
    chat.presses("Согласен / I agree")
    chat.chooses("Согласия / Consents")
    chat.chooses("Отозвать: обработка персональных данных / Withdraw: processing of personal data")
    chat.reads("отозвано / is withdrawn")


def test_contact_persons_are_listed_page_by_page_and_one_is_removed(chat: Phone) -> None:
    """Twelve of them, an invitation and the ways out."""
    contract = chat.office.has_contract("15", chat.meets("Анна"), may_change=True)
    for number in range(1, 12):
        chat.office.speaks_for(contract, chat.traits, f"{chat.address}{number}", f"Сотрудник {number}")
    chat.says("контактные лица / contact persons")
    chat.reads("15", "Сотрудник 11")
    assert chat.mine("Пригласить / Invite") in chat.reads_choices()
    if chat.turns_pages:
        assert "Сотрудник" not in chat.said, "the list stands above already"
        chat.reads("Выберите, кому изменить права / Choose whose rights to change")
    chat.presses("12. Сотрудник 11")
    chat.chooses("Убрать из договора / Remove from the contract")
    chat.reads("Сотрудник 11")
    chat.chooses("Да, убрать / Yes, remove")
    chat.reads("Сотрудник 11")
    chat.says("контактные лица / contact persons")
    assert "Сотрудник 11" not in chat.said


def test_by_sms_contact_persons_are_read_only(phone: Phone) -> None:
    contract = phone.office.has_contract("15", phone.meets("Анна"), may_change=True)
    phone.office.speaks_for(contract, phone.traits, f"{phone.address[:-1]}9", "Борис")
    phone.says("контактные лица / contact persons")
    phone.reads("15")
    if phone.traits.changes_hands:
        phone.presses("Борис: свои заявки / Борис: own requests")
        phone.reads("Борис")
        assert "Убрать" not in phone.said
