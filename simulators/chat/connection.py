"""The control API as the terminal uses it."""

import base64
import http.client
import json
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

Wire = dict[str, Any]


class Refused(Exception):
    """The simulator did not do what was asked; the text says why."""


class Usage(Exception):
    """The command was given wrongly; the text shows how it is meant."""


class Connection:
    """One request, one connection: a person types slowly. Raises OSError when no simulator answers."""

    def __init__(self, url: str, bot: str = "") -> None:
        """bot: number or @name of the one that people write to; empty: the first."""
        self._bot = bot.removeprefix("@")
        self._bot_id = 0
        address = urlsplit(url)
        self._host = address.hostname or "127.0.0.1"
        self._port = address.port or 80
        self.seen = 0

    def get(self, path: str, **query: Any) -> Wire:
        return self._request("GET", f"{path}?{urlencode(query)}")

    def post(self, path: str, **value: Any) -> Wire:
        return self._request("POST", path, value)

    def put(self, path: str, **value: Any) -> Wire:
        return self._request("PUT", path, value)

    def news(self, seconds: float) -> list[Wire]:
        """What happened since the last call; waits so long for the first thing."""
        answer = self.get("/control/events", since=self.seen or "now", timeout=seconds)
        self.seen = answer["last"]
        events: list[Wire] = answer["events"]
        return [event for event in events if event.get("chat_id", 0) < 0 or self._is_ours(event)]

    def _is_ours(self, event: Wire) -> bool:
        """Each bot has private chats of its own."""
        if "bot_id" not in event:
            return True
        if not self._bot_id:
            bots = self.get("/control/bots")["bots"]
            named = [bot for bot in bots if self._bot in ("", str(bot["id"]), bot["username"])]
            self._bot_id = named[0]["id"] if named else -1
        return bool(event["bot_id"] == self._bot_id)

    def _request(self, verb: str, path: str, value: Wire | None = None) -> Wire:
        if self._bot and path.startswith("/control/chats/"):
            path += f"{'&' if '?' in path else '?'}bot={self._bot}"
        connection = http.client.HTTPConnection(self._host, self._port, timeout=90)
        try:
            body = None if value is None else json.dumps(value).encode()
            connection.request(verb, path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer: Wire = json.loads(response.read())
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()
        if response.status >= 400:
            raise Refused(str(answer.get("error", answer)))
        return answer


def file_field(path: str) -> Wire:
    """Raises OSError when it can't be read."""
    file = Path(path).expanduser()
    encoded = base64.b64encode(file.read_bytes()).decode()
    mime_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return {"file_name": file.name, "mime_type": mime_type, "content_base64": encoded}
