"""Who may act for a desk is asked where the act is carried out, whatever the order carries."""

import pytest

from bot.desk.outcomes import Done
from bot.desk.refusals import HeadsOnly, NoLonger, NotAMember, StaleButton
from tests.actions.office import at
from tests.desk.ordering_office import OrderingOffice, why


def test_everybody_in_the_group_of_the_desk_may_act(office: OrderingOffice, ticket_id: int) -> None:
    assert office.orders(ticket_id, "take", office.caller("Пётр")) == Done(
        "staff.you_took", {"number": office.view(ticket_id).number}, shown=True
    )
    assert office.view(ticket_id).assignee_name == "Пётр"


def test_nobody_acts_on_the_ticket_of_another_desk(office: OrderingOffice, ticket_id: int) -> None:
    stranger = office.caller("Пётр", desk_id=office.desk_id + 1)
    assert why(office.orders(ticket_id, "take", stranger)) is NotAMember
    assert office.view(ticket_id).assignee_id is None


def test_a_ticket_that_does_not_exist_is_refused_as_one_of_others_is(office: OrderingOffice, ticket_id: int) -> None:
    assert why(office.orders(ticket_id + 1, "take")) is NotAMember


def test_who_was_dismissed_may_nothing(office: OrderingOffice, ticket_id: int) -> None:
    office.dismisses(office.has_head())
    assert why(office.orders(ticket_id, "take", office.caller("Ольга"))) is NoLonger
    assert why(office.orders(ticket_id, "take", office.caller("Ольга", alone=True))) is NoLonger


def test_alone_with_us_a_head_may_act_and_an_agent_may_not(office: OrderingOffice, ticket_id: int) -> None:
    office.has_head()
    assert why(office.orders(ticket_id, "take", office.caller("Иван", alone=True))) is NotAMember
    assert isinstance(office.orders(ticket_id, "take", office.caller("Ольга", alone=True)), Done)


def test_only_a_head_agrees_to_a_later_date(office: OrderingOffice, ticket_id: int) -> None:
    office.commands("/extend 1 до 24 декабря 12:00 ждём завод")
    assert why(office.orders(ticket_id, "agree.1")) is HeadsOnly
    office.has_head()
    assert office.orders(ticket_id, "agree.1", office.caller("Ольга", alone=True)) == Done(shown=True, decided=True)
    assert office.extensions() == ["granted"]


def test_a_button_drawn_before_the_ticket_changed_does_nothing(office: OrderingOffice, ticket_id: int) -> None:
    drawn = office.view(ticket_id).version
    office.orders(ticket_id, "take", when=at("1m"))
    assert why(office.orders(ticket_id, "untake", version=drawn)) is StaleButton
    assert office.view(ticket_id).assignee_id is not None


@pytest.mark.parametrize(
    "verb",
    ["", "fire", "resend", "resend.99", "sms.1.1.1.1", "asis.99.1", "dismiss.boredom", "extend.x", "noextend."],
)
def test_an_order_that_nobody_offered_is_stale(office: OrderingOffice, ticket_id: int, verb: str) -> None:
    assert why(office.orders(ticket_id, verb)) is StaleButton
    assert office.news(ticket_id) == []
