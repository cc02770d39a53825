"""Who takes part in a journey: requesters, agents, and the topics between them."""

from typing import Any

from tests.journeys.places import PATIENCE_SECONDS, Place, Wire, buttons, wording
from tests.simulated_telegram import SimulatedTelegram, file, png


def picture() -> Wire:
    return file(png(), mime_type="image/png")


def document(name: str = "договор.txt", words: str = "пункт первый") -> Wire:
    return file(words.encode(), name, "text/plain")


class Someone:
    """A person with a Telegram account, and their private chat with the bot."""

    def __init__(self, telegram: SimulatedTelegram, person: Wire) -> None:
        self.telegram = telegram
        self.person = person
        self.name = f"{person['first_name']} {person.get('last_name') or ''}".strip()
        self.chat = Place(telegram, person)

    def writes(self, text: str = "", **fields: Any) -> Wire:
        """photo=picture(), document=…, location=…, entities=…, album=[…], forward_origin=… (tests/origins.py)."""
        return self.telegram.types(self.person, text, **fields)

    def replies(self, message: Wire, text: str, **fields: Any) -> Wire:
        """quote="…": only this part of the message."""
        return self.writes(text, reply_to_message_id=message["message_id"], **fields)

    def replies_from_elsewhere(self, message: Wire, text: str, **fields: Any) -> Wire:
        """Here, to a message of a group that they are in. To one outside of it all: writes(…, external_reply=…)."""
        return self.replies(message, text, reply_to_chat_id=message["chat"]["id"], **fields)

    def forwards(self, *messages: Wire, **fields: Any) -> list[Wire]:
        """Messages of a chat that they read, into the private chat with the bot."""
        return self.telegram.forwards(self.person, list(messages), **fields)

    def reacts(self, message: Wire, emoji: "str | list[Any] | Wire | None") -> None:
        """None: takes it back."""
        self.telegram.reacts(message, self.person, emoji)

    def edits(self, message: Wire, text: str, **fields: Any) -> Wire:
        return self.telegram.edits(message, text, **fields)

    def sees(self, *words: str, without: tuple[str, ...] = (), seconds: float = PATIENCE_SECONDS) -> Wire:
        """In the private chat with the bot."""
        return self.chat.sees(*words, without=without, seconds=seconds)

    def presses(self, label: str, on: Wire | None = None) -> str:
        """The newest button of that name in the private chat. Returns what popped up."""
        return self.press(on or self.chat.with_button(label), label)

    def press(self, message: Wire, button: str) -> str:
        pressed = self.telegram.presses(message, button, self.person, wait_seconds=40)
        assert pressed["answered"], "the button spins for ever"
        return str(pressed["answer"].get("text") or "")

    def taps(self, key: str) -> None:
        """Below the field where they type."""
        self.telegram.wait_for(lambda: bool(self._keys_below()), PATIENCE_SECONDS)
        self.telegram.taps(self.person, key)

    def has_no_keys(self) -> None:
        """Sooner or later: what hung below the field was taken away."""
        self.telegram.wait_for(lambda: not self._keys_below(), PATIENCE_SECONDS)

    def _keys_below(self) -> list[Any]:
        shown = [post["keyboard"] for post in self.telegram.messages(self.person) if "keyboard" in post]
        return list(shown[-1].get("keyboard", ())) if shown else []

    def forges(self, message: Wire, callback_data: str) -> str:
        """A button that was never drawn."""
        pressed = self.telegram.forges(message, callback_data, self.person, wait_seconds=40)
        assert pressed["answered"]
        return str(pressed["answer"].get("text") or "")


