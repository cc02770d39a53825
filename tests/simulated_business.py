"""The WhatsApp simulator as a process, and the businesses in it: accounts, numbers, templates, webhooks, the wire."""

import json
import secrets
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tests.simulator_process import ControlledProcess, Wire

WHATSAPP_TOKEN = "EAAsimulatedTokenOfOtklik0123456789"
PHONE_ID = "106540352242922"


class WhatsAppRefused(AssertionError):
    """The Cloud API answered with an error; `code` and `details` are of its body."""

    def __init__(self, status: int, error: Wire) -> None:
        super().__init__(f"{status}: {error}")
        self.status, self.error, self.code = status, error, int(error["code"])
        self.details = str(error.get("error_data", {}).get("details", ""))


class SimulatedBusiness(ControlledProcess):
    """One account of the simulator: by default the one that it starts with."""

    def __init__(
        self, state: Path, *, token: str = WHATSAPP_TOKEN, phone_ids: tuple[str, ...] = (PHONE_ID,), port: int = 0
    ) -> None:
        super().__init__(state, port)
        self.token = token
        self.phone_ids = phone_ids
        self.app_secret = secrets.token_hex(16)
        self.verify_token = secrets.token_hex(8)
        self.names: tuple[str, ...] = ()  # under which a proxy leads here
        self.roles: tuple[str, ...] = ()  # of its numbers, in their order, as the product is told of them

    @classmethod
    def at(cls, url: str, token: str = WHATSAPP_TOKEN) -> Self:
        """A simulator that somebody else runs."""
        whatsapp = cls(Path(), token=token, port=urlsplit(url).port or 80)
        whatsapp.url = url.rstrip("/")
        account = whatsapp.account()
        whatsapp.app_secret, whatsapp.verify_token = account["app_secret"], account["verify_token"]
        numbers = whatsapp.get("/control/numbers")["numbers"]
        whatsapp.phone_ids = tuple(one["id"] for one in numbers if one["account_id"] == account["id"])
        return whatsapp

    def command(self) -> list[str]:
        command = ["simulators", "whatsapp", "--listen", f"127.0.0.1:{self.port}", "--state", str(self.state)]
        command += ["--token", self.token, "--app-secret", self.app_secret, "--verify-token", self.verify_token]
        command += [part for phone_id in self.phone_ids for part in ("--phone-id", phone_id)]
        return command + [part for name in self.names for part in ("--name", name)]

    # -- who exists

    @property
    def phone_id(self) -> str:
        """Of the first number."""
        return self.phone_ids[0]

    def settings(self) -> dict[str, str]:
        """What the product is told of the first number, or of those that have roles."""
        several = ", ".join(f"{role}={number}" for role, number in zip(self.roles, self.phone_ids, strict=False))
        signing = {"APP_SECRET": self.app_secret, "VERIFY_TOKEN": self.verify_token}
        named = {
            "API_URL": self.url,
            "TOKEN": self.token,
            "PHONE_ID": several or self.phone_id,
            "RATE_LIMITS": "none",
        }
        return {f"WHATSAPP_{name}": value for name, value in (named | signing).items()}

    def account(self) -> Wire:
        found: list[Wire] = self.get("/control/accounts")["accounts"]
        return next(account for account in found if account["token"] == self.token)

    def other_account(self, **fields: Any) -> Wire:
        """Of another business: token, app_secret, verify_token, name, callback_url."""
        return self.post("/control/accounts", **fields)

    def change_account(self, **fields: Any) -> Wire:
        """token, expired=True, refusal=131031 (of every send), app_secret, verify_token, callback_url, subscribed."""
        changed = self._json("PATCH", f"/control/accounts/{self.account()['id']}", fields)
        self.token = changed["token"]
        return changed

    def number(self, **fields: Any) -> Wire:
        """A further number: id, display, verified_name, account, quality_rating, allowed=["79…"]."""
        return self.post("/control/numbers", **{**self._mine(), **fields})

    def change_number(self, number: str = "", **fields: Any) -> Wire:
        return self._json("PATCH", f"/control/numbers/{number or self.phone_id}", fields)

    def template(self, name: str, body: str = "", **fields: Any) -> Wire:
        """language ("ru"), category ("UTILITY"), status, buttons=["Да"], components=[…] in place of body."""
        words = {"body": body} if body else {}
        return self.post("/control/templates", name=name, **{**self._mine(), **words, **fields})

    # -- webhooks

    def webhook(self, url: str, verify_token: str | None = None) -> Wire:
        """Set as in the app's settings, after a challenge. Returns {"verified", "status", "body"}."""
        answer = self.post(
            "/control/webhook", url=url, verify_token=verify_token or self.verify_token, **self._mine()
        )
        assert answer["verified"] or verify_token is not None, answer
        return answer

    def no_webhook(self) -> None:
        self.post("/control/webhook", url="", **self._mine())

    def _mine(self) -> Wire:
        return {"account": self.token}

    def webhooks(self) -> Wire:
        """waiting: not answered with 200 yet (`body`, `attempts`); tried: the last attempts and their answers."""
        return self.get(f"/control/webhooks?account={self.token}")

    def all_told(self, seconds: float = 60) -> None:
        """Waits until every webhook was answered with 200."""
        self.wait_for(lambda: not self.webhooks()["waiting"], seconds)

    def posts_webhook(self, **fields: Any) -> Wire:
        """payload (an object, or any text), or value and field; well signed. items=[{"part", "body", "contact"}]."""
        return self.post("/control/webhooks", **self._mine(), **fields)

    def repeats_webhooks(self) -> None:
        """Whatever was refused comes again now, not after its pause."""
        self.post("/control/webhooks/retry")

    def tells_status(self, message: "Wire | str", status: str, code: int = 131026) -> None:
        """sent, delivered, read, played; failed with a code."""
        fields: Wire = {"code": code} if status == "failed" else {}
        self.post("/control/statuses", **named(message), status=status, **fields)

    # -- the wire

    def api(self, verb: str, path: str, value: Wire | None = None, *, token: str | None = None) -> Wire:
        """A bare call of the Graph API below its version, as the business. Raises WhatsAppRefused."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.token}"}
        body = None if value is None else json.dumps(value).encode()
        status, content = self._asked(verb, f"/v23.0/{path}", body, headers)
        answer: Wire = json.loads(content)
        if status >= 400:
            raise WhatsAppRefused(status, answer["error"])
        return answer

    def sends(self, person: Wire, kind: str, content: Any, **fields: Any) -> str:
        """A message of the first number to the person's BSUID: sends(anna, "text", {"body": "…"}); its wamid."""
        message = {"messaging_product": "whatsapp", "type": kind, kind: content, **fields}
        named = {} if "to" in fields else {"recipient": person["user_id"]}
        answer = self.api("POST", f"{self.phone_id}/messages", {**named, **message})
        return str(answer["messages"][0]["id"])


def named(message: "Wire | str | None") -> Wire:
    if message is None:
        return {}
    return {"message_id": message if isinstance(message, str) else message["id"]}
