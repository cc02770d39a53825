"""What comes again and again is one line for staff, with a count."""

import re
from typing import Final

from bot.scope import Scope
from models.actions.talk.messages import Corrected, edit_message
from models.queries.messages import MessageView

_COUNTED: Final = re.compile(r" ×(\d+)$")


def once_more(scope: Scope, line: MessageView) -> None:
    counted = _COUNTED.search(line.text)
    times = int(counted[1]) if counted else 1
    words = Corrected(f"{_COUNTED.sub('', line.text)} ×{times + 1}")
    edit_message(scope.tx, scope.at, line.organisation_id, line.id, words)
