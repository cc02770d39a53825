"""What waits to be shown in the groups of one's own organisation."""

from bot.scope import Scope
from models.phrases.catalogue import say, say_many
from models.phrases.times import duration
from models.queries.group_loads import loads_of
from models.queries.staff import groups_of_organisation


def shown(scope: Scope, language: str) -> str:
    """`/queue`: a line for each group, or one for all when nothing is late."""
    groups = groups_of_organisation(scope.tx, scope.organisation_id)
    loads = loads_of(scope.tx, groups, scope.at.real)
    if not any(load.is_delayed for load in loads.values()):
        return say(language, "queue.nothing_late")
    lines = []
    for group in groups:
        load = loads[group.id]
        if load.is_delayed:
            facts = {"title": group.title, "age": duration(load.minutes, language)}
            lines.append(say_many(language, "queue.group_late", load.waiting, **facts))
        else:
            lines.append(say(language, "queue.group_in_time", title=group.title))
    return "\n".join([*lines, say(language, "queue.order")])
