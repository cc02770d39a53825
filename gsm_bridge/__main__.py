"""`python -m gsm_bridge`: serves the modems named in GSM_MODEM_DEVICE until INT or TERM."""

import sys

from gsm_bridge.core import Core
from gsm_bridge.witness import DatabaseWitness
from models import logs
from models.clock import Clock
from models.db import Database
from models.readiness import announce_ready
from models.settings import read_settings


def main() -> int:
    logs.set_up("gsm_bridge")
    settings = read_settings()
    devices = settings.modem_devices
    if not devices:
        print("GSM_MODEM_DEVICE is not set: see .env.example and docs/gsm.md", file=sys.stderr)
        return 2
    core = Core(devices, DatabaseWitness(Database(settings.database, "gsm_bridge"), Clock(), settings))
    # a modem that is missing or slow must not hold up the others' start
    announce_ready("gsm_bridge")
    core.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
