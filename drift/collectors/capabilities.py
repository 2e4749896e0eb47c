"""Capabilities as they differ from an engine's default: CHOWN, not CAP_CHOWN (capabilities(7))."""

from collections.abc import Iterable

DOCKER = frozenset({
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
})  # fmt: skip
"""Docker's default."""

PODMAN = DOCKER - {"AUDIT_WRITE", "MKNOD", "NET_RAW"}
"""Podman's own default; over the Docker API it gives Docker's (measured, 4.3)."""

ALL = DOCKER | {
    "AUDIT_CONTROL", "AUDIT_READ", "BLOCK_SUSPEND", "DAC_READ_SEARCH", "IPC_LOCK", "IPC_OWNER", "LEASE",
    "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "NET_ADMIN", "NET_BROADCAST", "SYSLOG", "SYS_ADMIN", "SYS_BOOT",
    "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG",
    "WAKE_ALARM",
}  # fmt: skip
"""What every kernel since 3.16 has; later ones are not needed to recognise ALL."""

EVERY = ["ALL"]


def names(capabilities: Iterable[str]) -> set[str]:
    return {name.upper().removeprefix("CAP_") for name in capabilities}


def added_and_dropped(add: Iterable[str], drop: Iterable[str]) -> tuple[list[str], list[str]]:
    """What differs from the default, sorted: adding what is there and dropping what is not there are no difference.

    Docker says ALL as it was asked; Podman lists what ALL came to (measured, 4.3): both are ["ALL"] here.
    """
    added, dropped = names(add), names(drop)
    if "ALL" in dropped:
        kept = added & DOCKER
        return sorted(added - DOCKER - {"ALL"}), sorted(DOCKER - kept) if kept else EVERY
    if "ALL" in added or added | DOCKER >= ALL:
        return EVERY, sorted(dropped - added - {"ALL"})
    return sorted(added - DOCKER), EVERY if dropped >= PODMAN else sorted(dropped & DOCKER)
