"""Albums with words at every picture, what people's apps group by surprise, and what the author chose about looks."""

from typing import Any

from tests.journeys.people import document, picture
from tests.journeys.places import Place, Wire, marked, wording
from tests.journeys.world import World, begun
from tests.simulated_telegram import file, png

WATCHED = "смотрите https://example.org/a"
NO_PREVIEW = {"is_disabled": True}


def shows(place: Place, *posts: tuple[str, str]) -> list[Wire]:
    """Sooner or later the newest posts are these. posts: (kind, words)."""

    def newest() -> list[Wire]:
        found = place.posts()[-len(posts) :]
        return found if [(kind_of(one), wording(one)) for one in found] == list(posts) else []

    try:
        found = place.telegram.wait_for(newest, 60)
    except AssertionError:
        seen = [(kind_of(one), wording(one)) for one in place.posts()]
        raise AssertionError(f"expected {posts} at the end of {seen}") from None
    place.reads_all()
    return found


def kind_of(post: Wire) -> str:
    return next(k for k in ("animation", "photo", "document", "voice", "video", "audio", "text") if k in post)


def two_pictures() -> list[Wire]:
    return [{"photo": picture(), "caption": "красный роутер"}, {"photo": picture(), "caption": "договор 4711"}]


def test_every_caption_of_an_album_stands_by_its_picture_on_the_other_side(world: World) -> None:
    anna, ivan, topic = begun(world)
    anna.writes(album=two_pictures())
    shows(topic, ("photo", "красный роутер"), ("photo", "договор 4711"))
    [_, second] = ivan.answers_all(topic, album=two_pictures())
    shows(anna.chat, ("photo", "красный роутер"), ("photo", "договор 4711"))
    ivan.edits(second, "договор 4712")
    shows(anna.chat, ("photo", "красный роутер"), ("photo", "договор 4712"))


def test_a_single_caption_stays_with_the_picture_that_has_it(world: World) -> None:
    anna, _, topic = begun(world)
    anna.writes(album=[{"photo": picture()}, {"photo": picture(), "caption": "вот этот"}])
    shows(topic, ("photo", ""), ("photo", "вот этот"))


def test_a_requester_corrects_one_caption_and_the_other_stays(world: World) -> None:
    anna, _, topic = begun(world)
    parts = world.telegram.types_all(anna.person, album=two_pictures())
    shows(topic, ("photo", "красный роутер"), ("photo", "договор 4711"))
    anna.edits(parts[0], "белый роутер")
    shows(topic, ("photo", "белый роутер"), ("photo", "договор 4711"))
    anna.edits(parts[1], "")
    shows(topic, ("photo", "белый роутер"), ("photo", ""))


def test_an_album_that_opens_a_ticket_has_all_its_words_in_the_card_and_by_the_pictures(world: World) -> None:
    anna = world.requester()
    anna.writes(album=two_pictures())
    anna.sees("принята")
    topic = anna.topic()
    topic.card_shows("красный роутер", "договор 4711")
    shows(topic, ("photo", "красный роутер"), ("photo", "договор 4711"))
    world.expects_nothing(topic)


def test_a_caption_that_does_not_fit_below_its_header_names_its_file(world: World) -> None:
    anna, ivan, topic = begun(world)
    anna.writes("/new")
    anna.sees()
    anna.writes("И ещё одно дело")
    anna.sees("принята")
    long = "слово " * 170 + "ещё"
    album = [
        {"document": document("акт.txt"), "caption": long},
        {"document": document("счёт.txt"), "caption": "до пятницы"},
    ]
    ivan.answers_all(topic, album=album)
    text = f"№{topic.number}:\nК файлу «акт.txt»:\n{long}"
    shows(anna.chat, ("document", ""), ("document", "до пятницы"), ("text", text))


