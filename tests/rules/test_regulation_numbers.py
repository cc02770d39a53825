"""Several support numbers, each with a role and a desk: what a regulation may say of them, and what is told back."""

from datetime import UTC, datetime

from models.rules.regulation import numbers
from models.rules.regulation.parsing import Regulation, parse_regulation
from models.rules.regulation.report import render_report
from tests.rules.regulation_slips import MINIMAL, problems_of

NOW = datetime(2026, 11, 11, 9, tzinfo=UTC)
SALES = '[[desks]]\nid = "sales"\ntitle = "Продажи"\ncalendar = "office"\nladder = "main"\n'


def number(role: str, desk: str, transport: str = "whatsapp") -> str:
    return f'[[numbers]]\nid = "{role}"\ntransport = "{transport}"\ntitle = "Роль {role}"\ndesk = "{desk}"\n'


def regulation(*said: str) -> Regulation:
    return parse_regulation("\n".join((MINIMAL, SALES, *said)))


def told(*said: str, language: str = "ru") -> list[str]:
    return render_report(regulation(*said), NOW, language).split("\n")


def problem(*said: str) -> str:
    (found,) = problems_of("\n".join((MINIMAL, SALES, *said)))
    return found.describe("ru")


def test_a_number_is_found_by_its_role_and_no_other_is_guessed() -> None:
    both = regulation(number("failures", "support"), number("licences", "sales"))
    found = both.number("licences")
    assert found is not None
    assert (found.desk, found.title.in_("ru")) == ("sales", "Роль licences")
    assert both.number("sales") is both.number(None) is None


def test_the_check_says_which_number_serves_which_desk() -> None:
    report = told(number("failures", "support"), number("licences", "sales"))
    assert "  WhatsApp, «Роль failures» (failures): линия «Служба поддержки»" in report
    assert "  WhatsApp, «Роль licences» (licences): линия «Продажи»" in report
    english = told(number("licences", "sales"), language="en")
    assert '  WhatsApp, "Роль licences" (licences): the desk "Продажи"' in english


def test_the_check_names_a_desk_that_no_number_leads_to() -> None:
    report = " ".join(told(number("failures", "support")))
    assert "без своего номера: «Продажи»; туда пишут другими способами связи" in report
    assert "без своего номера" not in " ".join(told(number("failures", "support"), number("licences", "sales")))


def test_without_numbers_the_check_says_nothing_of_them() -> None:
    assert "Номера поддержки" not in told()


def test_a_desk_that_does_not_exist_is_refused_with_a_guess() -> None:
    said = problem(number("failures", "suport"))
    assert said.startswith("numbers[failures].desk: найдено: «suport»")
    assert "support" in said


def test_a_transport_with_one_account_for_each_organisation_has_no_numbers() -> None:
    said = problem(number("failures", "support", transport="telegram"))
    assert said.startswith("numbers[failures].transport: найдено: «telegram»")
    assert said.endswith("whatsapp")


def test_a_role_is_given_once() -> None:
    assert problem(number("failures", "support"), number("failures", "sales")).startswith(
        "numbers: найдено: «failures» повторяется"
    )


def test_roles_that_stand_in_the_settings_or_in_the_regulation_only_are_told() -> None:
    both = regulation(number("failures", "support"), number("licences", "sales"))
    said = list(numbers.role_lines(both, ["failures", "wishes"], "ru"))
    assert [line.split(":")[0].strip() for line in said] == [
        "! роль wishes есть в .env, но не здесь",
        "! роли licences нет в .env",
    ]
    assert list(numbers.role_lines(both, [], "en")) == []
    assert list(numbers.role_lines(both, ["licences", "failures"], "en")) == []
