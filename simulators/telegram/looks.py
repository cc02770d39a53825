"""What an author chose about looks: link previews, covered media, the caption above the picture."""

from simulators.telegram.records import Wire

COVERED = ("photo", "live_photo", "video", "animation")  # which may have a spoiler, and a caption above
_LINKS = ("url", "text_link")


def preview_content(options: Wire | None, entities: list[Wire] | None) -> Wire:
    """The field `link_preview_options` as messages have it, or nothing.

    Telegram tells only what was changed, and of a text without a link nothing: there is no preview to change.
    """
    changed = {name: value for name, value in (options or {}).items() if value}
    has_link = any(entity["type"] in _LINKS for entity in entities or []) or bool(changed.get("url"))
    return {"link_preview_options": changed} if changed and has_link else {}


def media_looks(kind: str, given: Wire) -> Wire:
    """given: has_spoiler (of a bot) or has_media_spoiler (of a person), show_caption_above_media."""
    if kind not in COVERED:
        return {}
    looks: Wire = {}
    if given.get("has_spoiler") or given.get("has_media_spoiler"):
        looks["has_media_spoiler"] = True
    if given.get("show_caption_above_media"):
        looks["show_caption_above_media"] = True
    return looks
