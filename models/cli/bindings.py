"""`python -m models desk groups`, `desk unbind`: which groups serve which desk, and ending that."""

from argparse import Namespace

from sqlalchemy import Connection

from models.actions.desk import bindings, group_news, unbound_groups
from models.cli.answers import organisation_now, refuse
from models.cli.organisation import named_again, organisation_meant
from models.clock import Clock, Instant
from models.db import Database
from models.phrases.catalogue import say
from models.queries.regulation import dropped_desk
from models.queries.staff import StaffGroup, desk_ids, group_of_desk, serving_groups
from models.queries.tickets import tickets_without_topic
from models.rules.regulation.organisations import OrganisationId
from models.settings import Settings


def show(options: Namespace, settings: Settings) -> int:
    with Database(settings.database).read() as tx:
        organisation_id = organisation_meant(tx, options).id
        desks = desk_ids(tx, organisation_id)
        groups = {key: serving_groups(tx, organisation_id, desk_id) for key, desk_id in desks.items()}
    if options.desk is not None and options.desk not in groups:
        return refuse(f"desk: found {options.desk!r}; allowed: {', '.join(sorted(groups))}")
    for key, serving in groups.items():
        if options.desk in (None, key):
            bind = f"no group: python -m models desk bind-code {key}{named_again(options)}"
            print(f"{key}: {'' if serving else bind}".rstrip(": "))
            for group in serving:
                print(f"  {_line(group)}")
    return 0


def _line(group: StaffGroup) -> str:
    role = "beside the first one" if group.additional else "new tickets appear here"
    line = f"{group.chat_id} «{group.title}»: {role} (group {group.id} of /health)"
    if group.strain is not None:
        line += f"; it is {group.strain}: new tickets go to another group of the desk, if there is one"
    if group.state != bindings.BOUND:
        line += f"; the bot was removed from it at {group.ended_at:%Y-%m-%d %H:%M} UTC"
    return line


def unbind(options: Namespace, settings: Settings) -> int:
    with Database(settings.database).write(durable=True) as tx:
        at = Instant(now=organisation_now(tx, settings), real=Clock().read().real)
        organisation_id = organisation_meant(tx, options).id
        desks = desk_ids(tx, organisation_id)
        if options.desk not in desks:
            return refuse(_no_desk(tx, organisation_id, options, desks))
        serving = serving_groups(tx, organisation_id, desks[options.desk])
        meant = [one for one in serving if options.group is None or _is_named(one, options.group)]
        if len(meant) != 1:
            return refuse(_which(options, serving, meant))
        waiting = _unbind(tx, at, meant[0])
        now = group_of_desk(tx, meant[0].organisation_id, meant[0].desk_id)
    print(f"«{meant[0].title}» serves {options.desk} no more; it is told so, and the bot leaves it in a day.")
    if now is not None:
        print(f"New tickets appear in «{now.title}»; open ones move there.")
    else:
        print(f"No group serves {options.desk} now; open tickets that wait for one: {waiting}.")
    print("Its bind codes that nobody used yet are no good any more.")
    return 0


def _is_named(group: StaffGroup, words: str) -> bool:
    return words in (str(group.chat_id), group.title)


def _no_desk(tx: Connection, organisation_id: OrganisationId, options: Namespace, desks: dict[str, int]) -> str:
    """With the form that names a group, for whoever named one in place of its desk."""
    found, again = options.desk, named_again(options)
    refusal = f"desk: found {found!r}; allowed: {', '.join(sorted(desks))}"
    right = [
        f"  python -m models desk unbind {key} --group {group.chat_id}{again}"
        for key, desk_id in desks.items()
        for group in serving_groups(tx, organisation_id, desk_id)
        if _is_named(group, found)
    ]
    if right:
        return "\n".join([refusal, "That is a group; it is named beside its desk:", *right])
    if desks and found.removeprefix("-").isdecimal():
        return "\n".join(
            [
                refusal,
                f"A group is named beside its desk: python -m models desk unbind DESK --group NUMBER{again}",
                f"Which groups there are: python -m models desk groups{again}",
            ]
        )
    return refusal


def _which(options: Namespace, serving: list[StaffGroup], meant: list[StaffGroup]) -> str:
    if not serving:
        return f"{options.desk}: no group serves it"
    found = "several" if meant else repr(options.group)
    lines = "\n".join(f"  {_line(one)}" for one in meant or serving)
    return (
        f"group: found {found}; say which: desk unbind {options.desk} --group NUMBER{named_again(options)}\n{lines}"
    )


def _unbind(tx: Connection, at: Instant, group: StaffGroup) -> int:
    """How many open tickets no group shows now."""
    bindings.unbind_group(tx, at.now, group)
    language = dropped_desk(tx, group.organisation_id, group.desk_key).staff_language
    if group.state == bindings.BOUND:
        group_news.tell(tx, at, group, "staff.group_unbound")
        unbound_groups.leave(tx, at, group.account, group.chat_id, say(language, "staff.unbound_farewell"))
    group_news.tell_around(tx, at, group, "staff.group_unbound_elsewhere")
    bindings.show_waiting(tx, at, group.organisation_id, group.desk_id, "staff.topic_moved")
    return len(tickets_without_topic(tx, group.organisation_id, group.desk_id))
