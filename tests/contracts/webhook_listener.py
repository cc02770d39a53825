"""A small server on loopback that takes webhooks of a Cloud API, remembers their bytes and answers as it is told."""

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Wire = dict[str, Any]


class WebhookListener:
    def __init__(self, verify_token: str) -> None:
        """answers: the statuses of the next posts; 200 when it is empty."""
        self.verify_token = verify_token
        self.bodies: list[tuple[bytes, str]] = []  # with the signature
        self.answers: deque[int] = deque()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                right = query.get("hub.verify_token") == listener.verify_token
                self._answer(200 if right else 403, query.get("hub.challenge", "") if right else "no")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = listener.answers.popleft() if listener.answers else 200
                listener.bodies.append((body, self.headers.get("X-Hub-Signature-256", "")))
                self._answer(status, "")

            def _answer(self, status: int, text: str) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/whatsapp"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # -- what came, with repetitions

    def values(self, field: str = "messages") -> list[Wire]:
        return [
            change["value"]
            for body, _ in list(self.bodies)
            for entry in json.loads(body).get("entry", [])
            for change in entry["changes"]
            if change["field"] == field
        ]

    def messages(self) -> list[Wire]:
        return [message for value in self.values() for message in value.get("messages", [])]

    def statuses(self, message_id: str = "") -> list[Wire]:
        found = [status for value in self.values() for status in value.get("statuses", [])]
        return [status for status in found if message_id in ("", status["id"])]

    def steps(self, message_id: str) -> list[str]:
        return [status["status"] for status in self.statuses(message_id)]
