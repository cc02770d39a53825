"""Many persons who write at once, and what has to be true of their words after a fault.

    crowd = Crowd(otklik, 100, "толпа")
    crowd.write(rounds=3)
    crowd.wait_until_all_arrived()
    assert crowd.complaints() == []

Every text is unique, so that one that is missing, doubled, misplaced or out of order can be named.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from models.db import Database
from models.phrases.catalogue import say
from models.rules.delivery.states import WAITING
from models.tables.lanes import inbox, outbox
from models.tables.messages import message
from tests.installation import Installation, Wire

REPEATED = say("ru", "staff.repeated_mark")
UNKNOWN = say("ru", "staff.delivery_unknown")


@dataclass
class Speaker:
    """One person of the crowd. said: the texts as they stand now, in order; the first one opened the ticket."""

    name: str
    person: Wire
    said: list[str] = field(default_factory=list)
    typed: list[Wire] = field(default_factory=list)


class Crowd:
    def __init__(self, otklik: Installation, size: int, name: str) -> None:
        """name: of nobody else, nor the beginning of another crowd's."""
        self.otklik = otklik
        self.name = name
        self.speakers = [
            Speaker(f"{name}-{n:03}", otklik.telegram.person(f"{name}-{n:03}", language_code="ru"))
            for n in range(size)
        ]

    # -- what they do

    def write(self, rounds: int = 1) -> None:
        """Everybody writes once per round; all of it is typed in one go."""
        batch = []
        for _ in range(rounds):
            for speaker in self.speakers:
                speaker.said.append(f"{speaker.name} говорит {len(speaker.said)}.")
                batch.append({"chat_id": speaker.person["id"], "text": speaker.said[-1]})
        rows = self.otklik.telegram.batch(batch)
        for speaker, (_, message_id, _) in zip(self.speakers * rounds, rows, strict=True):
            who = speaker.person["id"]
            speaker.typed.append({"chat": {"id": who}, "message_id": message_id, "sender_id": who})

    def correct(self, number: int, every: int = 5) -> None:
        """Each n-th person edits what they wrote as their `number`-th message."""
        for speaker in self.speakers[::every]:
            speaker.said[number] += " Исправлено."
            self.otklik.telegram.edits(speaker.typed[number], speaker.said[number])

    def answer_all(self) -> dict[str, str]:
        """Ivan answers everybody at once. Speaker's name → the words."""
        answers = {speaker.name: f"Ответ для {speaker.name}." for speaker in self.speakers}
        where = {"chat_id": self.otklik.group["id"], "as": self.otklik.person("Иван")["id"]}
        threads = {name: self.otklik.wait_for_topic(name)["message_thread_id"] for name in answers}
        self.otklik.telegram.batch(
            [{**where, "text": text, "message_thread_id": threads[name]} for name, text in answers.items()]
        )
        return answers

    def wait_until_answered(self, answers: dict[str, str], seconds: float = 60) -> None:
        """Everybody has received the answer, or the agent was told that nobody knows."""

        def unanswered() -> list[str]:
            return [s.name for s in self.speakers if not self.received(s, answers) and not self.unsure(s)]

        self.otklik.wait_for(lambda: not unanswered(), "an answer for everybody", seconds)

    # -- what has to be true

    def received(self, speaker: Speaker, answers: dict[str, str]) -> int:
        """How often."""
        return self.otklik.telegram.texts(speaker.person).count(answers[speaker.name])

    def unsure(self, speaker: Speaker) -> list[Wire]:
        """Posts in the speaker's topic which say that nobody knows whether an answer arrived."""
        thread = self.otklik.wait_for_topic(speaker.name)["message_thread_id"]
        return [
            post for post in self.otklik.telegram.messages(self.otklik.group, thread) if post.get("text") == UNKNOWN
        ]

    def threads(self) -> dict[str, list[str]]:
        """Speaker's name → what the bot posted in their topic, in order; of two topics of one speaker: both."""
        telegram, group = self.otklik.telegram, self.otklik.group
        posts: dict[int, list[str]] = {}
        for _, thread, _, _, by_bot, _, text in telegram.timeline(chats=group["id"]):
            if by_bot and text:
                posts.setdefault(thread, []).append(text)
        found: dict[str, list[str]] = {}
        for topic in telegram.topics(group):
            for speaker in self.speakers:
                if speaker.name in topic["name"]:
                    found.setdefault(speaker.name, []).extend(posts.get(topic["message_thread_id"], []))
        return found

    def missing(self) -> list[str]:
        threads = self.threads()
        return [
            text
            for speaker in self.speakers
            for text in speaker.said
            if not any(text in post for post in threads.get(speaker.name, ()))
        ]

    def wait_until_all_arrived(self, seconds: float = 150) -> None:
        until = time.monotonic() + seconds
        while missing := self.missing():
            assert time.monotonic() < until, f"{len(missing)} did not arrive in {seconds} s, such as {missing[:5]}"
            time.sleep(0.25)

    def complaints(self, *, repeats_allowed: bool = False) -> list[str]:
        """What is wrong with topics and database; empty when every word is where it belongs, once and in order.

        repeats_allowed: a copy may come again if it is marked as a repetition.
        """
        threads = self.threads()
        found = []
        for speaker in self.speakers:
            posts = threads.get(speaker.name, [])
            places = [[i for i, post in enumerate(posts) if text in post] for text in speaker.said]
            first = [
                (place[0], posts[place[0]].index(text))
                for place, text in zip(places, speaker.said, strict=True)
                if place
            ]
            if repeats_allowed:
                places = [[i for i in seen if i == seen[0] or not posts[i].startswith(REPEATED)] for seen in places]
            if any(len(place) != 1 for place in places) or first != sorted(first):
                found.append(f"{speaker.name}: said {speaker.said}, but the topic has {posts}")
        return found + self._stored_wrongly() + self._topics_wrong()

    def greeted_wrongly(self) -> list[str]:
        """Who was not told the number of their ticket exactly once."""
        found = []
        for speaker in self.speakers:
            told = [text for text in self.otklik.telegram.texts(speaker.person) if "№" in text]
            if len(told) != 1:
                found.append(f"{speaker.name} was told {len(told)} times: {told}")
        return found

    def _stored_wrongly(self) -> list[str]:
        with reading(self.otklik) as tx:
            texts = tx.execute(select(message.c.text).where(message.c.text.startswith(f"{self.name}-"))).scalars()
            stored = Counter(texts)
        said = [text for speaker in self.speakers for text in speaker.said]
        return [f"stored {stored[text]} times: {text}" for text in said if stored[text] != 1] + [
            f"nobody said so, but it is stored: {text}" for text in stored if text not in said
        ]

    def _topics_wrong(self) -> list[str]:
        """A topic that nobody posted in counts as none: its maker was killed before it could say that it was made."""
        topics = self.otklik.telegram.topics(self.otklik.group)
        used = [topic["name"] for topic in topics if topic["messages"] > 1]
        having = {speaker.name: [name for name in used if speaker.name in name] for speaker in self.speakers}
        return [f"{name} has {len(topics)} topics: {topics}" for name, topics in having.items() if len(topics) != 1]


@contextmanager
def reading(otklik: Installation) -> Iterator[Connection]:
    database: Database = otklik.database
    try:
        with database.read() as tx:
            yield tx
    finally:
        database.close()


def arrived_at(otklik: Installation, chat: Wire, text: str) -> float:
    """When the bot's words with this text came there, by time.monotonic(); they are waited for."""

    def found() -> list[float]:
        return [row[5] for row in otklik.telegram.timeline(chats=chat["id"]) if row[4] and text in row[6]]

    return otklik.wait_for(found, text)[0]


def nothing_waits(otklik: Installation) -> bool:
    """Everything that came in was processed, and everything that goes out has ended one way or another."""
    with reading(otklik) as tx:
        arriving: int = tx.execute(select(func.count()).where(inbox.c.state == "pending")).scalar_one()
    return not arriving and not waiting_rows(otklik)


def waiting_rows(otklik: Installation) -> int:
    """Of the outbox."""
    with reading(otklik) as tx:
        leaving: int = tx.execute(select(func.count()).where(outbox.c.state.in_(WAITING))).scalar_one()
    return leaving
