"""People with their phones: made, changed, with a new number, behind a username, out of reach."""

from typing import Any

from aiohttp import web

from simulators.control_requests import Refused, answer, asked, need, only
from simulators.whatsapp.control.reading import find_account, find_number, person_of
from simulators.whatsapp.endpoint import WORLD
from simulators.whatsapp.phones import catch_up
from simulators.whatsapp.records import SHAPES, Person
from simulators.whatsapp.rendering import chat_for_tester, person_for_tester
from simulators.whatsapp.speaking import said
from simulators.whatsapp.world import World

FIELDS = ("name", "phone", "shape", "username", "country", "online", "reads", "has_whatsapp")
FIRST_PHONE = 79_210_000_001


async def list_persons(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    return answer({"persons": [person_for_tester(world, person) for person in world.persons.values()]})


async def show_person(request: web.Request) -> web.StreamResponse:
    return answer(person_for_tester(request.app[WORLD], person_of(request)))


async def add_person(request: web.Request) -> web.StreamResponse:
    """phone: made up unless given, "" for none; user_id: made up unless given. A phone that businesses have only
    written to in vain gets the app.
    """
    world = request.app[WORLD]
    value = _checked(only(await asked(request), *FIELDS, "user_id"))
    if not str(need(value, "name")).strip():
        raise Refused("name is empty")
    user_id = value.pop("user_id", "")
    phone = value.setdefault("phone", str(world.next_number("phone", FIRST_PHONE)))
    known = world.person_by_phone(phone)
    if known is not None and known.has_whatsapp:
        raise Refused(f"{phone} is {known.name}'s")
    if known is not None:
        person = known
        _set(world, person, {"has_whatsapp": True, **value})
    else:
        person = world.add_person(**value)
    if user_id:
        person.user_ids[find_account(world).id] = user_id
        world.save_person(person)
    return answer(person_for_tester(world, person), 201)


async def change_person(request: web.Request) -> web.StreamResponse:
    """What a phone missed while it was not online comes once it is."""
    world, person = request.app[WORLD], person_of(request)
    value = _checked(only(await asked(request), *(name for name in FIELDS if name != "phone")))
    _set(world, person, value)
    if person.online and (value.get("online") or value.get("reads")):
        catch_up(world, person)
    return answer(person_for_tester(world, person))


def _checked(value: dict[str, Any]) -> dict[str, Any]:
    if "phone" in value:
        value["phone"] = "".join(letter for letter in str(value["phone"]) if letter.isdigit())
    if value.get("shape", SHAPES[0]) not in SHAPES:
        raise Refused(f"shape: found {value['shape']!r}; allowed: {', '.join(SHAPES)}")
    return value


def _set(world: World, person: Person, value: dict[str, Any]) -> None:
    for name, given in value.items():
        setattr(person, name, given)
    world.save_person(person)
    world.events.add("person", lambda: person_for_tester(world, person))


async def change_phone(request: web.Request) -> web.StreamResponse:
    """phone: the new one. Every business has a new user id for the person, and who knew them is told; tell: false
    leaves that out, as when the person has never written since.
    """
    world, person = request.app[WORLD], person_of(request)
    value = _checked(only(await asked(request), "phone", "tell"))
    phone = need(value, "phone")
    if world.person_by_phone(phone) is not None:
        raise Refused(f"{phone} is somebody's")
    before, old_ids = person.phone, dict(person.user_ids)
    person.user_ids = {account_id: world.new_user_id(person.country) for account_id in person.user_ids}
    person.former_ids += list(old_ids.values())
    _set(world, person, {"phone": phone})
    if value.get("tell", True):
        for number in world.numbers.values():
            if (number.id, person.id) in world.last_heard:
                _tell_of_the_new_phone(world, person, number.id, before, old_ids[number.account_id])
    return answer(person_for_tester(world, person))


def _tell_of_the_new_phone(world: World, person: Person, number_id: str, before: str, old_id: str) -> None:
    new_id = person.user_ids[world.account_of(number_id).id]
    if person.shape in ("no_phone", "empty_phone"):
        body = f"User changed from {old_id} to {new_id}"
        system = {"body": body, "user_id": new_id, "previous_user_id": old_id, "type": "user_changed_user_id"}
        named = {"from": ""} if person.shape == "empty_phone" else {}
    else:
        body = f"User {person.name} changed from {before} to {person.phone}"
        system = {"body": body, "wa_id": person.phone, "type": "user_changed_number"}
        named = {"from": before}
        if person.shape == "full":
            system |= {"user_id": new_id, "previous_user_id": old_id}
            named["from_user_id"] = old_id
    said(world, person, number_id, {"type": "system", "system": system}, named)


async def block(request: web.Request) -> web.StreamResponse:
    return await _set_blocked(request, True)


async def unblock(request: web.Request) -> web.StreamResponse:
    return await _set_blocked(request, False)


async def _set_blocked(request: web.Request, blocked: bool) -> web.StreamResponse:
    world, person = request.app[WORLD], person_of(request)
    number = find_number(world, only(await asked(request), "number").get("number"))
    others = [one for one in person.blocks if one != number.id]
    _set(world, person, {"blocks": [*others, number.id] if blocked else others})
    return answer(chat_for_tester(world, number.id, person))
