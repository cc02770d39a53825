"""The simulator with the businesses of a file, as `make run` starts it: secrets stand on no command line."""

import hashlib
import hmac
import json
from pathlib import Path

from launcher.simulated_whatsapp import Business, SimulatedNumber
from launcher.simulated_whatsapp import SimulatedWhatsApp as Simulated
from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_whatsapp import SimulatedWhatsApp


class FromFile(SimulatedWhatsApp):
    def __init__(self, state: Path, file: Path) -> None:
        super().__init__(state, token="EAAsimulated")
        self.file_of_businesses = file

    def command(self) -> list[str]:
        listen = ["--listen", f"127.0.0.1:{self.port}", "--state", str(self.state)]
        return ["simulators", "whatsapp", *listen, "--businesses", str(self.file_of_businesses)]


def business(key: str, secret: str) -> Business:
    number = SimulatedNumber(f"100{len(key)}", f"7900000010{len(key)}", f"Служба {key}", "")
    return Business(key, f"EAAsimulated{key}", secret, f"word of {key}", (number,))


def test_each_business_has_its_numbers_and_its_secret_of_this_start(tmp_path: Path) -> None:
    file = tmp_path / "run" / "whatsapp.json"
    with WebhookListener("") as listener:
        for secret in ("first", "second"):
            Simulated(0, (business("", secret), business("ACME", secret)), listener.url).write(file)
            with FromFile(tmp_path / "state", file) as whatsapp:
                numbers = whatsapp.get("/control/numbers")["numbers"]
                shown = [(one["id"], one["display"], one["verified_name"]) for one in numbers]
                assert shown == [("1000", "79000000100", "Служба "), ("1004", "79000000104", "Служба ACME")]
                vera = whatsapp.person(f"Вера {secret}")
                whatsapp.types(vera, "Не работает", number="1004")
                whatsapp.wait_for(lambda: listener.bodies)
                body, signature = listener.bodies.pop()
                assert signature == f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
                [entry] = json.loads(body)["entry"]
                assert entry["changes"][0]["value"]["metadata"]["phone_number_id"] == "1004"
