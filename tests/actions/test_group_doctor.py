"""The doctor against two databases: a question becomes a row, the answer is kept and told, nobody waits in vain."""

from dataclasses import replace

from models.actions.desk import bindings, group_checks, staff
from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.queries import group_health
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Refusal, SendResult, Sent
from models.rules.health.group_health import DeskFacts, GroupFacts
from tests.actions.office import ACCOUNT, GROUP, NOON, Office, at

WELL = GroupFacts(ACCOUNT, forum=True, administrator=True, manages_topics=True)


def asks(office: Office, **how: object) -> int:
    with office.database.write() as tx:
        return group_checks.ask_about(tx, at(), ACCOUNT, GROUP, **how)  # type: ignore[arg-type]


def telegram_says(office: Office, facts: GroupFacts) -> list[Dispatch]:
    def result(dispatch: Dispatch) -> SendResult:
        return Sent(answers=facts.as_json()) if dispatch.kind == RowKind.CHECK_GROUP else office.appears(dispatch)

    return office.delivers(result=result)


def kept(office: Office, row: int) -> GroupFacts | None:
    with office.database.read() as tx:
        return group_health.answered(tx, row)


def test_what_telegram_says_is_kept_for_whoever_asked(office: Office) -> None:
    row = asks(office)
    assert kept(office, row) is None
    [question] = telegram_says(office, replace(WELL, anonymous=("Пётр",), reactions=("👌",)))
    assert (question.chat_id, question.kind) == (GROUP, RowKind.CHECK_GROUP)
    assert kept(office, row) == replace(WELL, anonymous=("Пётр",), reactions=("👌",))


def test_asked_twice_both_get_the_newest_answer(office: Office) -> None:
    first, second = asks(office), asks(office)
    telegram_says(office, WELL)
    later = asks(office)
    telegram_says(office, replace(WELL, forum=False))
    assert kept(office, first) == kept(office, second) == kept(office, later) == replace(WELL, forum=False)


def test_nobody_is_answered_whose_patience_ended(office: Office) -> None:
    row = asks(office)
    with office.database.write() as tx:
        group_checks.ask_no_more(tx, at(), row)
    assert telegram_says(office, WELL) == []
    assert kept(office, row) is None


def test_a_telegram_that_is_away_is_named_and_asked_again(office: Office) -> None:
    row = asks(office)
    office.delivers(result=lambda _: FailedTemporarily(5.0, "no connection"))
    with office.database.read() as tx:
        assert group_health.question(tx, row).error == "no connection"
    with office.database.read() as tx:
        assert group_health.answered(tx, row) is None
    office.delivers(at("10s"), result=lambda _: Sent(answers=WELL.as_json()))
    assert kept(office, row) == WELL


def test_a_group_that_moved_meanwhile_is_asked_about_under_its_new_number(office: Office) -> None:
    row = asks(office)

    def result(dispatch: Dispatch) -> SendResult:
        if dispatch.chat_id == GROUP:
            return FailedPermanently(Refusal.MOVED, "upgraded", moved_to=-2002)
        return Sent(answers=WELL.as_json())

    office.delivers(result=result)
    assert kept(office, row) == WELL


def test_a_verdict_that_was_asked_for_in_the_group_is_told_there(office: Office) -> None:
    asks(office, tell=True, thread_id=77)
    telegram_says(office, replace(WELL, manages_topics=False))
    [told] = office.rows(RowKind.POST)
    assert (told.address, told.payload["thread_id"]) == (str(GROUP), 77)
    assert "✗ Бот не может управлять темами." in told.payload["text"]
    assert "✗ Руководителя нет." in told.payload["text"]
    assert "✓ Темы включены." in told.payload["text"]


def test_a_verdict_on_a_group_that_was_lost_meanwhile_is_kept_and_told_to_nobody(office: Office) -> None:
    row = asks(office, tell=True)
    with office.database.write() as tx:
        bindings.lose_group(tx, ACCOUNT, GROUP, NOON)
    telegram_says(office, WELL)
    assert kept(office, row) == WELL
    assert office.rows(RowKind.POST) == []


def test_an_administrators_question_is_not_told_to_the_group(office: Office) -> None:
    asks(office)
    telegram_says(office, WELL)
    assert office.rows(RowKind.POST) == []


#: The regulation names them, and they have not enrolled.
PEOPLE_AWAY = DeskFacts("support", groups=0, people_away=("Иван Петров", "Пётр Орлов"))


def test_who_enrolled_is_known_as_reachable(office: Office) -> None:
    with office.database.write() as tx:
        staff.enrol_member(tx, office.organisation_id, office.ivan, "ivan")
        facts = group_health.desk_facts(tx, office.organisation_id, office.desk_id, NOON)
    assert (facts.people, facts.people_away) == (("Иван Петров",), ("Пётр Орлов",))


def test_a_desk_is_known_with_its_groups_and_who_can_be_told(office: Office) -> None:
    with office.database.read() as tx:
        assert group_health.desk_facts(tx, office.organisation_id, office.desk_id, NOON) == replace(
            PEOPLE_AWAY, groups=1
        )
    office.has_head(500)
    office.binds(-3003)
    with office.database.write() as tx:
        staff.unreachable(tx, office.organisation_id, ACCOUNT, 500)
        bindings.lose_group(tx, ACCOUNT, GROUP, NOON)
    with office.database.read() as tx:
        assert group_health.desk_facts(tx, office.organisation_id, office.desk_id, NOON) == replace(
            PEOPLE_AWAY, groups=1, away=("Ольга",)
        )


def test_a_desk_without_a_group_is_known_as_such(database: Database) -> None:
    office = Office(database, bound=False)
    with database.read() as tx:
        assert group_health.desk_facts(tx, office.organisation_id, office.desk_id, NOON).groups == 0
