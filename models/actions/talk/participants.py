"""Somebody besides its requester writes in a ticket: staff see who, and others as far as they may."""

from collections.abc import Sequence

from sqlalchemy import Connection

from models.actions.desk import topics
from models.actions.reach import requester_words
from models.actions.talk import thanks
from models.actions.talk.requester_clock import requester_wrote
from models.actions.tickets import participation
from models.actions.tickets.filing import file_words_of_participant
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.queries.messages import MessageView
from models.queries.persons import Requester
from models.queries.sights import Seen, requester_sees_all
from models.queries.tickets import TicketView
from models.rules.contracts.sight import speaks_for_client
from models.rules.regulation.parsing import Regulation
from models.rules.texts.content import clip, one_line

_SHOWN = 1000


def add_words(
    tx: Connection, at: Instant, who: Requester, seen: Seen, message_ids: Sequence[int], regulation: Regulation
) -> None:
    """seen: the ticket, held, as they see it now. regulation: of the ticket.

    Where they speak for the contract, their words are the client's: somebody waits for an answer. They end nothing:
    thanks and a yes are shown, and the requester is asked as before.
    """
    view = seen.view
    language = topics.staff_language(view, regulation)
    if participation.begins(tx, at, view, who):
        topics.tell_staff(tx, at, view, _introduced(tx, view, who, language))
    spoken = file_words_of_participant(tx, message_ids, view.ref, who.person_id)
    if view.topic_state is not None:
        topics.copy_to_topic(tx, at, view, spoken, language)
    if requester_sees_all(tx, view):
        _tell_requester(tx, at, view, who, spoken)
    if speaks_for_client(seen.sight) and not thanks.are_thanks(spoken, view):
        requester_wrote(tx, at, view, regulation, min([at.now, *(one.at for one in spoken)]))


def _introduced(tx: Connection, view: TicketView, who: Requester, language: str) -> str:
    """Who it is, and who reads what they say and what is answered; said once. Of whom an agent brought in it was."""
    name = _name(who, language)
    requester = one_line(view.requester_name) or say(language, "card.no_name")
    reads = "participant.requester_reads" if requester_sees_all(tx, view) else "participant.requester_reads_not"
    role = say(language, "participant.of_contract", contract=view.contract_number)
    words = say(language, "participant.begins", name=name, role=role)
    return "\n".join((words, say(language, reads, name=requester), say(language, "participant.how_to_answer")))


def _tell_requester(
    tx: Connection, at: Instant, view: TicketView, who: Requester, spoken: Sequence[MessageView]
) -> None:
    """By their right to see all that is said under the contract."""
    language = view.language
    words = [clip(one.text, _SHOWN) for one in spoken if one.text]
    if files := sum(len(one.files) for one in spoken):
        words.append(say(language, "participant.files", files=say_many(language, "count.files", files)))
    if words:
        said = say(language, "participant.wrote", name=_name(who, language), number=view.number)
        requester_words.tell(tx, at, view, "\n".join((said, *words)))


def _name(who: Requester, language: str) -> str:
    return one_line(who.name) or say(language, "card.no_name")
