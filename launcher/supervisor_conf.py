"""supervisord's configuration, written anew at every start."""

import os
import shlex

from launcher.program import Folders, Program, ProgramSet, StopOrder, dying_with_parent


def render_conf(program_set: ProgramSet, folders: Folders) -> str:
    """One [group] per stop order: supervisord stops groups one after another, members of a group together."""
    sections = [_supervisord(folders)]
    for order in StopOrder:
        members = [program for program in program_set.programs if program.stop_order is order]
        if members:
            names = ",".join(program.name for program in members)
            sections.append(f"[group:{order.name.lower()}]\nprograms={names}\npriority={order.value}\n")
            sections.extend(_program(program, folders) for program in members)
    return "\n".join(sections)


def _literal(text: object) -> str:
    """supervisord expands %(NAME)s everywhere."""
    return str(text).replace("%", "%%")


def _supervisord(folders: Folders) -> str:
    lines = [
        "[supervisord]",
        "nodaemon=true",
        f"logfile={_literal(folders.log_of('supervisord'))}",
        "logfile_maxbytes=1MB",
        "logfile_backups=1",
        f"pidfile={_literal(folders.run / 'supervisord.pid')}",
        f"childlogdir={_literal(folders.logs)}",
        "nocleanup=true",
    ]
    if os.geteuid() == 0:
        lines.append("user=root")  # otherwise it warns at every start
    return "\n".join(lines) + "\n"


def _program(program: Program, folders: Folders) -> str:
    command = dying_with_parent(program.command, folders.starts / program.name)
    lines = [
        f"[program:{program.name}]",
        f"command={_literal(shlex.join(command))}",
        "autorestart=true",
        # 0: it never counts as failed for good; die_with_parent holds back what dies young
        "startsecs=0",
        "startretries=1000000",
        "stopsignal=TERM",
        f"stopwaitsecs={program.stop_seconds}",
        "killasgroup=true",
        "redirect_stderr=true",
        # twice: supervisord 4.3 expands the names of log files twice
        f"stdout_logfile={_literal(_literal(folders.log_of(program.name)))}",
        "stdout_logfile_maxbytes=10MB",
        "stdout_logfile_backups=3",
    ]
    return "\n".join(lines) + "\n"
