"""Files: uploaded by a business, looked up by their id, fetched by a link that ends, deleted."""

from simulators.whatsapp.calls.call import Call
from simulators.whatsapp.errors import ApiError, no_such_object
from simulators.whatsapp.files import check_upload, plain_type, sha256_of
from simulators.whatsapp.records import Media, Wire
from simulators.whatsapp.world import World

FIRST_MEDIA_ID = 1_300_000_000_000_001


def upload(call: Call) -> Wire:
    number = call.number()
    if call.need("messaging_product") != "whatsapp":
        raise ApiError(100, "The parameter messaging_product is required.")
    file = call.files.get("file")
    if file is None:
        raise ApiError(100, "The parameter file is required.")
    mime_type = str(call.params.get("type") or file.mime_type)
    if file.mime_type and plain_type(mime_type) != plain_type(file.mime_type):
        raise ApiError(100, f"Param type {mime_type!r} is not the type of the file, {file.mime_type!r}")
    check_upload(mime_type, len(file.content))
    return {"id": keep(call.world, number.id, mime_type, file.file_name, file.content).id}


def keep(
    world: World, number_id: str, mime_type: str, file_name: str, content: bytes, *, from_person: bool = False
) -> Media:
    media = Media(
        id=str(world.next_number("media", FIRST_MEDIA_ID)),
        number_id=number_id,
        mime_type=mime_type,
        file_name=file_name,
        size=len(content),
        sha256=sha256_of(content),
        at=world.now(),
        from_person=from_person,
    )
    return world.media.keep(media, content)


def look_up(call: Call) -> Wire:
    media = _own(call)
    word = call.world.media.link(media, call.world.now())
    url = f"{call.base}/whatsapp_business/attachments/?mid={media.id}&ext={int(call.world.now()) + 300}&hash={word}"
    shown = {"url": url, "mime_type": media.mime_type, "sha256": media.sha256, "file_size": media.size}
    return {**shown, "id": media.id, "messaging_product": "whatsapp"}


def delete(call: Call) -> Wire:
    call.world.media.lose(_own(call))
    return {"success": True}


def content(call: Call) -> tuple[bytes, Media]:
    """Behind a link. Raises ApiError(404) when the link has ended, as the real server says nothing more."""
    media = call.world.media.behind(str(call.params.get("hash", "")), call.world.now())
    if media is None or call.world.numbers[media.number_id].account_id != call.account.id:
        raise ApiError(100, "the link has ended, or leads nowhere", more={"status": 404})
    return call.world.media.path(media).read_bytes(), media


def _own(call: Call) -> Media:
    media = call.world.media.find(call.id, call.world.now())
    if media is None or call.world.numbers[media.number_id].account_id != call.account.id:
        raise no_such_object(call.id, call.verb)
    asked_for = call.params.get("phone_number_id")
    if asked_for and asked_for != media.number_id:
        raise no_such_object(call.id, call.verb)
    return media
