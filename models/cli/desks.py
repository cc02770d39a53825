"""`python -m models desk …`, `staff …`: one-time codes that bind a staff group and enrol heads and others."""

from argparse import Namespace

from models.actions.desk import staff
from models.cli import bindings, dismissals
from models.cli import staff as staff_members
from models.cli.answers import group, organisation_now, refuse
from models.cli.command_line import Groups
from models.cli.organisation import for_organisation, organisation_meant
from models.db import Database
from models.queries.bots import bot_name_of
from models.queries.staff import desk_ids
from models.settings import Settings


def add(groups: Groups) -> None:
    desk = group(groups, "desk", "desks and their staff groups")
    bind = desk.add_parser("bind-code", help="a one-time code that binds a staff group: /bind CODE in the group")
    bind.set_defaults(command=_bind_code)
    bind.add_argument(
        "--additional", action="store_true", help="beside the group that serves the desk, instead of in its place"
    )
    shown = desk.add_parser("groups", help="which groups serve which desk")
    shown.add_argument("desk", nargs="?", metavar="DESK", help="id of the desk in the regulation; all without it")
    shown.set_defaults(command=bindings.show)
    unbind = desk.add_parser("unbind", help="a group serves its desk no more; the bot leaves it in a day")
    unbind.add_argument("--group", help="number or title, where several groups serve the desk")
    unbind.set_defaults(command=bindings.unbind)
    people = group(groups, "staff", "heads, and people whom ladders and rosters name")
    invite = people.add_parser("invite", help="a one-time link by which somebody of the regulation enrols")
    invite.add_argument("member", metavar="ID", help="id of the person in the regulation")
    invite.set_defaults(command=staff_members.invite)
    listed = people.add_parser("list", help="heads, people of the regulation, agents: who can be reached")
    listed.add_argument("desk", nargs="?", metavar="DESK", help="only whom this desk may call, and its heads")
    listed.set_defaults(command=staff_members.show)
    dismiss = people.add_parser(
        "dismiss", help="somebody acts for no desk any more: no escalation, no duty, no button"
    )
    dismiss.set_defaults(command=dismissals.dismiss)
    readmit = people.add_parser("readmit", help="they were dismissed by mistake")
    readmit.set_defaults(command=dismissals.readmit)
    for one in (dismiss, readmit):
        one.add_argument("who", metavar="WHO", help="number in Telegram, id in the regulation, or name")
    link = people.add_parser("head-link", help="a one-time link by which a head of the desk enrols")
    link.set_defaults(command=_head_link)
    for one in (bind, link, unbind):
        one.add_argument("desk", metavar="DESK", help="id of the desk in the regulation")
    for_organisation(bind, shown, unbind, invite, listed, dismiss, readmit, link)


def _bind_code(options: Namespace, settings: Settings) -> int:
    what = "In the staff group (topics on, the bot an administrator): /bind CODE"
    if options.additional:
        return _issue(options, settings, staff.ADDITIONAL, f"{what}\nThe group that serves the desk now stays.")
    return _issue(
        options, settings, staff.GROUP, f"{what}\nIt takes the place of the group that serves the desk now."
    )


def _head_link(options: Namespace, settings: Settings) -> int:
    return _issue(options, settings, staff.HEAD, "The head opens this link once, within a day:")


def _issue(options: Namespace, settings: Settings, purpose: str, explanation: str) -> int:
    """Prints the code or the link as the last line."""
    with Database(settings.database).write(durable=True) as tx:
        now = organisation_now(tx, settings)
        organisation = organisation_meant(tx, options)
        desks = desk_ids(tx, organisation.id)
        if options.desk not in desks:
            return refuse(f"desk: found {options.desk!r}; allowed: {', '.join(sorted(desks))}")
        code = staff.issue_code(tx, desks[options.desk], purpose, now)
        username = bot_name_of(tx, organisation.id)
    print(explanation)
    if purpose in (staff.GROUP, staff.ADDITIONAL):
        print(code)
    else:
        print("\n".join(staff_members.link(username, f"head_{code}")))
    return 0