def test_an_animation_that_came_in_an_album_goes_by_itself_and_nothing_is_lost(world: World) -> None:
    anna, ivan, topic = begun(world)
    album: list[dict[str, Any]] = [
        {"photo": picture(), "caption": "индикатор"},
        {"animation": file(b"gif", "a.mp4", "video/mp4"), "caption": "мигает", "grouped": True},
        {"photo": picture(), "caption": "а потом гаснет"},
    ]
    anna.writes(album=album)
    shows(topic, ("photo", "индикатор"), ("animation", "мигает"), ("photo", "а потом гаснет"))
    answer = ivan.answers_all(topic, album=album)[0]
    shows(anna.chat, ("photo", "индикатор"), ("animation", "мигает"), ("photo", "а потом гаснет"))
    ivan.sees_reaction(answer, "👌")
    world.expects_nothing(topic)


def test_a_link_without_its_preview_stays_so_and_survives_a_correction(world: World) -> None:
    anna, ivan, topic = begun(world)
    said = anna.writes(WATCHED, link_preview_options=NO_PREVIEW)
    assert topic.sees(WATCHED)["link_preview_options"] == NO_PREVIEW
    anna.edits(said, f"{WATCHED}?b", link_preview_options=NO_PREVIEW)
    assert topic.sees(f"{WATCHED}?b")["link_preview_options"] == NO_PREVIEW
    answer = ivan.answers(topic, WATCHED, link_preview_options=NO_PREVIEW)
    assert anna.sees(WATCHED)["link_preview_options"] == NO_PREVIEW
    ivan.edits(answer, f"{WATCHED}?c", link_preview_options={"prefer_small_media": True})
    assert anna.sees(f"{WATCHED}?c")["link_preview_options"] == {"prefer_small_media": True}


def test_what_is_covered_later_is_covered_on_the_other_side_with_its_words(world: World) -> None:
    anna, ivan, topic = begun(world)
    said = anna.writes(photo=picture(), caption="паспорт")
    topic.sees("паспорт")
    anna.edits(said, "паспорт", has_media_spoiler=True, show_caption_above_media=True)
    [post] = world.telegram.wait_for(lambda: covered_in(topic), 20)
    assert (wording(post), post["show_caption_above_media"]) == ("паспорт", True)
    [_, second] = ivan.answers_all(topic, album=two_pictures())
    shows(anna.chat, ("photo", "красный роутер"), ("photo", "договор 4711"))
    ivan.edits(second, "договор 4711", has_media_spoiler=True)
    [post] = world.telegram.wait_for(lambda: covered_in(anna.chat), 20)
    assert wording(post) == "договор 4711"
    ivan.edits(second, "договор 4712", has_media_spoiler=False)
    anna.sees("договор 4712")
    assert covered_in(anna.chat) == []
    world.expects_nothing(topic)


def covered_in(place: Place) -> list[Wire]:
    return [post for post in place.posts() if post.get("has_media_spoiler") and post["by_bot"]]


def test_a_covered_file_in_place_of_another_is_covered_below(world: World) -> None:
    anna, _, topic = begun(world)
    said = anna.writes(photo=picture(), caption="паспорт")
    topic.sees("паспорт")
    anna.edits(said, "паспорт", photo=file(png(5, 5), mime_type="image/png"), has_media_spoiler=True)
    assert topic.sees("заменил вложение")["has_media_spoiler"] is True


def test_what_is_covered_stays_covered_and_a_caption_above_its_picture_stays_above(world: World) -> None:
    anna, ivan, topic = begun(world)
    covered: dict[str, Any] = {"has_media_spoiler": True, "show_caption_above_media": True}
    said = anna.writes(photo=picture(), caption="паспорт", **covered)
    post = topic.sees("паспорт")
    assert (post["has_media_spoiler"], post["show_caption_above_media"]) == (True, True)
    anna.edits(said, "паспорт и ещё", **covered)
    post = topic.sees("паспорт и ещё")
    assert (post["has_media_spoiler"], post["show_caption_above_media"]) == (True, True)
    album = [{"photo": picture()}, {"photo": file(png(3, 3), mime_type="image/png"), "has_media_spoiler": True}]
    ivan.answers_all(topic, album=album)
    first, second = shows(anna.chat, ("photo", ""), ("photo", ""))
    assert (first.get("has_media_spoiler"), second.get("has_media_spoiler")) == (None, True)
    hidden = [{"type": "spoiler", "offset": 7, "length": 4}]
    ivan.answers(topic, "пароль 1234", entities=hidden)
    assert marked(anna.sees("пароль"), "spoiler") == ["1234"]
