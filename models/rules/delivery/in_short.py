"""A person's message where only words go and every letter is paid for."""

from typing import Final

from models.phrases.catalogue import say
from models.rules.delivery.carried import Spoken, caption_label, files_of
from models.rules.delivery.replies import in_words
from models.rules.texts.content import as_plain_text, clip, one_line
from models.rules.texts.manner import captions_of

_QUOTED: Final = 30


def in_short(spoken: Spoken, language: str, *, quoted: bool) -> str:
    """Captions of an album name their files. quoted: with the beginning of what it answers. Empty: without words."""
    text, manner = as_plain_text(spoken.text, spoken.entities), spoken.manner
    if len(manner.captions) > 1:
        captions, files = captions_of(spoken.text, spoken.entities, manner.captions), files_of(spoken)
        named = [(caption_label(files[place], place, language), captions[place]) for place in sorted(captions)]
        text = "\n".join(f"{label} {as_plain_text(words.text, words.entities)}" for label, words in named)
    if text and manner.origin is not None:
        text = say(language, "phone.forwarded", origin=in_words(manner.origin, language), text=text)
    if text and quoted and manner.reply is not None and (words := one_line(manner.reply.words)):
        text = say(language, "phone.answering", words=clip(words, _QUOTED), text=text)
    return text
