"""What the examples say to somebody who is not known, or has not paid."""

from datetime import date

from models.rules.contracts.standing import Contract
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.identification import Known
from tests.conversation.requester import Requester, example


def _paid_until(day: date | None, tier: str | None = None) -> Known:
    return Known(contracts=(Contract(1, OrganisationId(1), "1001", tier, "person", "active", day),))


def test_the_provider_asks_a_stranger_nothing_who_has_no_internet() -> None:
    anna = Requester(example("a1_isp")).writes("Не работает").presses("Нет интернета").writes("Тула, Мира, 1")
    anna.presses("Ничего не открывается").presses("Пропустить").presses("Отправить").sees("принята")


def test_the_provider_sends_a_technician_to_those_who_have_paid_and_says_how_to_pay_and_what_is_free() -> None:
    anna = Requester(example("a1_isp"), known=_paid_until(date(2026, 11, 10)))
    anna.writes("Переложить кабель").presses("Вызвать мастера").writes("в субботу").presses("Отправить")
    anna.sees("Договор №1001 оплачен до 10.11.2026", "polosa.example/pay", "Сообщить, что нет интернета")
    anna.known = _paid_until(date(2026, 11, 30))
    anna.presses("Проверить ещё раз").sees("принята")


def test_a_bill_does_not_want_a_paid_period() -> None:
    anna = Requester(example("a1_isp"), known=_paid_until(date(2026, 11, 10)))
    anna.writes("За что списали?").presses("Счёт и оплата").presses("Пропустить").presses("Отправить").sees("принята")


def test_the_vendor_helps_while_a_trial_runs_and_says_where_a_licence_is_bought() -> None:
    anna = Requester(example("a2_software_vendor"), known=_paid_until(date(2026, 11, 10)), role="failures")
    anna.writes("Падает").presses("Вопрос").presses("Отправить").sees("veresk.example/buy", "veresk.example/help")
    anna.known = _paid_until(None)
    anna.presses("Проверить ещё раз").sees("принята")


def test_the_platform_takes_the_free_tier_for_paid() -> None:
    for tier in ("basic", None):
        anna = Requester(example("a9_procurement"), known=_paid_until(date(2026, 11, 10), tier))
        anna.writes("Не открывается").presses("Технический сбой").writes("a@b.example").presses("Отправить")
        anna.sees("принята")
    anna = Requester(example("a9_procurement"), known=_paid_until(date(2026, 11, 10), "extended"))
    anna.writes("Не открывается").presses("Технический сбой").writes("a@b.example").presses("Отправить")
    anna.sees("1 000 ₽ в месяц", "«Базовый»", "бесплатный")
