"""Who asks has to be known first: the request waits, complete, and files itself as soon as they are."""

from datetime import date
from functools import cache

import pytest

from bot.conversation.state import Step
from bot.conversation.turn import AskStaff, DisownJoin, NameContract, SayCode, ShowUnfinished, UseInvitation
from bot.conversation.unfinished import on_silence
from models.rules.contracts.standing import Contract
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation, parse_regulation
from models.rules.requests.identification import Known
from tests.conversation.regulations import _COMMON, _KINDS, _desk
from tests.conversation.requester import Requester

CODE = "ACEH-KMPT-XY34-679A"
RULES = """
[identification]
how_to_pay = { ru = "Оплата: банк «Тест».", en = "Pay at the bank." }
"""
WAYS = ("У меня есть код приглашения", "По номеру договора", "Пусть подтвердит сотрудник")
OUT = ("Отмена", "Помощь")


def _contract(state: str = "active", paid_until: date | None = None) -> Contract:
    return Contract(1, OrganisationId(1), "15", None, "person", state, paid_until)


@cache
def simple(demand: str = "contract", more: str = "") -> Regulation:
    kinds = f'[[kinds]]\nid = "any"\ntitle = {{ ru = "Вопрос", en = "Question" }}\ndemands = "{demand}"\n'
    text = _COMMON + kinds + _desk("help", "Помощь", "Help", '"any"', ladder="group") + RULES + more
    return parse_regulation(text)


@cache
def with_free_kind() -> Regulation:
    kinds = _KINDS.replace('id = "fault"', 'id = "fault"\ndemands = "paid"')
    return parse_regulation(_COMMON + kinds + _desk("help", "Помощь", "Help", '"fault", "bill"') + RULES)


def test_words_of_somebody_unknown_are_kept_and_they_are_asked_who_they_are() -> None:
    anna = Requester(simple())
    anna.writes("Не работает").sees("нужно знать, кто вы", "Заявка сохранена и уйдёт сама")
    anna.is_offered(*WAYS, *OUT).intends()
    assert anna.state.draft is not None
    assert [one.text for one in anna.state.draft.messages] == ["Не работает"]


def test_the_regulation_asks_in_its_own_words() -> None:
    anna = Requester(simple(more='question = { ru = "Назовитесь, пожалуйста.", en = "Who are you?" }'))
    anna.writes("Не работает").sees("Назовитесь, пожалуйста.").never_sees("нужно знать, кто вы")


def test_somebody_known_is_asked_nothing() -> None:
    anna = Requester(simple(), known=Known(contracts=(_contract(),)))
    anna.writes("Не работает").sees("Заявка №12 принята")


def test_a_request_files_itself_once_its_author_is_known() -> None:
    anna = Requester(simple()).writes("Не работает").writes("и роутер мигает").sees("Добавили к заявке")
    anna.becomes_known(Known(contracts=(_contract(),))).sees("Заявка №12 принята")
    assert anna.messages[120] == [1001, 1002]
    assert anna.state.step is Step.IDLE


def test_a_code_is_taken_wherever_it_is_typed() -> None:
    anna = Requester(simple())
    anna.writes(CODE.lower()).intends(UseInvitation(CODE))
    anna.writes("Не работает").writes(CODE).intends(UseInvitation(CODE))
    anna.commands(f"/start {CODE}").intends(UseInvitation(CODE))
    anna.commands("/invitation 12").sees("Не похоже на код").intends()


def test_a_code_that_belongs_to_nobody_leaves_everything_as_it_was() -> None:
    anna = Requester(simple()).writes("Не работает").presses("У меня есть код приглашения")
    anna.sees("Пришлите код приглашения").is_offered("Другой способ", "Назад", *OUT)
    anna.writes("не знаю").sees("Не похоже на код").intends()
    anna.presses("Другой способ").is_offered(*WAYS, *OUT)


def test_a_contract_is_named_and_the_answer_says_the_same_of_each() -> None:
    anna = Requester(simple()).writes("Не работает").presses("По номеру договора").sees("Пришлите номер договора")
    anna.writes("не помню").sees("Не похоже на номер договора").intends()
    anna.writes("№ 15/2").sees("Если такой договор есть").intends(NameContract("№ 15/2"))
    anna.writes("123 456").intends(SayCode("123456"))
    anna.writes("какой код?").sees("Не похоже на код").intends()


def test_staff_are_asked_in_the_persons_own_words() -> None:
    anna = Requester(simple()).writes("Не работает").writes("пусть подтвердит сотрудник").sees("Напишите, кто вы")
    draft = anna.state.draft
    assert draft is not None
    anna.writes("Анна Ли, договор 15").sees("Мы передали это сотрудникам")
    anna.intends(AskStaff("Анна Ли, договор 15", draft))
    anna.writes("роутер мигает").sees("Добавили к заявке").intends()


def test_a_number_chooses_as_in_an_sms() -> None:
    Requester(simple()).writes("Не работает").writes("2").sees("Пришлите номер договора")


