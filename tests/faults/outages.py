"""What the tests of outages share: a whole Otklik on a PostgreSQL of its own, and what a monitor would see."""

import json
import urllib.request
from urllib.error import HTTPError

from tests.installation import Installation, Wire


def health(otklik: Installation) -> tuple[int, Wire]:
    """Status and JSON of /health; status 0: nobody answers."""
    try:
        with urllib.request.urlopen(f"{otklik.http_url}/health", timeout=20) as response:
            return response.status, json.load(response)
    except HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)
    except OSError:
        return 0, {}
