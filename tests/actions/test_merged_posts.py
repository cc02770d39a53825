"""In a group that is behind, what one person wrote goes as one post: every word once, in order, each still itself."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from models.actions.delivery import deliveries
from models.actions.queue import dispatching, lanes
from models.actions.queue.dispatching import Dispatch
from models.clock import Clock, Instant
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Sent
from tests.actions.crowded_group import HEADING, appears, behind, sent, words
from tests.actions.drained_lanes import NotingWriter, drain, rows
from tests.actions.staff_office import StaffOffice


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


# -- what is seen


def test_what_waits_goes_as_one_post_with_whose_and_when_in_order(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    for text in ("Не работает", "вообще", "алло"):
        office.hears_from(anna, text)
    assert words(sent(office)) == [f"{HEADING}\n12:00 Не работает\n12:00 вообще\n12:00 алло"]


def test_a_group_that_is_not_behind_gets_one_post_for_each(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    for text in ("раз", "два", "три"):
        office.hears_from(anna, text)
    assert words(sent(office, behind(left=15))) == ["раз", "два", "три"]


def test_more_than_the_group_takes_goes_together_from_the_first(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    for number in range(40):
        office.adds(ticket_id, f"строка {number}")
    [post] = words(sent(office, behind(left=19)))
    assert [line.partition(" ")[2] for line in post.splitlines()[1:]] == [f"строка {n}" for n in range(40)]


def test_what_is_too_long_for_one_post_goes_as_several_and_nothing_is_lost(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    said = [f"№{number:02} " + "слово " * 150 for number in range(12)]
    for text in said:
        office.hears_from(anna, text.strip())
    posts = words(sent(office))
    assert 2 <= len(posts) <= 4
    assert all(sum(text.strip() in post for post in posts) == 1 for text in said)


def test_a_photo_between_words_stands_by_itself_and_in_its_place(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    photo = [{"file_id": "P", "file_unique_id": "p", "width": 9, "height": 9}]
    for text in ("раз", "два"):
        office.hears_from(anna, text)
    office.hears_from(anna, photo=photo)
    for text in ("три", "четыре"):
        office.hears_from(anna, text)
    seen = [one for one in sent(office) if one.kind == RowKind.POST and one.to_topic]
    assert [tuple(one.payload) for one in seen][1] == ("part", "attachments", "repeated_mark")
    assert words(seen) == [f"{HEADING}\n12:00 раз\n12:00 два", f"{HEADING}\n12:00 три\n12:00 четыре"]


def test_words_of_two_persons_are_never_in_one_post(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    boris = office.meets("Борис")
    office.shows(boris)
    for text in ("раз", "два"):
        office.hears_from(anna, text)
        office.hears_from(boris, f"Борис {text}")
    assert sorted(words(sent(office))) == [
        f"{HEADING}\n12:00 раз\n12:00 два",
        "Борис, 11 ноября\n12:00 Борис раз\n12:00 Борис два",
    ]


def test_a_correction_of_what_has_not_been_seen_costs_no_post(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    first = office.hears_from(anna, "раз")
    office.hears_from(anna, "два")
    office.corrects(anna, first, "РАЗ")
    office.hears_from(anna, "три")
    assert words(sent(office)) == [f"{HEADING}\n12:00 РАЗ\n12:00 два\n12:00 три"]


# -- a sender that vanishes


def leased(office: StaffOffice, when: Instant, token: str) -> tuple[Any, Dispatch]:
    with office.database.write() as tx:
        [work] = deliveries.lease_work(tx, when, DELIVER, token, 1)
    return work


@pytest.mark.parametrize("killed", ["before it was stored", "after it was stored", "after it left"])
def test_whoever_takes_over_loses_no_word_and_marks_what_may_be_there_already(
    office: StaffOffice, anna: Requester, ticket_id: int, killed: str
) -> None:
    for text in ("раз", "два", "три"):
        office.hears_from(anna, text)
    now = Clock().read()
    lease, head = leased(office, now, "who dies")
    if killed != "before it was stored":
        with office.database.write() as tx:
            head = dispatching.with_those_behind(tx, lease, head, now.real)
        assert len(head.shows) == 3
    with office.database.write() as tx:
        lanes.end_leases_held_by(tx, "who dies", now.real)
        tx.exec_driver_sql("UPDATE lane SET leased_until = due_at")
    seen = [one for one in sent(office) if one.kind == RowKind.POST]
    if killed == "before it was stored":
        assert [one.repeated for one in seen] == [True, False], "the first may be there already, the others not"
        assert words(seen) == ["раз", f"{HEADING}\n12:00 два\n12:00 три"]
    else:
        assert [one.repeated for one in seen] == [True]
        assert words(seen) == [f"{HEADING}\n12:00 раз\n12:00 два\n12:00 три"]
    assert not [row for row in rows(office.database) if row.state == "pending"]


@pytest.mark.parametrize("it_happened", [False, True])
def test_a_database_that_goes_away_while_a_post_is_put_together_loses_no_word(
    office: StaffOffice, anna: Requester, ticket_id: int, it_happened: bool
) -> None:
    for text in ("раз", "два", "три"):
        office.hears_from(anna, text)
    writer, budget, seen = LosesAnAnswer(office.database), behind(), list[Dispatch]()
    budget.meanwhile(lambda: writer.loses_the_next(it_happened=it_happened))

    async def send(dispatch: Dispatch) -> SendResult:
        seen.append(dispatch)
        return appears(dispatch)

    drain(office.database, send, budget, writer=writer)
    assert [one for one in seen if one.message_id is not None] == []
    with office.database.write() as tx:
        tx.exec_driver_sql("UPDATE lane SET leased_until = NULL, lease = NULL")
    assert words(sent(office)) == [f"{HEADING}\n12:00 раз\n12:00 два\n12:00 три"]


class LosesAnAnswer(NotingWriter):
    """Of the database, once."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._loses: bool | None = None
        self._has_lost = False

    def loses_the_next(self, *, it_happened: bool) -> None:
        if not self._has_lost:
            self._loses = it_happened

    async def run(self, action: Any, *, durable: bool = False) -> Any:
        loses, self._loses = self._loses, None
        if loses is None:
            return await super().run(action, durable=durable)
        self._has_lost = True
        if loses:
            await super().run(action, durable=durable)
        raise OperationalError("SELECT 1", None, Exception("server closed the connection"))


