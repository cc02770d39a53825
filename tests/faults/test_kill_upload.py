"""The worker that sends is killed while it uploads a file, and bytes that it was to send are gone from the disk."""

from hashlib import sha256

import pytest
from sqlalchemy import select, update

from models.rules.delivery.outgoing import RowKind
from models.rules.requests.file_quota import FileState
from models.tables.lanes import outbox
from models.tables.messages import attachment
from tests.faults.crowd import Crowd, Speaker, nothing_waits, reading
from tests.installation import Installation, Wire
from tests.simulated_telegram import file

#: A lease ends 15 s after its holder vanished.
AFTER_LEASE_SECONDS = 60


def stored(otklik: Installation, digest: str) -> str | None:
    """Where these bytes lie, once they do."""
    query = select(attachment.c.path).where(attachment.c.state == FileState.STORED, attachment.c.sha256 == digest)
    with reading(otklik) as tx:
        found = tx.execute(query).scalar_one_or_none()
    return None if found is None else str(found)


def is_known_to_another_bot(otklik: Installation) -> None:
    """What waits with a file came to another account: this one has to upload it."""
    with otklik.database.write() as tx:
        for row in tx.execute(select(outbox).where(outbox.c.kind == RowKind.POST, outbox.c.state == "pending")):
            files = [{**one, "account": "1"} for one in row.payload.get("attachments", ())]
            if files:
                changed = update(outbox).where(outbox.c.id == row.id)
                tx.execute(changed.values(payload={**row.payload, "attachments": files}))


def answered_with_a_file(otklik: Installation, name: str) -> tuple[Speaker, str]:
    """The agent's answer waits, and its file lies on the disk; who asked, and where."""
    crowd = Crowd(otklik, 1, name)
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    topic = otklik.wait_for_topic(f"{name}-000")["message_thread_id"]
    otklik.kill("deliver")
    content = f"%PDF-1.4 {name}".encode()
    ivan = otklik.person("Иван")
    otklik.telegram.types(ivan, "Счёт", otklik.group, document=file(content, "счёт.pdf"), message_thread_id=topic)
    path = otklik.wait_for(lambda: stored(otklik, sha256(content).hexdigest()), "the bytes")
    is_known_to_another_bot(otklik)
    return crowd.speakers[0], path


def documents(otklik: Installation, speaker: Speaker) -> list[Wire]:
    return [post for post in otklik.telegram.messages(speaker.person) if "document" in post and "счёт" in str(post)]


def told(otklik: Installation, speaker: Speaker, words: str) -> Wire | None:
    topic = otklik.wait_for_topic(speaker.name)["message_thread_id"]
    return next(
        (post for post in otklik.telegram.messages(otklik.group, topic) if words in str(post.get("text"))), None
    )


@pytest.mark.slow
def test_an_upload_in_flight_is_unknown_told_and_sent_again_only_by_an_agent(otklik: Installation) -> None:
    speaker, _ = answered_with_a_file(otklik, "обрыв файла")
    otklik.telegram.order("accept_then_hang", method="sendDocument")
    otklik.start("deliver")
    otklik.wait_for(lambda: documents(otklik, speaker), "the file, of which Telegram says nothing")
    otklik.kill("deliver")
    otklik.telegram.cancel()
    otklik.start("deliver")
    asked = otklik.wait_for(lambda: told(otklik, speaker, "Неизвестно"), "the question", AFTER_LEASE_SECONDS)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert len(documents(otklik, speaker)) == 1, "repeated by itself"
    again = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):
        otklik.telegram.forges(asked, again, otklik.person("Иван"))
    otklik.wait_for(lambda: len(documents(otklik, speaker)) == 2, "the file")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert len(documents(otklik, speaker)) == 2


def test_a_file_that_was_cut_short_on_the_disk_does_not_leave_and_is_fetched_anew_on_demand(
    otklik: Installation,
) -> None:
    speaker, path = answered_with_a_file(otklik, "полфайла")
    (otklik.folder / "var" / "files" / path).write_bytes(b"%PDF")
    otklik.start("deliver")
    asked = otklik.wait_for(lambda: told(otklik, speaker, "счёт.pdf"), "what became of the file")
    otklik.wait_for(lambda: told(otklik, speaker, "Не доставлено"), "what became of the answer")
    assert documents(otklik, speaker) == []
    again = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    otklik.telegram.forges(asked, again, otklik.person("Иван"))
    otklik.wait_for(lambda: told(otklik, speaker, "Файл «счёт.pdf» сохранён."), "that it is kept")
    assert (otklik.folder / "var" / "files" / path).read_bytes() == "%PDF-1.4 полфайла".encode()
