"""Staff see a topic before we know its number, and may write in it at once."""

from typing import Any

import pytest

from bot.telegram.updates import to_raw_inbound
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.inbox import store_inbound
from models.db import Database
from models.phrases.catalogue import say
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import SendResult, Sent
from tests.actions.chat_office import ChatOffice
from tests.actions.office import ACCOUNT, GROUP, at

TOPIC = 4321
NOT_SENT = say("ru", "staff.topic_of_nothing_not_sent")


class QuickOffice(ChatOffice):
    """Анна's request waits for its topic; Иван sees the topic as soon as Telegram has made it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.anna = self.meets("Анна", 700)
        self.ticket_id = self.opens(self.anna)

    def writes_in_topic(self, text: str, when: str = "0s", *, by: str = ACCOUNT, **more: Any) -> None:
        """by: who made the topic."""
        place = {"message_thread_id": TOPIC, "is_topic_message": True}
        bot = {"id": int(by), "is_bot": True, "first_name": "Бот"}
        made = {"forum_topic_created": {"name": "т", "icon_color": 1}, "from": bot, "message_id": TOPIC}
        made = {**self._message("", None, "Иван", at(when)), **place, **made}
        said = self._message(text, None, "Иван", at(when), **place, reply_to_message=made, **more)
        update = {"update_id": said["message_id"], "message": said}
        with self.database.write() as tx:
            store_inbound(tx, "telegram", ACCOUNT, [to_raw_inbound(update)], at(when).real)
        self.works(at(when))

    def topic_is_recorded(self) -> None:
        def result(dispatch: Dispatch) -> SendResult:
            return Sent(thread_id=TOPIC) if dispatch.kind == RowKind.CREATE_TOPIC else self.appears(dispatch)

        self.delivers(result=result)

    def told_here(self) -> list[str]:
        """In the group, in whichever topic."""
        return self.told(GROUP)


@pytest.fixture
def office(database: Database) -> QuickOffice:
    return QuickOffice(database)


def test_an_answer_in_a_topic_whose_number_is_not_recorded_yet_goes_to_the_requester(office: QuickOffice) -> None:
    office.writes_in_topic("Едем")
    office.writes_in_topic("Будем через час")
    assert office.told() == []
    office.topic_is_recorded()
    office.works(at("2s"))
    assert office.told() == ["Едем", "Будем через час"]
    assert office.told_here() == []


def test_the_parts_of_an_album_wait_together(office: QuickOffice) -> None:
    for number in (1, 2):
        photo = [{"file_id": f"f{number}", "file_unique_id": f"u{number}", "width": 9, "height": 9}]
        office.writes_in_topic("", media_group_id="альбом", photo=photo)
    office.works(at("2s"))
    office.topic_is_recorded()
    office.works(at("4s"))
    (row,) = [row for row in office.rows() if row.address == "700"]
    assert len(row.payload["attachments"]) == 2


def test_words_in_a_topic_that_never_became_a_tickets_are_not_lost_in_silence(office: QuickOffice) -> None:
    office.writes_in_topic("Едем")
    office.works(at("50s"))
    assert office.told_here() == []
    office.works(at("70s"))
    assert office.told_here() == [NOT_SENT]
    assert office.told() == []
    office.works(at("5m"))
    assert office.told_here() == []


def test_staff_talk_among_themselves_in_topics_of_their_own(office: QuickOffice) -> None:
    office.writes_in_topic("Кто идёт обедать?", by="9001")
    office.works(at("5m"))
    assert office.told_here() == []


def test_a_command_about_the_group_is_answered_in_such_a_topic_too(office: QuickOffice) -> None:
    office.writes_in_topic("/help")
    office.works(at("2m"))
    (told,) = office.told_here()
    assert "/queue" in told
