"""What people do with their phones, and what they see on them."""

import re
from dataclasses import asdict

from aiohttp import web

from simulators.modem.calls import Calls
from simulators.modem.control.reading import (
    WORLD,
    Asked,
    Refused,
    answer,
    asked,
    choice,
    flag,
    number,
    text,
    whole,
    whole_numbers,
)
from simulators.modem.parts import LARGEST_SHORT_REFERENCE, Cutting, cut_bytes, cut_text
from simulators.modem.pdu import GSM7, UCS2, Content, address

_SMS = ("from", "text", "binary_hex", "encoding", "flash", "reference")
_PARTS = ("missing_parts", "repeat_part", "order", "cut_pairs")
LONGEST_POLL = 60.0


async def text_the_modem(request: web.Request) -> web.StreamResponse:
    """A phone sends a message; a long one is cut into parts, and parts may be lost, doubled or disordered."""
    world = request.app[WORLD]
    value = await asked(request, *_SMS, *_PARTS)
    sender = _sender(value)
    reference = value.get("reference")
    if reference is None:
        reference = world.next_number("phone_reference") % (LARGEST_SHORT_REFERENCE + 1)
    else:
        reference = whole(value, "reference", 0, 0xFFFF)
    contents = _contents(value, reference)
    message = world.next_number("message")
    world.network.send_to_modem(sender, [contents[place - 1] for place in _places(value, len(contents))])
    shown = value.get("text") if "binary_hex" not in value else None
    world.feed.add("sms_from_phone", world.now(), phone=sender, message=message, text=shown, parts=len(contents))
    return answer({"id": message, "parts": len(contents), "reference": reference}, 201)


async def hand_pdu_over(request: web.Request) -> web.StreamResponse:
    """The network hands over an SMS as it is: hex digits, with the service centre's address before them."""
    pdu = text(await asked(request, "pdu"), "pdu")
    if not re.fullmatch(r"([0-9A-Fa-f]{2})+", pdu):
        raise Refused(f"pdu: found {pdu!r}; allowed: hex digits, two for each octet")
    request.app[WORLD].network.hand_pdu_over(pdu.upper())
    return answer({"octets": len(pdu) // 2}, 201)


def _sender(value: Asked) -> str:
    sender = text(value, "from")
    try:
        address(sender)
    except ValueError as error:
        raise Refused(f"from: {error}; allowed: a number, or up to 11 letters of GSM-7") from None
    return sender


def _contents(value: Asked, reference: int) -> list[Content]:
    encoding = choice(value, "encoding", ("auto", GSM7, UCS2), "auto")
    cutting = Cutting(reference, encoding, flag(value, "flash", False), flag(value, "cut_pairs", False))
    if ("text" in value) == ("binary_hex" in value):
        raise Refused("one of text and binary_hex is needed, and not both")
    name = "text" if "text" in value else "binary_hex"
    try:
        if name == "text":
            return cut_text(text(value, "text"), cutting)
        return cut_bytes(bytes.fromhex(text(value, "binary_hex")), cutting)
    except ValueError as error:
        raise Refused(f"{name}: {error}") from None


def _places(value: Asked, total: int) -> list[int]:
    """Numbers of parts as they are to arrive."""
    lists = {name: whole_numbers(value, name) for name in ("missing_parts", "repeat_part", "order")}
    for name, places in lists.items():
        if wrong := [place for place in places if not 1 <= place <= total]:
            raise Refused(f"{name}: found {wrong}; allowed: 1 to {total}, as many parts as there are")
    order = lists["order"] or list(range(1, total + 1))
    kept = [place for place in order if place not in lists["missing_parts"]]
    return [again for place in kept for again in [place] * (1 + lists["repeat_part"].count(place))]


async def ring_the_modem(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    value = await asked(request, "from", "rings", "interval")
    caller = text(value, "from", "")
    if not re.fullmatch(r"(\+?\d+)?", caller):
        raise Refused(f"from: found {caller!r}; allowed: a number, or nothing for one that is withheld")
    call = world.calls.ring(caller, whole(value, "rings", 1, 1000, 4), number(value, "interval", 0.01, 60, 1.0))
    return answer({"call": call.id, **call.shown()}, 201)


async def show_call(request: web.Request) -> web.StreamResponse:
    calls = request.app[WORLD].calls
    call_id = int(request.match_info["call_id"])
    if call_id in calls.incoming:
        return answer(calls.incoming[call_id].shown())
    if call_id in calls.dialled:
        return answer(asdict(calls.dialled[call_id]))
    raise Refused(f"no call {call_id}")


async def list_calls(request: web.Request) -> web.StreamResponse:
    """Those that rang the modem; from= chooses."""
    caller = request.query.get("from")
    calls = request.app[WORLD].calls.incoming.values()
    return answer({"calls": [call.shown() for call in calls if caller in (None, call.caller)]})


async def hang_up(request: web.Request) -> web.StreamResponse:
    """The person at the phone does."""
    world = request.app[WORLD]
    call_id = int(request.match_info["call_id"])
    if call_id in world.calls.incoming:
        world.calls.caller_hangs_up(world.calls.incoming[call_id])
    elif world.calls.dialling is not None and world.calls.dialling.id == call_id:
        world.calls.cut_dialled("phone", "NO CARRIER")
    elif call_id not in world.calls.dialled:
        raise Refused(f"no call {call_id}")
    return await show_call(request)


async def pick_up(request: web.Request) -> web.StreamResponse:
    """The person whom the modem rings takes the call."""
    _rung(request).picked_up()
    return await show_call(request)


async def reject(request: web.Request) -> web.StreamResponse:
    """The person whom the modem rings does not want to."""
    _rung(request).cut_dialled("phone", "BUSY")
    return await show_call(request)


def _rung(request: web.Request) -> Calls:
    calls, call_id = request.app[WORLD].calls, int(request.match_info["call_id"])
    if calls.dialling is None or calls.dialling.id != call_id or calls.dialling.state != "ringing":
        raise Refused(f"call {call_id} does not ring at a phone")
    return calls


async def list_dialled(request: web.Request) -> web.StreamResponse:
    return answer({"calls": [asdict(call) for call in request.app[WORLD].calls.dialled.values()]})


async def list_sent(request: web.Request) -> web.StreamResponse:
    """What left the modem, long messages joined; to= chooses, after=id too."""
    to = request.query.get("to")
    after = whole({"after": _number(request.query.get("after", "0"))}, "after", 0, 1 << 53)
    sent = [message for message in request.app[WORLD].network.sent.values() if message.id > after]
    return answer({"sent": [message.shown() for message in sent if to in (None, message.to)]})


async def watch(request: web.Request) -> web.StreamResponse:
    """after=id, wait=seconds for the first."""
    query = {name: _number(given) for name, given in request.query.items() if name in ("after", "wait")}
    feed = request.app[WORLD].feed
    after = whole(query, "after", 0, 1 << 53, 0)
    events = await feed.wait(after, number(query, "wait", 0, LONGEST_POLL, 0))
    return answer({"events": events, "last": feed.last})


def _number(given: str) -> float | str:
    try:
        return float(given)
    except ValueError:
        return given
