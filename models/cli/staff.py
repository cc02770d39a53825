"""`python -m models staff …`: links by which people of the regulation enrol, and who has."""

from argparse import Namespace

from sqlalchemy import Connection

from models.actions.desk import staff
from models.cli.answers import organisation_now, refuse
from models.cli.organisation import edition_meant, named_again
from models.db import Database
from models.queries.bots import bot_name_of
from models.queries.duty import roster_of
from models.queries.regulation import EditionView
from models.queries.staff import Enrolled, desk_ids, enrolled_staff
from models.queries.staff_lists import Listed, everybody
from models.rules.ladder.duty import people_of
from models.rules.regulation.parsing import StaffMember
from models.settings import Settings

_STATES = {"reachable": "can be reached", "unreachable": "stopped the bot", "dismissed": "dismissed"}


def link(username: str | None, payload: str) -> list[str]:
    """The lines that show a link; the last one is the link, or what to send when nobody knows the bot's name yet."""
    if username:
        return [f"https://t.me/{username}?start={payload}"]
    return [
        "(the bot was not started yet, so its name is not known; in a private chat with it, send)",
        f"/start {payload}",
    ]


def invite(options: Namespace, settings: Settings) -> int:
    """Prints the link as the last line."""
    with Database(settings.database).write(durable=True) as tx:
        now = organisation_now(tx, settings)
        edition = edition_meant(tx, options, now)
        member = edition.regulation.member(options.member)
        if member is None:
            return refuse(_unknown(options.member, edition))
        code = staff.issue_code(tx, _desk_of(tx, edition, member.id), staff.MEMBER, now, member.id)
        lines = link(bot_name_of(tx, edition.organisation_id), f"staff_{code}")
    print(f"{member.name} opens this link once, within a day:")
    print("\n".join(lines))
    return 0


def show(options: Namespace, settings: Settings) -> int:
    """Who of the regulation's staff has enrolled and can be reached; heads; who else acted. Of one desk: the people
    whom it may call, and its heads.
    """
    with Database(settings.database).read() as tx:
        now = organisation_now(tx, settings)
        edition = edition_meant(tx, options, now)
        desks = desk_ids(tx, edition.organisation_id)
        if options.desk is not None and options.desk not in desks:
            return refuse(f"desk: found {options.desk!r}; allowed: {', '.join(sorted(desks))}")
        enrolled = enrolled_staff(tx, edition.organisation_id)
        on_duty = {}
        for key, desk_id in desks.items():
            roster = roster_of(tx, now, edition.organisation_id, edition.regulation, key, desk_id)
            if roster is not None:
                on_duty[key] = roster.on_duty(now).member
        people = everybody(tx, edition.organisation_id)
    _print_members(edition, enrolled, on_duty, options.desk)
    _print_heads(people, options)
    if options.desk is None:
        _print_others(edition, people)
    return 0


def _print_members(
    edition: EditionView, enrolled: dict[str, Enrolled], on_duty: dict[str, str], desk: str | None
) -> None:
    regulation = edition.regulation
    if not regulation.staff:
        print("the regulation names nobody: see [[staff]] in docs/regulation.md")
    shown = [one for one in regulation.staff if desk is None or one.id in people_of(regulation, desk)]
    if regulation.staff and not shown:
        print(f"no ladder or roster of {desk} names anybody")
    for member in shown:
        known = enrolled.get(member.id)
        state = "not enrolled" if known is None else _STATES[known.state]
        account = f" as {known.name}" if known is not None and known.name != member.name else ""
        print("; ".join([f"{member.id}: {member.name}: {state}{account}", *_facts(edition, member, on_duty)]))


def _print_others(edition: EditionView, people: list[Listed]) -> None:
    named = {member.id for member in edition.regulation.staff}
    others = [one for one in people if not one.head_of and one.staff_key not in named]
    if others:
        print("others who acted in the staff groups:")
    for one in others:
        print(f"  {one.telegram_id} {one.name}{'; dismissed' if one.state == 'dismissed' else ''}{_left(one)}")


def _print_heads(people: list[Listed], options: Namespace) -> None:
    desk: str | None = options.desk
    heads = [one for one in people if one.head_of and desk in (None, *one.head_of)]
    link = f"python -m models staff head-link {desk or 'DESK'}{named_again(options)}"
    print("heads:" if heads else f"heads: none; {link}")
    for one in heads:
        print(f"  {one.telegram_id} {one.name}: {', '.join(one.head_of)}; {_STATES[one.state]}{_left(one)}")


def _left(one: Listed) -> str:
    return f"; left the group of {', '.join(one.left)}" if one.left else ""


def _facts(edition: EditionView, member: StaffMember, on_duty: dict[str, str]) -> list[str]:
    regulation = edition.regulation
    called = [desk.id for desk in regulation.desks if member.id in people_of(regulation, desk.id)]
    said = [f"phone {member.phone}"] if member.phone else []
    said += [f"called for {', '.join(called)}"] if called else ["on no ladder or roster"]
    return said + [f"on duty for {desk} now" for desk, who in on_duty.items() if who == member.id]


def _unknown(wanted: str, edition: EditionView) -> str:
    allowed = ", ".join(member.id for member in edition.regulation.staff) or "none: the regulation has no [[staff]]"
    return f"staff: found {wanted!r}; allowed: {allowed}"


def _desk_of(tx: Connection, edition: EditionView, member_id: str) -> int:
    """A code belongs to a desk: the first one that may call them."""
    regulation, ids = edition.regulation, desk_ids(tx, edition.organisation_id)
    keys = [desk.id for desk in regulation.desks]
    return ids[next((key for key in keys if member_id in people_of(regulation, key)), keys[0])]
