"""What cron is given (crontab(5)): a file of our own as root, else a marked block among a user's own lines, which stay as they are."""

from collections.abc import Iterator

from drift.errors import ScheduleError
from drift.schedule.interface import head
from drift.schedule.plan import Plan
from drift.schedule.quoting import cron_command

BEGIN = b"# BEGIN container-drift: "
LONGEST = 998
"""Bytes of a command (MAX_COMMAND of cron.h, with its end)."""
END = b"# END container-drift"


def command(plan: Plan) -> str:
    """For sh. Its folder and its variables are in it: a setting of its own would hold for the lines of others below it, too."""
    words = [*(f"{name}={value}" for name, value in plan.variables.items()), *plan.command]
    run = cron_command(["env", *words] if plan.variables else words)
    line = f"cd {cron_command([plan.folder])} && {run}" if plan.folder else run
    if len(line.encode()) > LONGEST:
        raise ScheduleError(
            f"cron takes no command of more than {LONGEST} bytes", remedy="use shorter paths, or systemd"
        )
    return line


def file_of_root(plan: Plan) -> str:
    return f"# {head(plan.every)}\n{plan.every.fields} {plan.user or 'root'} {command(plan)}\n"


def block(plan: Plan) -> bytes:
    lines = [BEGIN + head(plan.every).encode(), f"{plan.every.fields} {command(plan)}".encode(), END]
    return b"".join(line + b"\n" for line in lines)


def block_in(crontab: bytes) -> bytes | None:
    """Ours, where it is there. ScheduleError where somebody took a half of it away."""
    begins, ends = ([at for at, line in _lines(crontab) if line.startswith(mark)] for mark in (BEGIN, END))
    if not begins and not ends:
        return None
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        raise ScheduleError(
            "the block of container-drift in the crontab is not whole",
            remedy="take what is left of it away: crontab -e",
        )
    stop = crontab.find(b"\n", ends[0])
    return crontab[begins[0] : len(crontab) if stop < 0 else stop + 1]


def with_block(crontab: bytes, ours: bytes) -> bytes:
    """In the place of the one that is there, else at the end."""
    there = block_in(crontab)
    if there is not None:
        return crontab.replace(there, ours)
    gap = b"" if not crontab or crontab.endswith(b"\n") else b"\n"
    return crontab + gap + ours


def without_block(crontab: bytes) -> bytes:
    there = block_in(crontab)
    return crontab if there is None else crontab.replace(there, b"")


def _lines(crontab: bytes) -> Iterator[tuple[int, bytes]]:
    """Each with where it begins."""
    at = 0
    for line in crontab.split(b"\n"):
        yield at, line
        at += len(line) + 1
