"""Whoever speaks for several contracts says under which one a request is; whoever speaks for one is not asked."""

from datetime import date
from functools import cache

import pytest

from bot.conversation.state import Step
from bot.conversation.turn import OpenTicket
from bot.conversation.unfinished import on_silence
from models.rules.contracts.choosing import in_question, the_only_one, tier_for
from models.rules.contracts.standing import Contract
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation, parse_regulation
from models.rules.requests.identification import Known
from tests.conversation.regulations import _COMMON, _desk
from tests.conversation.requester import Requester

OUT = ("Отмена", "Помощь")


def contract(id: int, state: str = "active", tier: str | None = None, paid_until: date | None = None) -> Contract:
    return Contract(id, OrganisationId(1), str(1000 + id), tier, "person", state, paid_until)


@cache
def simple(demand: str = "nothing") -> Regulation:
    kinds = f'[[kinds]]\nid = "any"\ntitle = {{ ru = "Вопрос", en = "Question" }}\ndemands = "{demand}"\n'
    rules = (
        '[identification]\nhow_to_pay = { ru = "Банк «Тест».", en = "At the bank." }\n' if demand == "paid" else ""
    )
    return parse_regulation(_COMMON + kinds + _desk("help", "Помощь", "Help", '"any"', ladder="group") + rules)


def speaks_for(*contracts: Contract, demand: str = "nothing") -> Requester:
    return Requester(simple(demand), known=Known(contracts=contracts))


def opened(contract_id: int | None) -> OpenTicket:
    return OpenTicket("help", "any", {}, (1001,), contract_id=contract_id)


def test_the_only_contract_is_taken_without_a_question() -> None:
    speaks_for(contract(1)).writes("Не работает").intends(opened(1))
    speaks_for(contract(1), contract(2, "ended")).writes("Не работает").intends(opened(1))
    speaks_for().writes("Не работает").intends(opened(None))


def test_of_several_one_is_chosen_by_a_button() -> None:
    anna = speaks_for(contract(1), contract(2))
    anna.writes("Не работает").sees("По какому договору обращаетесь?").is_offered(
        "Договор 1001", "Договор 1002", *OUT
    )
    anna.intends().presses("Договор 1002").intends(opened(2)).sees("Заявка №12 принята")


@pytest.mark.parametrize("words", ["1002", "№ 1002", " 1002 "])
def test_or_by_its_number(words: str) -> None:
    speaks_for(contract(1), contract(2)).writes("Не работает").writes(words).intends(opened(2))


def test_other_words_belong_to_the_request() -> None:
    anna = speaks_for(contract(1), contract(2)).writes("Не работает").writes("И телефон тоже")
    anna.sees("По какому договору").presses("Договор 1001")
    anna.intends(OpenTicket("help", "any", {}, (1001, 1002), contract_id=1))


def test_a_contract_of_somebody_else_is_no_choice() -> None:
    anna = speaks_for(contract(1), contract(2)).writes("Не работает")
    anna.presses_key("contract:3", anna.state.version).intends()
    assert anna.state.step is Step.CONTRACT


def test_only_contracts_that_do_are_in_question() -> None:
    unpaid = contract(1, paid_until=date(2026, 10, 1))
    speaks_for(unpaid, contract(2), demand="paid").writes("Не работает").intends(opened(2))


def test_who_does_not_say_it_is_filed_without_one() -> None:
    anna = speaks_for(contract(1), contract(2)).writes("Не работает")
    turn, _ = on_silence(anna.state, anna.context(), kept_back=False)
    if not turn.intents:  # they are reminded first
        turn, _ = on_silence(turn.state, anna.context(), kept_back=False)
    [intent] = turn.intents
    assert isinstance(intent, OpenTicket)
    assert intent.contract_id is None


def test_the_question_outlives_a_restart() -> None:
    anna = speaks_for(contract(1), contract(2)).writes("Не работает")
    assert type(anna.state).from_json(anna.state.to_json()) == anna.state


def test_ended_contracts_are_in_question_only_if_there_is_no_other() -> None:
    gone, other = contract(1, "ended"), contract(2, "suspended")
    assert in_question([gone, other]) == (other,)
    assert in_question([gone]) == (gone,)
    assert the_only_one([gone, other]) == other
    assert the_only_one([other, contract(3)]) is None


@cache
def with_tiers() -> Regulation:
    tiers = '[[tiers]]\nid = "base"\ntitle = "B"\n[[tiers]]\nid = "gold"\ntitle = "G"\n'.replace(
        '"B"', '{ ru = "Б", en = "B" }'
    ).replace('"G"', '{ ru = "З", en = "G" }')
    kinds = '[[kinds]]\nid = "any"\ntitle = { ru = "Вопрос", en = "Question" }\n'
    return parse_regulation(_COMMON + tiers + kinds + _desk("help", "Помощь", "Help", '"any"', ladder="group"))


@pytest.mark.parametrize(
    ("of_contract", "of_person", "tier"),
    [
        ("gold", "base", "gold"),
        ("base", "gold", "base"),
        (None, "gold", "gold"),
        ("gone", None, "base"),
        (None, None, "base"),
    ],
)
def test_the_tier_is_the_contracts_then_the_persons_then_the_lowest(
    of_contract: str | None, of_person: str | None, tier: str
) -> None:
    assert tier_for(with_tiers(), contract(1, tier=of_contract), of_person) == tier
