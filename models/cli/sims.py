"""`python -m models sim …`: whose SIMs are, where several organisations are served."""

from argparse import Namespace

from sqlalchemy import Connection

from models.actions.reach import sims
from models.cli.answers import group, refuse
from models.cli.command_line import Groups
from models.db import Database
from models.queries.modems import modems_in_use, sim_owners
from models.queries.organisations import organisations
from models.settings import Settings


def add(groups: Groups) -> None:
    what = group(groups, "sim", "SIM cards, and whose they are")
    shown = what.add_parser("list", help="SIMs in the modems and the organisations that they serve")
    shown.set_defaults(command=_show)
    give = what.add_parser("give", help="a SIM hears and sends for one organisation alone")
    give.add_argument("sim", metavar="IMSI")
    give.add_argument("organisation", metavar="ORGANISATION", help="organisation.id of its regulation")
    give.set_defaults(command=_give)
    share = what.add_parser("share", help="all organisations use the SIM: an answer goes to whoever wrote last")
    share.add_argument("sim", metavar="IMSI")
    share.set_defaults(command=_share)


def _show(_options: Namespace, settings: Settings) -> int:
    with Database(settings.database).read() as tx:
        owners, names = sim_owners(tx), {one.id: one.key for one in organisations(tx)}
        found = _in_modems(tx)
    if not found and not owners:
        print("No modem has told its SIM yet.")
    for sim in sorted({*found, *owners}):
        owner = names[owners[sim]] if sim in owners else "shared"
        print(f"{sim}  {owner}  {found.get(sim, 'in no modem now')}")
    return 0


def _in_modems(tx: Connection) -> dict[str, str]:
    """By SIM, the modem."""
    return {one.sim: one.name for one in modems_in_use(tx) if one.sim}


def _give(options: Namespace, settings: Settings) -> int:
    with Database(settings.database).write(durable=True) as tx:
        ids = {one.key: one.id for one in organisations(tx)}
        if options.organisation not in ids:
            allowed = ", ".join(ids) or "none yet: adopt a regulation first"
            return refuse(f"organisation: found {options.organisation!r}; allowed: {allowed}")
        if not options.sim.isdigit():
            return refuse(f"IMSI: found {options.sim!r}; allowed: the digits that `sim list` shows")
        sims.give(tx, options.sim, ids[options.organisation])
        here = _in_modems(tx)
    print(f"{options.sim} serves {options.organisation} alone.")
    if options.sim not in here:
        print(f"It is in no modem now; those that are: {', '.join(here) or 'none'}")
    return 0


def _share(options: Namespace, settings: Settings) -> int:
    with Database(settings.database).write(durable=True) as tx:
        owned, here = sim_owners(tx), _in_modems(tx)
        if options.sim not in owned and options.sim in here:
            return refuse(f"{options.sim} belongs to nobody: it is shared already.")
        if options.sim not in owned:
            allowed = ", ".join(sorted({*owned, *here})) or "none yet, as no modem has told its SIM"
            return refuse(f"IMSI: found {options.sim!r}; allowed: {allowed}")
        sims.share(tx, options.sim)
    print(f"{options.sim} is shared.")
    return 0
