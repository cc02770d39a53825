"""What came from a requester, freed of its transport."""

from dataclasses import dataclass

from models.rules.requests.thanks import Meaning, meaning_of, meaning_to_a_wish


@dataclass(frozen=True, slots=True)
class AttachmentSeen:
    """kind: photo, document, video, voice, audio … as the transport calls it. size: bytes."""

    kind: str
    file_name: str | None = None
    mime_type: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message, one command or one press.

    message_id: of the stored message row; None for commands and presses.
    command, argument: "/status 125" is "status" and "125".
    choice, choice_version: key of the pressed button and the state's version it was drawn with.
    reply_to_ticket: when the person replied to a message of that ticket.
    unsupported: name of a type that cannot be relayed (story, invoice …).
    typed: False for words that stand for something else (a place, a contact, a dice) or are somebody else's.
    sticker: the emoji that it stands for, when it is one.
    own_phone: the number of their own that the messenger shared for them.
    gave_leave: they had been asked for leave to write, and these are their first words since.
    """

    message_id: int | None
    text: str = ""
    attachments: tuple[AttachmentSeen, ...] = ()
    command: str | None = None
    argument: str = ""
    choice: str | None = None
    choice_version: int | None = None
    reply_to_ticket: int | None = None
    unsupported: str | None = None
    typed: bool = True
    sticker: str | None = None
    own_phone: str | None = None
    gave_leave: bool = False

    @property
    def says_it_all(self) -> bool:
        """Whether its words may be a choice, a number, a command: somebody typed them, and nothing came with them."""
        return self.typed and not self.attachments

    @property
    def meaning(self) -> Meaning:
        """Whether the whole message is thanks, a yes, or words to be read."""
        if self.sticker is not None and not self.text:
            return meaning_of("", self.sticker)
        says = meaning_to_a_wish if self.gave_leave else meaning_of
        return says(self.text) if self.says_it_all else Meaning.WORDS

    @property
    def is_thanks(self) -> bool:
        return self.meaning in (Meaning.THANKS, Meaning.SOLVED)

    @property
    def is_plain_words(self) -> bool:
        """No command, no press, no reply: just something said."""
        return self.command is None and self.choice is None and self.reply_to_ticket is None