def test_who_slept_through_a_lease_and_sent_the_first_alone_does_not_end_the_post_that_shows_all(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    for text in ("раз", "два", "три"):
        office.hears_from(anna, text)
    now = Clock().read()
    lease, head = leased(office, now, "who sleeps")
    with office.database.write() as tx:
        tx.exec_driver_sql("UPDATE lane SET leased_until = NULL, lease = NULL")
    awake, same = leased(office, now, "who takes over")
    with office.database.write() as tx:
        assert dispatching.with_those_behind(tx, awake, same, now.real).shows
        deliveries.record_results(tx, now, [deliveries.Done(lease, [(head, Sent(("1",)))])])
        tx.exec_driver_sql("UPDATE lane SET leased_until = due_at")
    assert words(sent(office)) == [f"{HEADING}\n12:00 раз\n12:00 два\n12:00 три"]


def test_what_was_recorded_does_not_come_again(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    for text in ("раз", "два", "три"):
        office.hears_from(anna, text)
    assert len(sent(office)) == 1
    assert sent(office) == []


# -- a correction of each


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_correction_of_each_changes_it_in_the_post_and_leaves_the_others(
    office: StaffOffice, anna: Requester, ticket_id: int, place: int
) -> None:
    said = ["раз", "два", "три"]
    typed = [office.hears_from(anna, text) for text in said]
    [post] = sent(office)
    said[place] = "исправлено"
    office.corrects(anna, typed[place], said[place])
    [edit] = sent(office)
    assert (edit.kind, edit.provider_ids) == (RowKind.EDIT, (str(post.id),))
    assert words([edit]) == [f"{HEADING}\n" + "\n".join(f"12:00 {text}" for text in said)]


def test_corrections_of_several_add_up(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    typed = [office.hears_from(anna, text) for text in ("раз", "два", "три")]
    sent(office)
    office.corrects(anna, typed[0], "РАЗ")
    office.corrects(anna, typed[2], "ТРИ")
    assert words(sent(office))[-1] == f"{HEADING}\n12:00 РАЗ\n12:00 два\n12:00 ТРИ"


def test_a_correction_for_which_there_is_no_room_comes_below_and_the_post_says_so(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    typed = [office.hears_from(anna, text) for text in ("раз", "два", "три")]
    [post] = sent(office)
    long = "Длинно. " + "слово " * 675
    office.corrects(anna, typed[1], long.strip())
    below, edit = sent(office)
    assert "correction" in below.payload
    assert words([below]) == [long.strip()]
    assert words([edit]) == [f"{HEADING}\n12:00 раз\n12:00 исправлено, новый текст ниже\n12:00 три"]
    office.corrects(anna, typed[1], "коротко")
    [again] = sent(office)
    assert (again.provider_ids[-1], words([again])) == (str(below.id), ["коротко"])
    office.corrects(anna, typed[0], "РАЗ")
    [first] = sent(office)
    assert first.provider_ids == (str(post.id),)
    assert words([first]) == [f"{HEADING}\n12:00 РАЗ\n12:00 исправлено, новый текст ниже\n12:00 три"]


def test_a_correction_in_a_post_that_staff_deleted_is_posted_by_itself(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    typed = [office.hears_from(anna, text) for text in ("раз", "два")]
    sent(office)
    office.corrects(anna, typed[0], "РАЗ")

    def is_gone(dispatch: Dispatch) -> SendResult:
        if "correction" in dispatch.payload:
            return appears(dispatch)
        return FailedPermanently(Refusal.NOTHING_TO_EDIT, "message to edit not found")

    _, instead = sent(office, None, is_gone)
    assert ("correction" in instead.payload, words([instead])) == (True, ["РАЗ"])


# -- a post that is refused, a topic that is gone


def test_a_post_that_is_refused_comes_again_message_by_message_in_order(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    for text in ("раз", "дурное", "три"):
        office.hears_from(anna, text)

    def is_refused(dispatch: Dispatch) -> SendResult:
        if "дурное" in as_post(dispatch.payload)["text"]:
            return FailedPermanently(Refusal.OTHER, "Bad Request: strange")
        return Sent((str(dispatch.id),))

    seen = sent(office, None, is_refused)
    assert words(seen)[:4] == [f"{HEADING}\n12:00 раз\n12:00 дурное\n12:00 три", "раз", "дурное", "три"]
    assert len(words(seen)) == 5, "staff are told of the one that could not be shown"


def test_a_topic_that_staff_deleted_comes_again_and_shows_each_message_once(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    for text in ("до", "этого"):
        office.hears_from(anna, text)
    sent(office)
    for text in ("раз", "два"):
        office.hears_from(anna, text)

    def is_gone(dispatch: Dispatch) -> SendResult:
        if dispatch.thread_id not in (None, 77):
            return FailedPermanently(Refusal.TOPIC_GONE, "gone")
        return appears(dispatch)

    seen = sent(office, None, is_gone)
    again = "\n".join(words(seen[1:]))
    assert [again.count(text) for text in ("до\n", "этого", "12:00 раз", "12:00 два")] == [1, 1, 1, 1]
    assert seen[-1].shows == seen[0].shows
