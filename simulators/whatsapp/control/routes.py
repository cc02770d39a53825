"""Every endpoint of the control API; docs/simulators.md says what each takes and gives."""

from aiohttp import web

from simulators.whatsapp.control import behaviour, businesses, persons, speaking, watching
from simulators.whatsapp.control.reading import CONTROLS

_PERSON = "/control/persons/{person}"

TABLE = [
    ("GET", "/control/accounts", businesses.list_accounts),
    ("POST", "/control/accounts", businesses.add_account),
    ("PATCH", "/control/accounts/{account}", businesses.change_account),
    ("GET", "/control/numbers", businesses.list_numbers),
    ("POST", "/control/numbers", businesses.add_number),
    ("PATCH", "/control/numbers/{number}", businesses.change_number),
    ("GET", "/control/templates", businesses.list_templates),
    ("POST", "/control/templates", businesses.put_template),
    ("GET", "/control/persons", persons.list_persons),
    ("POST", "/control/persons", persons.add_person),
    ("GET", _PERSON, persons.show_person),
    ("PATCH", _PERSON, persons.change_person),
    ("POST", _PERSON + "/phone", persons.change_phone),
    ("POST", _PERSON + "/block", persons.block),
    ("POST", _PERSON + "/unblock", persons.unblock),
    ("GET", _PERSON + "/chat", watching.show_chat),
    ("GET", _PERSON + "/messages", watching.list_messages),
    ("POST", _PERSON + "/messages", speaking.write),
    ("POST", _PERSON + "/press", speaking.press),
    ("POST", _PERSON + "/choose", speaking.choose),
    ("POST", _PERSON + "/react", speaking.react),
    ("POST", _PERSON + "/read", speaking.read),
    ("GET", "/control/chats", watching.list_chats),
    ("POST", "/control/batch", speaking.write_batch),
    ("GET", "/control/counts", watching.count_messages),
    ("GET", "/control/timeline", watching.show_timeline),
    ("GET", "/control/events", CONTROLS.watch_events),
    ("GET", "/control/files/{media}", watching.show_file),
    ("DELETE", "/control/files/{media}", watching.lose_file),
    ("GET", "/control/calls", CONTROLS.list_calls),
    ("PATCH", "/control/calls", CONTROLS.switch_call_log),
    ("POST", "/control/webhook", businesses.set_webhook),
    ("GET", "/control/webhooks", behaviour.list_webhooks),
    ("POST", "/control/webhooks", behaviour.post_webhook),
    ("POST", "/control/webhooks/errors", behaviour.report_errors),
    ("POST", "/control/webhooks/retry", behaviour.retry_webhooks),
    ("POST", "/control/statuses", behaviour.tell_status),
    ("GET", "/control/behaviour", behaviour.show_behaviour),
    ("PUT", "/control/behaviour", behaviour.set_behaviour),
    ("GET", "/control/limits", CONTROLS.show_limits),
    ("PUT", "/control/limits", CONTROLS.set_limits),
    ("GET", "/control/orders", CONTROLS.list_orders),
    ("POST", "/control/orders", behaviour.give_order),
    ("DELETE", "/control/orders", behaviour.cancel_orders),
    ("DELETE", r"/control/orders/{order_id:\d+}", behaviour.cancel_orders),
    ("GET", "/control/clock", CONTROLS.show_clock),
    ("PUT", "/control/clock", behaviour.set_clock),
]


def control_routes() -> list[web.RouteDef]:
    return [web.route(method, path, CONTROLS.control(handler)) for method, path, handler in TABLE]
