"""What comes in: who wants what done, freed of the messenger or page where they said it."""

from dataclasses import dataclass, replace

from models.actions.talk.messages import Said
from models.actions.tickets.acting import Acting
from models.rules.texts.manner import without_beginning


@dataclass(frozen=True)
class Caller:
    """Somebody who may be of the staff, and the language they are answered in.

    number: of their account at the messenger. desk_id: whose group they speak in, if it serves a desk.
    alone: they speak with nobody but us.
    """

    number: int
    name: str
    language: str
    desk_id: int | None = None
    alone: bool = False


@dataclass(frozen=True)
class Actor:
    """An agent who acts, and the language they are answered in."""

    agent_id: int
    name: str
    language: str


@dataclass(frozen=True)
class Order:
    """One act on one ticket, with everything that a button carries.

    argument: what the act needs besides the ticket. version: of the ticket when the button was drawn; 0: any time.
    """

    ticket_id: int
    verb: str
    argument: str = ""
    version: int = 0


@dataclass(frozen=True)
class Written:
    """What an agent wrote. said: its author and ticket are not known yet.

    worded: what it is, when nobody typed these words: a place, a contact, a poll.
    """

    said: Said
    worded: str | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.said.text or self.said.files)

    def starting_at(self, start: int) -> "Written":
        """Without the words before that."""
        said = self.said
        entities = [dict(one) for one in said.entities]
        piece, manner = without_beginning(said.text, entities, said.manner, start)
        return replace(self, said=replace(said, text=piece.text, entities=piece.entities, manner=manner))

    def by(self, acting: Acting, author: str) -> Said:
        """As a message of the ticket. author: agent, note, unsent."""
        return replace(self.said, author=author, ticket_id=acting.view.id, agent_id=acting.agent_id)
