"""What waits to be shown in the groups of one's own organisation."""

from bot.scope import Scope
from models.phrases.catalogue import say, say_many
from models.phrases.times import duration
from models.queries.group_loads import loads_of
from models.queries.staff import StaffGroup, group_of_desk, groups_of_organisation


def shown(scope: Scope, language: str) -> str:
    """`/queue`: a line for each group, or one for all when nothing is late."""
    groups = groups_of_organisation(scope.tx, scope.organisation_id)
    loads = loads_of(scope.tx, groups, scope.at.real)
    if not any(load.is_delayed for load in loads.values()):
        moved = [_elsewhere(scope, group, language) for group in groups]
        return "\n".join([say(language, "queue.nothing_late"), *filter(None, moved)])
    lines = []
    for group in groups:
        load = loads[group.id]
        if load.is_delayed:
            facts = {"title": group.title, "age": duration(load.minutes, language)}
            lines.append(say_many(language, "queue.group_late", load.waiting, **facts))
        else:
            lines.append(say(language, "queue.group_in_time", title=group.title))
        lines.append(_elsewhere(scope, group, language))
    return "\n".join([*filter(None, lines), say(language, "queue.order")])


def _elsewhere(scope: Scope, group: StaffGroup, language: str) -> str:
    """Where new tickets appear as long as this group is behind or full; nothing as long as they appear in it."""
    taking = group_of_desk(scope.tx, group.organisation_id, group.desk_id) if group.strain else None
    if taking is None or taking.id == group.id or group.additional:
        return ""
    return say(language, "queue.new_elsewhere", other=taking.title, title=group.title)