def test_the_phone_is_offered_where_the_messenger_can_vouch_for_it() -> None:
    anna = Requester(simple(), shares_phone=True).writes("Не работает")
    anna.is_offered(*WAYS[:2], "По моему номеру телефона", WAYS[2], *OUT)


def test_ways_are_those_of_the_regulation_in_its_order() -> None:
    anna = Requester(simple(more='ways = ["agent", "invitation"]')).writes("Не работает")
    anna.is_offered(WAYS[2], WAYS[0], *OUT)


def test_after_the_summary_the_request_is_said_to_be_kept_and_not_sent() -> None:
    anna = Requester(with_free_kind()).writes("Нет интернета").writes("anna@example.org").presses("Свой")
    anna.presses("Отправить").sees("Заявка готова, но ещё не отправлена", "нужно знать, кто вы").intends()
    anna.presses("Назад").sees("Проверьте заявку")
    anna.presses("Отправить").presses("Отмена").sees("Заявка не отправлена")


def test_who_has_not_paid_is_told_how_to_and_what_is_free() -> None:
    anna = Requester(with_free_kind(), known=Known(contracts=(_contract(paid_until=date(2026, 11, 10)),)))
    anna.writes("Нет интернета").writes("anna@example.org").presses("Свой").presses("Отправить")
    anna.sees("Договор №15 оплачен до 10.11.2026", "Оплата: банк «Тест».", "по темам: Счёт и оплата")
    anna.is_offered("Проверить ещё раз", "Выбрать другую тему", *WAYS[:2], "Назад", *OUT)
    anna.presses("Проверить ещё раз").sees("оплачен до 10.11.2026").intends()
    anna.presses("Выбрать другую тему").presses("Счёт и оплата").presses("Отправить").sees("Заявка №12 принята")


def test_who_has_paid_meanwhile_only_has_it_looked_up_again() -> None:
    anna = Requester(simple("paid"), known=Known(contracts=(_contract(paid_until=date(2026, 11, 10)),)))
    anna.writes("Не работает").sees("оплачен до")
    anna.known = Known(contracts=(_contract(paid_until=date(2026, 11, 11)),))
    anna.presses("Проверить ещё раз").sees("Заявка №12 принята")


def test_a_contract_that_ended_or_stopped_is_told_so() -> None:
    for state, words in (("ended", "прекращён"), ("suspended", "приостановлен")):
        anna = Requester(simple(), known=Known(contracts=(_contract(state),)))
        anna.writes("Не работает").sees(f"Договор №15 {words}")


@pytest.mark.parametrize(
    "lack", [_contract("ended"), _contract("suspended"), _contract(paid_until=date(2026, 11, 10))]
)
def test_every_refusal_says_how_to_pay_and_what_is_free_in_the_words_of_the_regulation(lack: Contract) -> None:
    rules = simple("paid", 'free = { ru = "Бесплатно: справки и оплата.", en = "Free: bills." }')
    anna = Requester(rules, known=Known(contracts=(lack,)))
    anna.writes("Не работает").sees("Договор №15", "Оплата: банк «Тест».", "Бесплатно: справки и оплата.").intends()
    english = Requester(rules, language="en", known=Known(contracts=(lack,)))
    english.writes("It is down").sees("15", "Pay at the bank.", "Free: bills.")


@pytest.mark.parametrize("said", ["482913", "код 482 913", "٤٨٢٩١٣", "４８２９１３", "482-913.", "Мой код: 482913"])
def test_the_code_of_a_contract_is_taken_however_it_is_typed(said: str) -> None:
    anna = Requester(simple()).writes("Не работает").presses("По номеру договора").writes("15")
    anna.writes(said).intends(SayCode("482913"))


def test_silence_files_nothing_of_somebody_unknown_but_shows_it_to_staff() -> None:
    anna = Requester(simple()).writes("Не работает")
    reminded, _ = on_silence(anna.state, anna.context(), kept_back=False)
    assert "осталось узнать, кто вы" in reminded.replies[0].text
    shown, again = on_silence(reminded.state, anna.context(), kept_back=False)
    assert [type(intent) for intent in shown.intents] == [ShowUnfinished]
    assert (shown.state, again) == (reminded.state, None), "it waits on, and can still file itself"


def test_silence_files_nothing_that_was_left_half_way_either() -> None:
    anna = Requester(with_free_kind()).writes("Нет интернета")
    reminded, _ = on_silence(anna.state, anna.context(), kept_back=False)
    shown, _ = on_silence(reminded.state, anna.context(), kept_back=False)
    assert [type(intent) for intent in shown.intents] == [ShowUnfinished]


def test_what_staff_were_asked_is_not_shown_to_them_twice() -> None:
    anna = Requester(simple()).writes("Не работает").presses("Пусть подтвердит сотрудник").writes("Анна Ли")
    reminded, _ = on_silence(anna.state, anna.context(), kept_back=False)
    again, _ = on_silence(reminded.state, anna.context(), kept_back=False)
    assert again.intents == ()


def test_whoever_did_not_know_of_a_new_address_says_so_by_a_button() -> None:
    Requester(simple()).presses_key("notme:7", 0).intends(DisownJoin(7))
    Requester(simple()).presses_key("notme:x", 0).sees("не действует").intends()
