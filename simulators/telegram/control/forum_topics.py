"""What staff do to topics by hand."""

from aiohttp import web

from simulators.telegram.control.reading import Refused, actor, answer, asked, chat_of, need, only, topic_of
from simulators.telegram.endpoint import WORLD
from simulators.telegram.methods.topics import create_topic, delete_topic, rename_topic, set_topic_closed
from simulators.telegram.rendering import topic_for_tester, topics_for_tester


async def list_topics(request: web.Request) -> web.StreamResponse:
    chat = chat_of(request)
    return answer({"topics": topics_for_tester(chat, chat.topics.values())})


async def add_topic(request: web.Request) -> web.StreamResponse:
    world, chat = request.app[WORLD], chat_of(request)
    value = only(await asked(request), "as", "name")
    if not chat.is_forum:
        raise Refused("the group has no topics")
    topic = create_topic(world, chat, actor(world, chat, value).id, str(need(value, "name")))
    return answer(topic_for_tester(chat, topic), 201)


async def close_topic(request: web.Request) -> web.StreamResponse:
    return await _set_closed(request, True)


async def reopen_topic(request: web.Request) -> web.StreamResponse:
    return await _set_closed(request, False)


async def _set_closed(request: web.Request, closed: bool) -> web.StreamResponse:
    world, chat, topic = request.app[WORLD], chat_of(request), topic_of(request)
    person = actor(world, chat, only(await asked(request), "as"))
    set_topic_closed(world, chat, topic, person.id, closed)
    return answer(topic_for_tester(chat, topic))


async def change_topic(request: web.Request) -> web.StreamResponse:
    world, chat, topic = request.app[WORLD], chat_of(request), topic_of(request)
    value = only(await asked(request), "as", "name")
    rename_topic(world, chat, topic, actor(world, chat, value).id, {"name": str(need(value, "name"))})
    return answer(topic_for_tester(chat, topic))


async def remove_topic(request: web.Request) -> web.StreamResponse:
    """refusal: "TOPIC_DELETED" to have later sends refused with that, as some servers do."""
    world, chat, topic = request.app[WORLD], chat_of(request), topic_of(request)
    value = only(await asked(request), "as", "refusal")
    actor(world, chat, value)
    delete_topic(world, chat, topic, value.get("refusal", ""))
    return answer(topic_for_tester(chat, topic))
