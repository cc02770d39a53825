"""What staff do comes back as a value: done, refused with its reason, or a question with what may be chosen."""

from bot.desk.outcomes import Asked, Done, Explained, Option
from bot.desk.refusals import (
    AlreadyEscalated,
    LedByAnother,
    MergedNotSent,
    NoSuchTicket,
    NothingEscalated,
    NotRelayed,
    NotSent,
    TakenByAnother,
    WhichToMerge,
)
from models.actions.tickets.acting import TicketIsOver
from models.actions.tickets.dismissals import TicketIsOpen
from models.actions.tickets.ticket_changes import IsSoAlready, NoSuchValue
from models.actions.tickets.waiting import ClosingIsProposed
from models.queries.persons import Requester
from tests.actions.office import at
from tests.desk.ordering_office import OrderingOffice, why


def test_of_two_who_take_a_ticket_the_second_learns_who_has_it(office: OrderingOffice, ticket_id: int) -> None:
    assert office.orders(ticket_id, "take").shown
    assert not office.orders(ticket_id, "take").shown  # a second click posts nothing
    refused = office.orders(ticket_id, "take", office.caller("Пётр"))
    assert why(refused) is TakenByAnother
    assert "Иван" in refused.in_words("ru")
    assert why(office.orders(ticket_id, "untake", office.caller("Пётр"))) is LedByAnother
    assert office.orders(ticket_id, "untake") == Done(shown=True)
    assert office.orders(ticket_id, "untake") == Done()
    assert len(office.news(ticket_id)) == 2


def test_closing_is_proposed_once_and_only_for_an_open_ticket(office: OrderingOffice, ticket_id: int) -> None:
    assert why(office.orders(ticket_id, "reopen")) is TicketIsOpen
    assert office.orders(ticket_id, "close") == Done(shown=True)
    assert why(office.orders(ticket_id, "close")) is ClosingIsProposed
    office.orders(ticket_id, "dismiss.spam")
    assert why(office.orders(ticket_id, "close")) is TicketIsOver
    assert office.orders(ticket_id, "reopen") == Done(shown=True)
    assert office.view(ticket_id).is_open


def test_the_head_is_asked_once_in_a_while(office: OrderingOffice, ticket_id: int) -> None:
    assert why(office.orders(ticket_id, "taken")) is NothingEscalated
    assert office.orders(ticket_id, "escalate") == Done(shown=True)
    assert why(office.orders(ticket_id, "escalate")) is AlreadyEscalated
    assert office.orders(ticket_id, "taken") == Done(shown=True, decided=True)
    assert "Иван" in office.orders(ticket_id, "taken").in_words("ru")


def test_without_a_value_it_is_asked_which(office: OrderingOffice, ticket_id: int) -> None:
    asked = office.commands("/severity", ticket_id)
    assert isinstance(asked, Asked)
    assert asked.present == "normal"
    assert asked.options[0] == Option("severity", "low", "низкая")
    assert len(asked.options) == 3
    assert office.orders(ticket_id, "severity.low") == Done(shown=True, decided=True)
    assert why(office.orders(ticket_id, "severity.low")) is IsSoAlready
    assert why(office.commands("/severity ужасная", ticket_id)) is NoSuchValue


def test_a_refusal_says_itself_in_either_language(office: OrderingOffice, ticket_id: int) -> None:
    refused = office.orders(ticket_id, "reopen")
    assert refused.in_words("ru") == "Заявка и так открыта."
    assert refused.in_words("en") != refused.in_words("ru")


def test_why_is_explained_and_posted_nowhere(office: OrderingOffice, ticket_id: int) -> None:
    told = office.orders(ticket_id, "why")
    assert isinstance(told, Explained)
    assert "№1" in told.text
    assert office.news(ticket_id) == []


def test_a_command_names_its_ticket_or_stands_in_its_topic(office: OrderingOffice, ticket_id: int) -> None:
    assert why(office.commands("/take")) is NoSuchTicket
    assert why(office.commands("/take 99", ticket_id)) is NoSuchTicket
    assert why(office.commands("/merge", ticket_id)) is WhichToMerge
    assert office.commands("/take №1").shown
    assert office.view(ticket_id).assignee_name == "Иван"


def test_an_answer_goes_to_an_open_ticket_only(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    assert office.writes(ticket_id, "Уже чиним") == Done(shown=True)
    assert office.news(to=anna) == ["Уже чиним"]
    assert why(office.writes(ticket_id, "", unsupported="story")) is NotRelayed
    other = office.shows(anna)
    office.commands("/merge 1 2")
    assert why(office.writes(ticket_id, "Ещё")) is MergedNotSent
    office.orders(other, "dismiss.spam")
    assert why(office.writes(other, "Ещё")) is NotSent
    assert "Ещё" not in office.news(to=anna)


def test_a_question_asked_elsewhere_is_shown_in_the_topic(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    assert office.asks(ticket_id, "Какой у вас адрес?", elsewhere=True) == Done(shown=True)
    assert office.news(to=anna) == ["Какой у вас адрес?"]
    assert "Какой у вас адрес?" in office.news(ticket_id)
    assert office.view(ticket_id).waiting_since == at().now
