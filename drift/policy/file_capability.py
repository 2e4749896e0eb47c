"""The extended attribute security.capability, by the names of what it grants (capabilities(7), linux/capability.h)."""

import struct

NAMES = (
    *("chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap"),
    *("linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner"),
    *("sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice"),
    *("sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap"),
    *("mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf"),
    "checkpoint_restore",
)
"""By bit."""
_WORDS = struct.Struct("<5I")
"""A word of flags, then permitted and inheritable, their lower 32 bits before the upper ones."""


def granted(value: str) -> str:
    """As in "cap_net_raw, cap_setuid" of the attribute in hexadecimal digits; "" where it is another form, or grants nothing."""
    try:
        _, low, low_inheritable, high, high_inheritable = _WORDS.unpack_from(bytes.fromhex(value))
    except (ValueError, struct.error):
        return ""
    bits = (low | low_inheritable) | (high | high_inheritable) << 32
    return ", ".join(f"cap_{name}" for bit, name in enumerate(NAMES) if bits >> bit & 1)
