"""What no turn of a dialogue may do, whatever was said."""

import re

from bot.conversation.state import State
from bot.conversation.turn import Turn

ALWAYS_VALID = re.compile(r"(solved|unsolved|close|reopen|status|why|lang|zone|notme|under):|keep$|new$|my$|help$")


def holds_for_every_turn(before: State, turn: Turn) -> None:
    assert turn.state.version >= before.version
    for reply in turn.replies:
        assert reply.text.strip()
        keys = [choice.key for row in reply.choices for choice in row]
        assert len(keys) == len(set(keys))
        assert all(re.fullmatch(r"[a-z0-9:._-]{1,40}", key) for key in keys), keys
        assert all(choice.label.strip() for row in reply.choices for choice in row)
        assert all(row for row in reply.choices)
        only_now = [key for key in keys if not ALWAYS_VALID.match(key)]
        if only_now and turn.state.version == before.version:
            assert turn.state.step == before.step, "new choices under an old version"
