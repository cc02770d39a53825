"""Who types, where, and what was shown under which number."""

from typing import Any

from simulators.chat.connection import Connection, Refused
from simulators.chat.phones import Phones
from simulators.chat.phrases import Phrases
from simulators.chat.screen import DIM, Place, Screen

Wire = dict[str, Any]


class Session:
    """person and place: in Telegram; phone: the number of one without it, while that is in hand."""

    def __init__(self, connection: Connection, phones: Phones, screen: Screen, phrases: Phrases) -> None:
        self.connection = connection
        self.phones = phones
        self.phone = ""
        self.screen = screen
        self.phrases = phrases
        self.person: Wire | None = None
        self.place: Place | None = None
        self.quitting = False
        self.watched = False  # another thread shows the news
        self._places: dict[int, Place] = {}
        self._shown: list[tuple[int, int]] = []
        self._numbers: dict[tuple[int, int], int] = {}
        self._where: dict[tuple[int, int], Place] = {}
        self._names: dict[int, str] = {}
        self._topic_names: dict[Place, str] = {}

    # -- who and where

    def people(self) -> list[Wire]:
        found: list[Wire] = self.connection.get("/control/persons")["persons"]
        self._names.update({person["id"]: person["first_name"] for person in found})
        return found

    def groups(self) -> list[Wire]:
        found: list[Wire] = self.connection.get("/control/groups")["groups"]
        self._names.update({group["id"]: group["title"] for group in found})
        return [group for group in found if group["migrated_to"] is None]

    def topics(self, group_id: int) -> list[Wire]:
        found: list[Wire] = self.connection.get(f"/control/chats/{group_id}/topics")["topics"]
        self._topic_names.update({(group_id, topic["message_thread_id"]): topic["name"] for topic in found})
        return [topic for topic in found if not topic["deleted"]]

    def become(self, person: Wire) -> None:
        """Goes where this person was last; at first: staff to their group, others to the bot."""
        if self.person is not None and self.place is not None:
            self._places[self.person["id"]] = self.place
        self.person = person
        groups = self.groups_of(person["id"])
        first: Place = (groups[0]["id"], None) if groups else (person["id"], None)
        self.go(self._places.get(person["id"], first))

    def become_phone(self, number: str) -> None:
        self.phone = number
        name = self.phones.name(number)
        self.screen.prompt = f"{name} @ SMS> " if name == number else f"{name} {number} @ SMS> "

    def groups_of(self, person_id: int) -> list[Wire]:
        inside = ("creator", "administrator", "member", "restricted")
        return [
            group
            for group in self.groups()
            if any(m["user"]["id"] == person_id and m["status"] in inside for m in group["members"])
        ]

    def go(self, place: Place) -> None:
        self.place = place
        self.phone = ""
        name = self.person["first_name"] if self.person else "?"
        self.screen.prompt = f"{name} @ {_shortened(self.title(place, short=True))}> "

    def title(self, place: Place, short: bool = False) -> str:
        chat_id, thread = place
        if chat_id > 0:
            if short:
                return self.phrases.say("private")
            return self.phrases.say("private_of", name=self.name(chat_id))
        group = self.name(chat_id)
        if thread is None:
            return group
        if place not in self._topic_names:
            self.topics(chat_id)
        topic = self._topic_names.get(place, "")
        if short:
            return topic
        return self.phrases.say("topic_place", group=group, topic=topic, number=thread)

    def name(self, actor_id: int) -> str:
        if actor_id not in self._names:
            self.people()
            self.groups()
            bots = self.connection.get("/control/bots")["bots"]
            self._names.update({bot["id"]: bot["first_name"] for bot in bots})
        return self._names.get(actor_id, str(actor_id))

    # -- what was shown

    def number_of(self, chat_id: int, message_id: int) -> int:
        key = (chat_id, message_id)
        if key not in self._numbers:
            self._shown.append(key)
            self._numbers[key] = len(self._shown)
        return self._numbers[key]

    def message_path(self, number: int) -> str:
        """Raises Refused for a number that was never shown."""
        if not 1 <= number <= len(self._shown):
            raise Refused(self.phrases.say("no_number", number=number))
        chat_id, message_id = self._shown[number - 1]
        return f"/control/chats/{chat_id}/messages/{message_id}"

    def message_id(self, number: int) -> int:
        self.message_path(number)
        return self._shown[number - 1][1]

    # -- what happens

    def look(self, seconds: float) -> None:
        """Shows the news; waits so long for the first."""
        for event in self.connection.news(seconds):
            with self.screen.together:
                self.show_event(event)

    def show_event(self, event: Wire) -> None:
        kind = event["event"]
        if kind in ("message", "edited"):
            self.show_message(event["chat_id"], event["message"], edited=kind == "edited")
        elif kind == "deleted":
            self._remark("deleted", number=self._back_at(event["chat_id"], event["message_id"]))
        elif kind == "reaction":
            number = self._back_at(event["chat_id"], event["message_id"])
            emoji = " ".join(reaction.get("emoji", "?") for reaction in event["reaction"])
            key = "reaction" if emoji else "no_reaction"
            self._remark(key, name=self.name(event["actor_id"]), emoji=emoji, number=number)
        elif kind == "callback_answer" and event["answer"].get("text"):
            self._remark("answer", text=event["answer"]["text"])
        elif kind == "pressed":
            self._remark("pressed", name=self.name(event["as"]), label=event["label"])
        elif kind == "topic_deleted":
            self._remark("topic_deleted")
        elif kind in ("blocked", "unblocked"):
            self._remark(kind, name=self.name(event["chat_id"]))

    def _back_at(self, chat_id: int, message_id: int) -> int:
        """The number of a message that something is said about now, under the heading where it was shown."""
        where = self._where.get((chat_id, message_id))
        if where is not None:
            self.screen.place(where, self.title(where))
        return self.number_of(chat_id, message_id)

    def _remark(self, key: str, **facts: object) -> None:
        self.screen.line(f"    · {self.phrases.say(key, **facts)}", DIM)

    def show_message(self, chat_id: int, message: Wire, edited: bool = False) -> None:
        thread = message.get("message_thread_id") if message.get("is_topic_message") else None
        for field in ("forum_topic_created", "forum_topic_edited"):
            if thread is not None and message.get(field, {}).get("name"):
                self._topic_names[chat_id, thread] = message[field]["name"]
        self._where[chat_id, message["message_id"]] = (chat_id, thread)
        self.screen.place((chat_id, thread), self.title((chat_id, thread)))
        service = self.screen.service(message)
        if service is not None:
            self.screen.line(f"    · {service}", DIM)
            return
        reply = message.get("reply_to_message_id")
        replied = None if reply in (None, thread) else self.number_of(chat_id, int(reply))
        self.screen.message(self.number_of(chat_id, message["message_id"]), message, edited, replied)


def _shortened(title: str, longest: int = 30) -> str:
    return title if len(title) <= longest else title[: longest - 1].rstrip() + "…"
