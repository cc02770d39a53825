"""`python -m models desk …`, `staff …`: one-time codes that bind a staff group and enrol heads and others."""

from argparse import Namespace

from models.actions import staff
from models.cli import staff as staff_members
from models.cli.answers import Groups, group, organisation_now, refuse
from models.db import Database
from models.queries.regulation import edition_in_force
from models.queries.staff import bot_username, desk_ids
from models.settings import Settings


def add(groups: Groups) -> None:
    desk = group(groups, "desk", "desks and their staff groups")
    bind = desk.add_parser("bind-code", help="a one-time code that binds a staff group: /bind CODE in the group")
    bind.set_defaults(command=_bind_code)
    people = group(groups, "staff", "heads, and people whom ladders and rosters name")
    invite = people.add_parser("invite", help="a one-time link by which somebody of the regulation enrols")
    invite.add_argument("member", metavar="ID", help="id of the person in the regulation")
    invite.set_defaults(command=staff_members.invite)
    people.add_parser("list", help="who has enrolled and can be reached").set_defaults(command=staff_members.show)
    link = people.add_parser("head-link", help="a one-time link by which a head of the desk enrols")
    link.set_defaults(command=_head_link)
    for one in (bind, link):
        one.add_argument("desk", metavar="DESK", help="id of the desk in the regulation")


def _bind_code(options: Namespace, settings: Settings) -> int:
    return _issue(
        options, settings, staff.GROUP, "In the staff group (topics on, the bot an administrator): /bind CODE"
    )


def _head_link(options: Namespace, settings: Settings) -> int:
    return _issue(options, settings, staff.HEAD, "The head opens this link once, within a day:")


def _issue(options: Namespace, settings: Settings, purpose: str, explanation: str) -> int:
    """Prints the code or the link as the last line."""
    with Database(settings.database).write(durable=True) as tx:
        now = organisation_now(tx, settings)
        edition = edition_in_force(tx, now)
        desks = desk_ids(tx, edition.organisation_id) if edition is not None else {}
        if options.desk not in desks:
            allowed = ", ".join(sorted(desks)) or "none yet: adopt a regulation first"
            return refuse(f"desk: found {options.desk!r}; allowed: {allowed}")
        code = staff.issue_code(tx, desks[options.desk], purpose, now)
        username = bot_username(tx)
    print(explanation)
    if purpose == staff.GROUP:
        print(code)
    else:
        print("\n".join(staff_members.link(username, f"head_{code}")))
    return 0
