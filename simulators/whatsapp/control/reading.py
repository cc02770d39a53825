"""Reading what a tester asks for: businesses, people and messages found."""

from typing import Any

from aiohttp import web

from simulators.control_api import ControlApi
from simulators.control_requests import Asked, Refused
from simulators.whatsapp.endpoint import WORLD
from simulators.whatsapp.errors import ApiError
from simulators.whatsapp.records import Account, Message, Number, Person
from simulators.whatsapp.world import World

#: 80 a second of a number; one in six seconds to a person, ten of them in a burst.
TRUE_LIMITS = {"number": (80, 1.0), "pair": (10, 60.0)}
#: What is asked of any simulated messenger.
CONTROLS = ControlApi(WORLD, ApiError, TRUE_LIMITS)


def find_account(world: World, reference: Any = None) -> Account:
    """By its id or token; the first one when nothing is said."""
    for account in world.accounts.values():
        if not reference or reference in (account.id, account.token):
            return account
    raise Refused(f"no account {reference!r}", 404)


def find_number(world: World, reference: Any = None) -> Number:
    """By its id or display number; the first one when nothing is said."""
    for number in world.numbers.values():
        if not reference or str(reference).removeprefix("+") in (number.id, number.display):
            return number
    raise Refused(f"no number {reference!r}", 404)


def find_person(world: World, reference: Any) -> Person:
    """By id, phone, user id or name."""
    number = int(reference) if str(reference).isdigit() else 0
    if number in world.persons:
        return world.persons[number]
    word = str(reference).removeprefix("+").lower()
    for person in world.persons.values():
        ids = [one.lower() for one in person.user_ids.values()]
        if word in (person.phone, person.name.lower(), *ids):
            return person
    raise Refused(f"no person {reference!r}", 404)


def person_of(request: web.Request) -> Person:
    return find_person(request.app[WORLD], request.match_info["person"])


def find_message(world: World, person: Person, value: Asked) -> Message:
    """`message_id`: of the person's chat; without it the last one of the business there."""
    if "message_id" in value:
        message = world.messages.get(str(value["message_id"]))
        if message is None or message.person_id != person.id:
            raise Refused(f"no message {value['message_id']!r} in a chat of {person.name}", 404)
        return message
    number = find_number(world, value.get("number"))
    for message in reversed(world.chat(number.id, person.id)):
        if message.by_business:
            return message
    raise Refused(f"{number.verified_name} has written nothing to {person.name}", 404)
