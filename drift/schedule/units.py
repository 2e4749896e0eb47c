"""The service and the timer, hardened (systemd.exec(5)). A user's own manager cannot change mounts, so its service has less of it."""

from collections.abc import Iterator
from pathlib import Path

from drift import HOME
from drift.schedule.interface import head
from drift.schedule.plan import STATE, Plan, groups_of
from drift.schedule.quoting import unit_command, unit_line, unit_word

NAME = "drift-scan"
VARIABLES = "/etc/container-drift/environment"
"""Read by systemd as root, so it can be root's alone: addresses, DRIFT_KEY."""
USER_VARIABLES = "%E/container-drift/environment"
"""%E is a user's ~/.config."""
LONGEST = "30min"
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - where PrivateTmp= would hide what is needed

_EVERYWHERE = """\
NoNewPrivileges=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""
_SYSTEM = """\
DevicePolicy=closed
KeyringMode=private
PrivateDevices=yes
PrivateMounts=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
RemoveIPC=yes
"""
_NO_RIGHTS = "SystemCallFilter=~@privileged @resources"
"""Of one who reads no host and starts no ssh."""


def timer(plan: Plan) -> str:
    """Some seconds late, so that not all machines ask a registry at once."""
    delay = min(60, plan.every.minutes * 4)
    return "\n".join(
        [
            f"# {head(plan.every)}",
            "[Unit]",
            f"Description=Snapshots of the containers for drift, every {plan.every.spoken}",
            "",
            "[Timer]",
            f"OnCalendar={plan.every.calendar}",
            f"RandomizedDelaySec={delay}",
            "AccuracySec=1",
            "Persistent=yes",
            "",
            "[Install]",
            "WantedBy=timers.target",
            "",
        ]
    )


def service(plan: Plan, *, of_user: bool) -> str:
    return "\n".join([f"# {head(plan.every)}", *_lines(plan, of_user=of_user), ""])


def _lines(plan: Plan, *, of_user: bool) -> Iterator[str]:
    yield from ("[Unit]", "Description=Snapshots of the containers for drift")
    yield f"Documentation={HOME}"
    if not of_user:
        yield from ("After=network-online.target docker.service podman.socket", "Wants=network-online.target")
    yield from ("", "[Service]", "Type=oneshot", f"ExecStart={unit_command(plan.command)}")
    if plan.folder:
        yield f"WorkingDirectory={unit_line(plan.folder)}"
    for name, value in plan.variables.items():
        yield f"Environment={unit_word(f'{name}={value}')}"
    yield f"EnvironmentFile=-{USER_VARIABLES if of_user else VARIABLES}"
    yield from (f"TimeoutStartSec={LONGEST}", "UMask=0077", *_EVERYWHERE.splitlines())
    if not of_user:
        yield from _of_system(plan)


def _of_system(plan: Plan) -> Iterator[str]:
    yield from _SYSTEM.splitlines()
    yield from _as_root() if plan.user == "root" else _as_other(plan)
    places = [*plan.reads, *plan.writes, *([Path(plan.folder)] if plan.folder else [])]
    at_home = plan.asks_ssh or any(_below(one, _HOMES) for one in places)
    yield f"ProtectHome={'read-only' if at_home else 'yes'}"
    yield f"PrivateTmp={'no' if any(_below(one, _TEMPORARY) for one in places) else 'yes'}"
    if STATE in plan.writes:
        yield from (f"StateDirectory={STATE.name}", "StateDirectoryMode=0700")
    others = [one for one in plan.writes if one != STATE]
    if others:
        yield f"ReadWritePaths={' '.join(unit_word(str(one)) for one in others)}"


def _as_root() -> Iterator[str]:
    """To read any file, and the roots of other processes: the host route needs these two and no more."""
    yield from ("User=root", "CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_SYS_PTRACE")


def _as_other(plan: Plan) -> Iterator[str]:
    yield from ([f"User={unit_line(plan.user)}"] if plan.user else ["DynamicUser=yes", _NO_RIGHTS])
    groups = groups_of(plan.sockets)
    if groups:
        yield f"SupplementaryGroups={' '.join(groups)}"
    yield from ("CapabilityBoundingSet=", "ProtectProc=invisible")


def _below(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(one in (path, *path.parents) for one in folders)
