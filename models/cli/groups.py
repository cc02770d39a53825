"""`python -m models group doctor`: whether each staff group can do its work, asked of Telegram by whoever sends."""

import time
from argparse import Namespace
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from models.actions.desk import group_checks
from models.cli.answers import group, machine_language, organisation_now, refuse
from models.cli.command_line import Groups
from models.cli.organisation import edition_meant, for_organisation
from models.clock import Clock, Instant
from models.db import Database
from models.phrases.catalogue import say
from models.queries import group_health
from models.queries.group_health import BoundGroup, Question
from models.queries.modems import modem_findings
from models.queries.number_health import findings_on_numbers
from models.queries.reachable import findings_on_reach
from models.queries.regulation import EditionView, dropped_desk
from models.queries.staff import desk_ids
from models.rules.delivery.states import WAITING
from models.rules.health.group_health import DeskFacts, desk_findings, group_findings, is_broken
from models.rules.health.group_report import render_findings
from models.rules.regulation.organisations import OrganisationId
from models.settings import Settings

#: The sweeper rings once a second; asking takes four calls.
_PATIENCE = timedelta(seconds=8)
_LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class _Asked:
    """One desk and the rows that ask about its groups. titles: of the desk, by language."""

    organisation_id: OrganisationId
    desk_id: int
    titles: dict[str, str]
    questions: dict[int, BoundGroup]


def add(groups: Groups) -> None:
    doctor = group(groups, "group", "staff groups").add_parser(
        "doctor", help="what is wrong with the staff groups, what stops working, how to mend it; 1 if it is bad"
    )
    doctor.add_argument("desk", nargs="?", metavar="DESK", help="id of the desk in the regulation; all without it")
    doctor.add_argument("--language", choices=("ru", "en"), default=machine_language())
    for_organisation(doctor)
    doctor.set_defaults(command=_doctor)


def _doctor(options: Namespace, settings: Settings) -> int:
    database = Database(settings.database, transports=settings.transports)
    with database.write() as tx:
        real = Clock().read().real
        at = Instant(now=organisation_now(tx, settings), real=real)
        edition = edition_meant(tx, options, at.now)
        desks = _desks(tx, edition)
        if options.desk is not None and options.desk not in desks:
            return refuse(f"desk: found {options.desk!r}; allowed: {', '.join(sorted(desks))}")
        chosen = {key: desk_id for key, desk_id in desks.items() if options.desk in (None, key)}
        asked = [_ask(tx, at, edition, key, desk_id) for key, desk_id in chosen.items()]
    rows = [row for one in asked for row in one.questions]
    _wait(database, rows)
    broken = False
    with database.write() as tx:
        for row in rows:
            group_checks.ask_no_more(tx, at, row)
    with database.read() as tx:
        for one in asked:
            broken |= _print_desk(tx, one, options.language, at)
        about_people = findings_on_reach(tx, edition.organisation_id, at.now)
    if about_people:
        print(say(options.language, "doctor.people"))
        print(render_findings(about_people, options.language))
    return 1 if broken else 0


def _desks(tx: Connection, edition: EditionView) -> dict[str, int]:
    """Those of the edition in force, and those it dropped that still have a group."""
    ids = desk_ids(tx, edition.organisation_id)
    named = {desk.id for desk in edition.regulation.desks}
    return {key: desk_id for key, desk_id in ids.items() if key in named or group_health.bound_groups(tx, desk_id)}


def _ask(tx: Connection, at: Instant, edition: EditionView, key: str, desk_id: int) -> _Asked:
    bound = group_health.bound_groups(tx, desk_id)
    questions = {group_checks.ask_about(tx, at, one.account, one.chat_id): one for one in bound}
    title = dropped_desk(tx, edition.organisation_id, key).title
    titles = {language: title.in_(language) for language in ("ru", "en")}
    return _Asked(edition.organisation_id, desk_id, titles, questions)


def _wait(database: Database, rows: list[int]) -> None:
    """Until every question has its answer, or patience ends."""
    until = time.monotonic() + _PATIENCE.total_seconds()
    while time.monotonic() < until:
        with database.read() as tx:
            if all(group_health.question(tx, row).state not in WAITING for row in rows):
                return
        time.sleep(_LOOK_SECONDS)


def _print_desk(tx: Connection, asked: _Asked, language: str, at: Instant) -> bool:
    """Whether anything is broken."""
    desk: DeskFacts = group_health.desk_facts(tx, asked.organisation_id, asked.desk_id, at.now)
    findings = [*desk_findings(desk), *modem_findings(tx, at, asked.organisation_id, desk.key)]
    print(say(language, "doctor.desk", desk=asked.titles[language]))
    print(render_findings(findings, language))
    broken = is_broken(findings)
    for row, bound in asked.questions.items():
        print(say(language, "doctor.group", title=bound.title))
        facts = group_health.answered(tx, row)
        if facts is None:
            print(_why_not(group_health.question(tx, row), language))
            broken = True
            continue
        numbers = (tx, at, asked.organisation_id, desk.key, language, facts.numbers)
        findings = [*group_findings(facts, bound.account), *findings_on_numbers(*numbers)]
        print(render_findings(findings, language))
        broken |= is_broken(findings)
    return broken


def _why_not(question: Question, language: str) -> str:
    if question.error:
        return say(language, "doctor.no_answer", reason=question.error)
    return say(language, "doctor.no_worker", seconds=round(_PATIENCE.total_seconds()))
