"""Many persons who write by WhatsApp at once; what has to be true of their words is what crowd.py says."""

from tests.faults.crowd import Crowd, Speaker
from tests.installation import Installation
from tests.simulated_whatsapp import SimulatedWhatsApp


def whatsapp_of(otklik: Installation) -> SimulatedWhatsApp:
    assert otklik.whatsapp is not None
    return otklik.whatsapp


class WhatsAppCrowd(Crowd):
    def __init__(self, otklik: Installation, size: int, name: str) -> None:
        """name: of nobody else, nor the beginning of another crowd's."""
        super().__init__(otklik, 0, name)
        self.whatsapp = whatsapp_of(otklik)
        names = [f"{name}-{n:03}" for n in range(size)]
        self.speakers = [Speaker(one, self.whatsapp.person(one)) for one in names]

    def write(self, rounds: int = 1) -> None:
        """Everybody writes once per round; all of it is typed in one go."""
        batch = []
        for _ in range(rounds):
            for speaker in self.speakers:
                speaker.said.append(f"{speaker.name} говорит {len(speaker.said)}.")
                batch.append({"person": speaker.person["id"], "text": speaker.said[-1]})
        self.whatsapp.batch(batch)

    def received(self, speaker: Speaker, answers: dict[str, str]) -> int:
        """How often."""
        return self.whatsapp.texts(speaker.person).count(answers[speaker.name])

    def greeted_wrongly(self) -> list[str]:
        """Who was not told the number of their ticket exactly once."""
        told = {one.name: [text for text in self.whatsapp.texts(one.person) if "№" in text] for one in self.speakers}
        return [f"{name} was told {len(texts)} times: {texts}" for name, texts in told.items() if len(texts) != 1]
