"""Records as testers see them: a message as the phone shows it, a chat, a person."""

from simulators.whatsapp.records import Message, Person, Wire, row_of
from simulators.whatsapp.world import World

#: As WhatsApp draws them beside what the business wrote.
TICKS = {"accepted": "", "sent": "✓", "delivered": "✓✓", "read": "✓✓", "played": "✓✓", "failed": "!"}


def message_for_tester(world: World, message: Message) -> Wire:
    shown: Wire = {
        "id": message.id,
        "number": message.number_id,
        "person_id": message.person_id,
        "by_business": message.by_business,
        "at": message.monotonic,
        "timestamp": int(message.at),
        "type": message.kind,
        "text": message.text(),
        "content": message.content,
        "context": message.told.get("context") or message.content.get("context"),
        "reactions": message.reactions,
        "buttons": buttons_of(world, message),
        "rows": rows_of(message),
    }
    if message.by_business:
        shown |= {"status": message.status, "ticks": TICKS[message.status], "error": message.error}
        shown["pricing"] = message.pricing
    else:
        shown["read"] = message.read
    return shown


def on_the_phone(message: Message) -> bool:
    """Whether the person sees it. A reaction is only ever told as sent."""
    if not message.by_business:
        return message.kind not in ("system",)
    return message.status in ("delivered", "read", "played") or (message.kind, message.status) == ("reaction", "sent")


def buttons_of(world: World, message: Message) -> list[Wire]:
    """Reply buttons, or the quick replies of a template: {id, title}."""
    if not message.by_business:
        return []
    if message.kind == "interactive":
        action = message.content["interactive"]["action"]
        return [dict(button["reply"]) for button in action.get("buttons", [])]
    return list(message.told.get("quick_replies", []))


def rows_of(message: Message) -> list[Wire]:
    """Of a list: {id, title, description?, section}."""
    if not message.by_business or message.kind != "interactive":
        return []
    sections = message.content["interactive"]["action"].get("sections", [])
    return [{**row, "section": section.get("title", "")} for section in sections for row in section["rows"]]


def person_for_tester(world: World, person: Person) -> Wire:
    """user_id: of the first account, which tests with one account mean."""
    first = next(iter(world.accounts), "")
    return row_of(person) | {"user_id": person.user_ids.get(first, "")}


def chat_for_tester(world: World, number_id: str, person: Person) -> Wire:
    messages = world.chat(number_id, person.id)
    closes = world.window_closes(number_id, person.id)
    by_business = sum(message.by_business for message in messages)
    return {
        "number": number_id,
        "person": person_for_tester(world, person),
        "messages": len(messages),
        "by_business": by_business,
        "by_person": len(messages) - by_business,
        "window_closes": closes,
        "window_open": closes is not None and world.now() < closes,
        "blocked": number_id in person.blocks,
    }
