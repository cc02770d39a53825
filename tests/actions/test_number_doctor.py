"""`/doctor` on the support numbers: each desk reads of its own, and of roles that stand in one place only."""

from collections.abc import Iterator

import pytest

from models.actions.desk import group_checks
from models.actions.desk.bots import assign_bot
from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import SendResult, Sent
from models.rules.delivery.transports import SHIPPED
from models.rules.health.group_health import GroupFacts
from models.rules.health.number_health import NumberFacts, TemplateFacts
from tests.actions.office import ACCOUNT, GROUP, NOON, Office, at
from tests.journeys.regulations import RUSSIAN

SALES = """
[[desks]]
id = "sales"
title = { ru = "Продажи", en = "Sales" }
calendar = "always"
ladder = "main"

[[numbers]]
id = "failures"
transport = "whatsapp"
title = { ru = "Сбои", en = "Failures" }
desk = "support"

[[numbers]]
id = "licences"
transport = "whatsapp"
title = { ru = "Лицензии", en = "Licences" }
desk = "sales"

[transports.whatsapp]
leave_template = "may_we"
"""
ROLES = {("whatsapp", "1001"): "failures", ("whatsapp", "1002"): "licences", ("whatsapp", "1003"): "wishes"}


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    url = database.url.render_as_string(hide_password=False)
    office = Office(Database(url, transports=SHIPPED.with_roles(ROLES)), RUSSIAN + SALES)
    with office.database.write() as tx:
        for transport, account in ROLES:
            assign_bot(tx, office.organisation_id, account, NOON, transport)
    yield office
    office.database.close()


def told(office: Office, *numbers: NumberFacts) -> str:
    facts = GroupFacts(ACCOUNT, forum=True, numbers=tuple(one.as_json() for one in numbers))

    def result(dispatch: Dispatch) -> SendResult:
        return Sent(answers=facts.as_json()) if dispatch.kind == RowKind.CHECK_GROUP else office.appears(dispatch)

    with office.database.write() as tx:
        group_checks.ask_about(tx, at(), ACCOUNT, GROUP, tell=True)
    office.delivers(result=result)
    (verdict,) = [row.payload["text"] for row in office.rows(RowKind.POST) if row.place == "group"]
    return str(verdict)


def test_a_group_reads_of_the_number_of_its_desk_and_of_no_other(office: Office) -> None:
    said = told(
        office, NumberFacts("whatsapp", "1001", refused="190"), NumberFacts("whatsapp", "1002", refused="100")
    )
    assert "✗ WhatsApp «Сбои»: WhatsApp не отвечает или отказывает (190)." in said
    assert "WHATSAPP_TOKEN" in said
    assert "Лицензии" not in said


def test_a_number_that_nobody_has_written_to_says_how_it_is_tried(office: Office) -> None:
    said = told(office, NumberFacts("whatsapp", "1001", callback="https://a.example/whatsapp"))
    assert "✓ WhatsApp «Сбои»: вебхук ведёт на https://a.example/whatsapp." in said
    assert "на него ещё ничего не приходило" in said


def test_the_template_that_the_regulation_names_is_looked_for_in_each_of_its_languages(office: Office) -> None:
    approved = TemplateFacts("may_we", "ru", "APPROVED", "UTILITY")
    said = told(office, NumberFacts("whatsapp", "1001", templates=(approved,)))
    assert "✓ WhatsApp «Сбои»: шаблон may_we (ru) одобрен." in said
    assert "! WhatsApp «Сбои»: шаблона may_we на языке en нет." in said


def test_a_role_that_no_regulation_knows_is_told_where_what_nobody_sorted_goes(office: Office) -> None:
    said = told(office)
    assert "! Роли wishes из WHATSAPP_PHONE_ID нет в регламенте." in said


def test_a_number_of_another_organisation_is_no_matter_of_theirs(office: Office) -> None:
    assert "190" not in told(office, NumberFacts("whatsapp", "2001", refused="190"))
