"""Every endpoint of the modem's control API; docs/simulators.md says what each takes and gives."""

from aiohttp import web

from simulators.modem.control import behaviour, phones
from simulators.modem.control.reading import answer, control

TABLE = [
    ("POST", "/sms", phones.text_the_modem),
    ("POST", "/pdu", phones.hand_pdu_over),
    ("POST", "/ring", phones.ring_the_modem),
    ("GET", "/calls", phones.list_calls),
    ("GET", r"/calls/{call_id:\d+}", phones.show_call),
    ("POST", r"/calls/{call_id:\d+}/hang_up", phones.hang_up),
    ("POST", r"/calls/{call_id:\d+}/answer", phones.pick_up),
    ("POST", r"/calls/{call_id:\d+}/reject", phones.reject),
    ("GET", "/calls_out", phones.list_dialled),
    ("GET", "/sent", phones.list_sent),
    ("GET", "/events", phones.watch),
    ("POST", "/reports", behaviour.set_reports),
    ("POST", "/reports/send", behaviour.send_reports),
    ("GET", "/orders", behaviour.list_orders),
    ("POST", "/orders", behaviour.give_order),
    ("DELETE", "/orders", behaviour.cancel_orders),
    ("DELETE", r"/orders/{order_id:\d+}", behaviour.cancel_orders),
    ("POST", "/cable", behaviour.set_cable),
    ("POST", "/sim", behaviour.set_sim),
    ("POST", "/network", behaviour.set_network),
    ("POST", "/clock", behaviour.set_clock),
    ("GET", "/state", behaviour.show_state),
]


def control_routes() -> list[web.RouteDef]:
    known = [web.route(method, path, control(handler)) for method, path, handler in TABLE]
    return [*known, web.route("*", "/{path:.*}", _unknown)]


async def _unknown(request: web.Request) -> web.StreamResponse:
    known = ", ".join(f"{method} {path}" for method, path, _ in TABLE)
    return answer({"error": f"found {request.method} {request.path}; allowed: {known}"}, 404)
