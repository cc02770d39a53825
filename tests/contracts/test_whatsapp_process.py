"""The simulated WhatsApp remembers over kill -9: people, messages, files, windows, and what was not told yet."""

from pathlib import Path

from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_whatsapp import SimulatedWhatsApp, file


def test_a_killed_simulator_goes_on_where_it_was(tmp_path: Path) -> None:
    simulator = SimulatedWhatsApp(tmp_path / "state")
    with WebhookListener(simulator.verify_token) as heard:
        simulator.start()
        simulator.webhook(heard.url)
        simulator.template("leave", "Есть ответ")
        anna = simulator.person("Анна")
        heard.answers.append(500)
        first = simulator.types(anna, "Здравствуйте")["id"]
        simulator.types(anna, document=file(b"%PDF", "акт.pdf"))
        sent = simulator.sends(anna, "text", {"body": "Смотрим"})
        simulator.wait_for(lambda: len(heard.messages()) >= 2 and heard.bodies)
        simulator.kill()
        simulator.start()
        simulator.repeats_webhooks()
        simulator.all_told()
        assert "Здравствуйте" in [one["text"]["body"] for one in heard.messages() if one["type"] == "text"]
        assert [one["text"] for one in simulator.messages(anna)] == ["Здравствуйте", "", "Смотрим"]
        media = next(one["document"]["id"] for one in heard.messages() if one["type"] == "document")
        assert simulator.file(media) == b"%PDF"
        assert simulator.chat(anna)["window_open"]
        after = [simulator.sends(anna, "text", {"body": str(n)}) for n in range(3)]
        assert len({first, sent, *after}) == 5
        simulator.stop()
