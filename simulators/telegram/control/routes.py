"""Every endpoint of the control API; docs/simulators.md says what each takes and gives."""

from aiohttp import web

from simulators.telegram.control import (
    behaviour,
    forum_topics,
    groups,
    persons,
    pressing,
    reacting,
    speaking,
    tapping,
    watching,
)
from simulators.telegram.control.reading import CONTROLS

_CHAT = r"/control/chats/{chat_id:-?\d+}"
_MESSAGE = _CHAT + r"/messages/{message_id:\d+}"
_TOPIC = _CHAT + r"/topics/{thread_id:\d+}"

TABLE = [
    ("GET", "/control/bots", persons.list_bots),
    ("POST", "/control/bots", persons.add_bot),
    ("PATCH", "/control/bots/{bot}", persons.change_bot),
    ("GET", "/control/persons", persons.list_persons),
    ("POST", "/control/persons", persons.add_person),
    ("PATCH", r"/control/persons/{person_id:\d+}", persons.change_person),
    ("GET", "/control/groups", groups.list_groups),
    ("POST", "/control/groups", groups.add_group),
    ("GET", "/control/chats", watching.list_chats),
    ("GET", _CHAT, watching.show_chat),
    ("PATCH", _CHAT, groups.change_group),
    ("POST", _CHAT + "/start", persons.start_bot),
    ("POST", _CHAT + "/block", persons.block_bot),
    ("POST", _CHAT + "/unblock", persons.unblock_bot),
    ("POST", _CHAT + "/members", groups.set_member),
    ("POST", _CHAT + "/upgrade", groups.upgrade_group),
    ("GET", _CHAT + "/messages", watching.list_messages),
    ("POST", _CHAT + "/messages", speaking.write_message),
    ("POST", _CHAT + "/tap", tapping.tap_key),
    ("GET", _MESSAGE, watching.show_message),
    ("POST", _MESSAGE + "/edit", speaking.edit_message),
    ("POST", _MESSAGE + "/delete", speaking.delete_message),
    ("POST", _MESSAGE + "/react", reacting.react_to_message),
    ("POST", _MESSAGE + "/press", pressing.press_button),
    ("GET", _CHAT + "/topics", forum_topics.list_topics),
    ("POST", _CHAT + "/topics", forum_topics.add_topic),
    ("PATCH", _TOPIC, forum_topics.change_topic),
    ("POST", _TOPIC + "/close", forum_topics.close_topic),
    ("POST", _TOPIC + "/reopen", forum_topics.reopen_topic),
    ("POST", _TOPIC + "/delete", forum_topics.remove_topic),
    ("POST", "/control/batch", speaking.write_batch),
    ("GET", "/control/counts", watching.count_messages),
    ("GET", "/control/timeline", watching.show_timeline),
    ("GET", "/control/events", CONTROLS.watch_events),
    ("GET", "/control/files/{unique_id}", watching.show_file),
    ("GET", "/control/calls", CONTROLS.list_calls),
    ("PATCH", "/control/calls", CONTROLS.switch_call_log),
    ("GET", "/control/limits", CONTROLS.show_limits),
    ("PUT", "/control/limits", CONTROLS.set_limits),
    ("GET", "/control/orders", CONTROLS.list_orders),
    ("POST", "/control/orders", behaviour.give_order),
    ("DELETE", "/control/orders", CONTROLS.cancel_orders),
    ("DELETE", r"/control/orders/{order_id:\d+}", CONTROLS.cancel_orders),
    ("GET", "/control/clock", CONTROLS.show_clock),
    ("PUT", "/control/clock", CONTROLS.set_clock),
]


def control_routes() -> list[web.RouteDef]:
    return [web.route(method, path, CONTROLS.control(handler)) for method, path, handler in TABLE]
