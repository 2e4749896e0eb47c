"""What a timer runs: the command with absolute paths, as whom, where it writes; and whether that user can."""

import grp
import os
import pwd
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drift.errors import ScheduleError
from drift.model.settings import Environment, Settings
from drift.schedule.every import Every

STATE = Path("/var/lib/container-drift")
"""Of system units: systemd makes it for the service's user."""
PASSED_ON = (
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "DOCKER_CONFIG",
    "DOCKER_TLS_VERIFY",
    "DOCKER_CERT_PATH",
    "DRIFT_KEY_FILE",
    "DRIFT_HOST_FILES",
    "DRIFT_HOST_ROOT",
)
"""Variables that say which engine is read and how: a scheduled run must mean the same. None of them is a secret."""
DOCKER_SOCKET = "unix:///var/run/docker.sock"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options say."""

    every: Every
    env: str | None
    config: Path | None
    db: Path
    user: str = ""
    """Whom a system service or a line of cron runs as; "" for a user of systemd's own, or who installs it."""


@dataclass(frozen=True, slots=True)
class Plan:
    every: Every
    command: tuple[str, ...]
    folder: str
    """Where it runs, "" for nowhere in particular."""
    variables: Mapping[str, str]
    user: str
    reads: tuple[Path, ...]
    """Files and folders that it needs."""
    writes: tuple[Path, ...]
    """Folders."""
    sockets: tuple[Path, ...] = ()
    """Of engines on this machine."""
    asks_ssh: bool = False
    recipients: tuple[str, ...] = field(default=())
    """Variables that have addresses: to be set where it runs."""


def planned(
    wanted: Wanted, settings: Settings, environments: Sequence[Environment], environ: Mapping[str, str]
) -> Plan:
    from drift.policy.addresses import variable_of

    program = _program()
    config = wanted.config.absolute() if wanted.config else None
    options = [("--env", wanted.env), ("--config", config), ("--db", wanted.db.absolute())]
    words = [word for name, value in options if value for word in (name, str(value))]
    publish = settings.publish
    files = [*publish.reports, *([publish.metrics] if publish.metrics else [])]
    folders = [wanted.db.absolute().parent, *(Path(one).absolute().parent for one in files)]
    folders += [Path(publish.site).absolute()] if publish.site else []
    hosts = [host for one in environments for host in one.hosts or [environ.get("DOCKER_HOST") or DOCKER_SOCKET]]
    notify_file = [Path(settings.notify.file).absolute()] if settings.notify.file else []
    return Plan(
        every=wanted.every,
        command=(*program, "scan", "--publish", "--quiet", *words),
        folder=str(config.parent) if config else "",
        variables={name: environ[name] for name in PASSED_ON if environ.get(name)},
        user=wanted.user,
        reads=_with_targets([Path(program[0]), Path(sys.executable), *([config] if config else []), *notify_file]),
        writes=tuple(dict.fromkeys(folders)),
        sockets=tuple(dict.fromkeys(Path(one.removeprefix("unix://")) for one in hosts if one.startswith("unix://"))),
        asks_ssh=any(one.startswith(("ssh://", "context:")) for one in hosts),
        recipients=tuple(filter(None, map(variable_of, settings.notify.to))),
    )


def _program() -> tuple[str, ...]:
    """As it was started now, where that is a file of its own."""
    started = Path(sys.argv[0])
    if started.name == "drift" and os.access(started, os.X_OK):
        return (str(started.absolute()),)
    return (sys.executable, "-m", "drift")


def _with_targets(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Each, and what it is a link to: Python is one in a virtual environment."""
    return tuple(dict.fromkeys(one for path in paths for one in (path, path.resolve())))


def groups_of(sockets: Sequence[Path]) -> list[str]:
    """Whose members may open them. What is not there yet is taken for Docker's, where the group is."""
    names = set()
    for one in sockets:
        try:
            names.add(grp.getgrgid(one.stat().st_gid).gr_name)
        except (OSError, KeyError):
            names |= {each.gr_name for each in grp.getgrall() if each.gr_name == "docker"}
    return sorted(names - {"root"})


def obstacles(made: Plan, user: str, given: Path | None = None) -> Iterator[str]:
    """What a user cannot read or write that the plan needs; "" is one that systemd makes up. `given` is a folder that is made for it."""
    who = _Who.named(user)
    for path in made.reads:
        if not who.reaches(path.parent) or not who.may(path, stat.S_IROTH):
            yield f"cannot read {str(path)!r}"
    for path in made.writes:
        if path != given and not (who.reaches(path.parent) and who.may(path, stat.S_IWOTH | stat.S_IXOTH)):
            yield f"cannot write into {str(path)!r}"
    if made.asks_ssh and not user:
        yield "has no home, so no keys for ssh and no contexts of docker"


@dataclass(frozen=True, slots=True)
class _Who:
    uid: int
    gids: frozenset[int]

    @classmethod
    def named(cls, name: str) -> "_Who":
        if not name:
            return cls(-1, frozenset())
        try:
            entry = pwd.getpwnam(name)
        except KeyError as error:
            raise ScheduleError(f"--as {name!r}: there is no such user", remedy="name one of getent passwd") from error
        return cls(entry.pw_uid, frozenset(os.getgrouplist(name, entry.pw_gid)))

    def reaches(self, folder: Path) -> bool:
        return all(self.may(one, stat.S_IXOTH) for one in (folder, *folder.parents))

    def may(self, path: Path, bits: int) -> bool:
        """`bits` as others have them. Root reads everything here and writes what is its own, as its service has no other right."""
        try:
            status = path.stat()
        except OSError:
            return False
        if self.uid == 0 and not bits & stat.S_IWOTH:
            return True
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid in self.gids else 0
        return status.st_mode & (bits << shift) == bits << shift
