"""What `/health` of the set calls wrong, for whoever has just started it and looks at the terminal."""

import json
import urllib.request

_ANSWERS_WITHIN_SECONDS = 4.0
#: Under which names a server that listens everywhere is asked.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}


def health_url(listen: str) -> str:
    """listen: HTTP_LISTEN."""
    host, _, port = listen.rpartition(":")
    return f"http://{_EVERYWHERE.get(host, host)}:{port}/health"


def troubles_at(url: str) -> list[str]:
    """Empty: all is well, or nobody answers there."""
    # a proxy of the machine must not stand between us and ourselves; 503 has an answer too
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.HTTPHandler())
    try:
        with opener.open(url, timeout=_ANSWERS_WITHIN_SECONDS) as answer:
            told = json.load(answer)["troubles"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [str(one) for one in told] if isinstance(told, list) else []
