"""Who may ask: what a regulation demands of whoever files a request, and what comes of what is known of them."""

from datetime import UTC, date, datetime

import pytest

from models.rules.contracts.standing import Contract
from models.rules.regulation.identification import Demand, Way
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation, parse_regulation
from models.rules.regulation.report import render_report
from models.rules.requests.identification import (
    NOBODY,
    AskFor,
    GoOn,
    Known,
    Lack,
    Refuse,
    Verdict,
    demand_of,
    demands_anything,
    free_tiers,
    kinds_for_anybody,
    verdict,
)
from tests.rules.regulation_slips import MINIMAL, one_problem, problems_of

TODAY = date(2026, 11, 30)
WAYS: tuple[Way, ...] = ("invitation", "agent")
ASK = AskFor(WAYS)
OVER = date(2026, 11, 29)


def _contract(number: str, state: str = "active", paid_until: date | None = None, tier: str = "gold") -> Contract:
    return Contract(int(number), OrganisationId(1), number, tier, "person", state, paid_until)


PAID = _contract("15", paid_until=TODAY)
YESTERDAY = _contract("16", paid_until=OVER)
NOBODY_KEEPS_PAYMENTS = _contract("17")
FREE = _contract("18", paid_until=OVER, tier="basic")
ENDED = _contract("19", "ended", date(2027, 1, 1))
STOPPED = _contract("20", "suspended", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("demand", "known", "expected"),
    [
        ("nothing", NOBODY, GoOn()),
        ("fields", NOBODY, GoOn()),
        ("person", NOBODY, ASK),
        ("person", Known(person=True), GoOn()),
        ("person", Known(contracts=(ENDED,)), GoOn()),
        ("contract", NOBODY, ASK),
        ("contract", Known(person=True), ASK),
        ("contract", Known(contracts=(YESTERDAY,)), GoOn()),
        ("contract", Known(contracts=(ENDED,)), Refuse(Lack.ENDED, "19", ENDED.paid_until)),
        ("contract", Known(contracts=(ENDED, STOPPED)), Refuse(Lack.SUSPENDED, "20", STOPPED.paid_until)),
        ("contract", Known(contracts=(ENDED, YESTERDAY)), GoOn()),
        ("paid", NOBODY, ASK),
        ("paid", Known(contracts=(PAID,)), GoOn()),
        ("paid", Known(contracts=(FREE,)), GoOn()),
        ("paid", Known(contracts=(YESTERDAY,)), Refuse(Lack.UNPAID, "16", YESTERDAY.paid_until)),
        ("paid", Known(contracts=(NOBODY_KEEPS_PAYMENTS,)), GoOn()),
        ("paid", Known(contracts=(STOPPED, YESTERDAY, ENDED)), Refuse(Lack.UNPAID, "16", YESTERDAY.paid_until)),
        ("paid", Known(contracts=(STOPPED, PAID)), GoOn()),
    ],
)
def test_a_request_is_filed_asked_about_or_refused(demand: Demand, known: Known, expected: Verdict) -> None:
    assert verdict(demand, known, TODAY, WAYS, free={"basic"}) == expected


def _two_desks(desk: str = "", guest: str = "", kind: str = "", everything: str = "") -> Regulation:
    text = MINIMAL.replace('title = "Вопрос"', f'title = "Вопрос"\n{kind}\n[[kinds]]\nid = "other"\ntitle = "Иное"')
    text = text.replace('title = "Служба поддержки"', f'title = "Служба поддержки"\n{desk}')
    text += f'\n[[desks]]\nid = "guest"\ntitle = "Гостям"\ncalendar = "office"\nladder = "main"\n{guest}'
    return parse_regulation(f'{text}\n[identification]\nhow_to_pay = "В банке."\n{everything}')


def test_a_kind_knows_best_what_it_demands_then_its_desk_then_the_whole_regulation() -> None:
    rules = _two_desks('demands = "contract"', 'demands = "nothing"', 'demands = "paid"', 'demands = "person"')
    assert demand_of(rules, "support", "question") == "paid"
    assert demand_of(rules, "support", "other") == "contract"
    assert demand_of(rules, "guest", "other") == "nothing"
    assert demand_of(_two_desks(everything='demands = "person"'), "guest", "other") == "person"


def test_a_guest_desk_is_named_as_what_anybody_may_ask() -> None:
    rules = _two_desks('demands = "contract"')
    assert [(desk, kind.id) for desk, kind in kinds_for_anybody(rules)] == [("guest", "question"), ("guest", "other")]


@pytest.mark.parametrize(("demand", "asked"), [("nothing", False), ("fields", False), ("person", True)])
def test_where_nobody_is_asked_nothing_is_looked_up(demand: str, asked: bool) -> None:
    kind = '[[kinds.fields]]\nid = "login"\nlabel = "Логин"\nquestion = "Логин?"\nidentifies = true'
    text = MINIMAL.replace('title = "Вопрос"', f'title = "Вопрос"\ndemands = "{demand}"\n{kind}')
    assert demands_anything(parse_regulation(text)) is asked


@pytest.mark.parametrize(("first", "second", "free"), [(True, False, {"a", None}), (False, True, {"b"})])
def test_the_lowest_tier_being_free_whoever_has_no_other_pays_nothing(
    first: bool, second: bool, free: set[str | None]
) -> None:
    tiers = "".join(
        f'\n[[tiers]]\nid = "{tier}"\ntitle = "Уровень"\nfree = {str(is_free).lower()}'
        for tier, is_free in (("a", first), ("b", second))
    )
    assert free_tiers(parse_regulation(MINIMAL + tiers)) == free


def test_a_kind_that_wants_a_name_has_to_ask_for_one() -> None:
    one_problem(
        'title = "Вопрос"',
        'title = "Вопрос"\ndemands = "fields"\n[[kinds.fields]]\nid = "a"\nlabel = "А"\nquestion = "А?"',
        "kinds[question].fields",
        "identifies = true",
        "identifies = true",
    )


def test_who_demands_money_says_how_to_pay() -> None:
    one_problem(
        'title = "Вопрос"',
        'title = "Вопрос"\ndemands = "paid"',
        "identification.how_to_pay",
        "words on how to pay",
        "слова о том, как оплатить",
    )


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('ways = ["agent", "agent"]', "identification.ways"),
        ("ways = []", "identification.ways"),
        ('ways = ["passport"]', "identification.ways[#1]"),
        ('demands = "a passport"', "identification.demands"),
        ("invitation_days = 0", "identification.invitation_days"),
    ],
)
def test_what_cannot_be_meant_is_refused(line: str, path: str) -> None:
    (problem,) = problems_of(f"{MINIMAL}\n[identification]\n{line}")
    assert problem.key_path == path


def test_check_says_in_words_who_may_ask() -> None:
    rules = _two_desks('demands = "paid"', 'demands = "nothing"')
    russian = render_report(rules, datetime(2026, 11, 30, 12, tzinfo=UTC), "ru")
    assert russian.count("→ нужен договор с оплаченным сроком") == 2
    assert "Кто пишет, узнаём так: код приглашения" in russian
    assert "договор без даты «оплачен до» и договор с бесплатным уровнем" in russian
    assert "an invitation code" in render_report(rules, datetime(2026, 11, 30, 12, tzinfo=UTC), "en")


def test_check_says_nothing_of_it_where_anybody_may_ask() -> None:
    rules = parse_regulation(MINIMAL)
    assert "Кто пишет, узнаём" not in render_report(rules, datetime(2026, 11, 30, 12, tzinfo=UTC), "ru")