class Topic(Place):
    """The topic of one ticket. Its first message is the card, which is read for itself."""

    def __init__(self, telegram: SimulatedTelegram, group: Wire, found: Wire) -> None:
        super().__init__(telegram, group, found["message_thread_id"])
        self.name: str = found["name"]
        self.number = int(self.name.partition(" ")[0].lstrip("№#"))

    def card(self) -> Wire:
        """As it reads now."""
        return self.telegram.wait_for(super().posts, PATIENCE_SECONDS)[0]

    def posts(self) -> list[Wire]:
        """Below the card."""
        return super().posts()[1:]

    def with_button(self, label: str, seconds: float = PATIENCE_SECONDS) -> Wire:
        return Place(self.telegram, self.chat, self.thread).with_button(label, seconds)

    def loses_buttons(self, post: Wire) -> None:
        """Sooner or later: what was asked there is decided."""

        def gone() -> bool:
            return [b for p in self.posts() if p["message_id"] == post["message_id"] for b in buttons(p)] == []

        self.telegram.wait_for(gone, PATIENCE_SECONDS)

    def card_shows(self, *words: str, without: tuple[str, ...] = ()) -> None:
        """Sooner or later: its edits may wait while people talk."""

        def as_wanted() -> bool:
            text = wording(self.card())
            return all(word in text for word in words) and not any(word in text for word in without)

        try:
            self.telegram.wait_for(as_wanted, PATIENCE_SECONDS)
        except AssertionError:
            raise AssertionError(f"expected {words} without {without} in:\n{wording(self.card())}") from None


class Requester(Someone):
    """Somebody who asks."""

    def __init__(self, telegram: SimulatedTelegram, person: Wire, group: Wire) -> None:
        super().__init__(telegram, person)
        self._group = group

    def topics(self, count: int = 1) -> list[Topic]:
        """Of all tickets of this person, the oldest first, once there are that many."""

        def there() -> list[Wire]:
            all_topics = self.telegram.topics(self._group)
            found = [topic for topic in all_topics if f" {self.name}: " in topic["name"]]
            return found if len(found) >= count else []

        found = self.telegram.wait_for(there, PATIENCE_SECONDS)
        assert len(found) == count, [topic["name"] for topic in found]
        return [Topic(self.telegram, self._group, topic) for topic in found]

    def topic(self) -> Topic:
        """Of the only ticket, once its card is there."""
        topic = self.topics()[0]
        topic.card()
        return topic

    def has_no_topic(self) -> None:
        names = [topic["name"] for topic in self.telegram.topics(self._group)]
        assert not [name for name in names if f" {self.name}: " in name]

    def blocks(self) -> None:
        self.telegram.blocks(self.person)

    def unblocks(self) -> None:
        self.telegram.unblocks(self.person)


class Agent(Someone):
    """Somebody of the staff, in the staff group."""

    def answers(self, topic: Topic, text: str = "", **fields: Any) -> Wire:
        return self.telegram.types(self.person, text, topic.chat, message_thread_id=topic.thread, **fields)

    def answers_all(self, topic: Topic, **fields: Any) -> list[Wire]:
        """The parts of an album."""
        return self.telegram.types_all(self.person, "", topic.chat, message_thread_id=topic.thread, **fields)

    def forwards_into(self, topic: Topic, *messages: Wire, **fields: Any) -> list[Wire]:
        return self.telegram.forwards(
            self.person, list(messages), topic.chat, message_thread_id=topic.thread, **fields
        )

    def presses_in(self, topic: Topic, label: str) -> str:
        """The newest button of that name in the topic. Returns what popped up."""
        return self.press(topic.with_button(label), label)

    def hears_nothing_about(self, topic: Topic) -> None:
        """In private, beyond what was read."""
        about = [wording(post) for post in self.chat.unread() if f"№{topic.number} " in wording(post)]
        assert not about, about

    def sees_reaction(self, message: Wire, emoji: str) -> None:
        """The bot's, on this message of theirs."""
        self.telegram.wait_for(lambda: emoji in self.reactions_on(message), PATIENCE_SECONDS)

    def reactions_on(self, message: Wire) -> list[str]:
        now = self.telegram.get(f"/control/chats/{message['chat']['id']}/messages/{message['message_id']}")
        found = now.get("message", now)
        return [one["emoji"] for given in (found.get("reactions") or {}).values() for one in given]
