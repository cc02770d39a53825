"""What the requester wrote last wants no answer: an agent read it and says so, or takes that back."""

from models.actions.clocks import ticket_clocks
from models.actions.desk import topics
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.rules.deadlines.ticket_clock import Event, TicketClocks
from models.rules.regulation.clocks import SlaClock


class NothingToWaive(OtklikError):
    """No clock runs for an answer, and no wait was ended."""

    phrase = "waive.nothing"


class WaivedAlready(OtklikError):
    phrase = "waive.already"


class WordsWentOn(OtklikError):
    """Somebody wrote since, or it was taken back already."""

    phrase = "waive.went_on"


def waive(acting: Acting) -> None:
    """The clock of the next response ends, a wait that the words ended goes on. Raises OtklikError."""
    acting.check_open()
    before = _clocks(acting)
    if before.waived:
        raise WaivedAlready
    if not before.may_waive:
        raise NothingToWaive
    clocks = ticket_clocks.happened(
        acting.tx, acting.at, acting.view, Event.NO_ANSWER_WANTED, agent_id=acting.agent_id
    )
    phrase = "waive.done" if clocks.waiting_since is None else "waive.done_waits"
    button = topics.choice(acting.view.id, 0, "unwaive", say(acting.language, "choice.unwaive"))
    acting.tell_topic(say(acting.language, phrase, agent=acting.agent_name), [[button]])
    acting.refresh_card()


def take_back(acting: Acting) -> None:
    """The clocks go on as if nobody had waived anything. Raises OtklikError."""
    acting.check_open()
    if not _clocks(acting).waived:
        raise WordsWentOn
    clocks = ticket_clocks.happened(acting.tx, acting.at, acting.view, Event.ANSWER_WANTED, agent_id=acting.agent_id)
    state = clocks.clocks.get(SlaClock.NEXT_RESPONSE)
    text = say(acting.language, "waive.taken_back", agent=acting.agent_name)
    if state is not None and state.running_due is not None:
        text = f"{text} {say(acting.language, 'waive.answer_by', due=acting.when(state.running_due))}"
    acting.tell_topic(text)
    acting.refresh_card()


def _clocks(acting: Acting) -> TicketClocks:
    return ticket_clocks.clocks_of(acting.tx, acting.at.now, acting.view)[0]
