"""What to do, as a line that one can paste: a command, an option of docker run, an instruction of a Dockerfile. Else in the rule's own words.

What stands after `#` is for the person: shells and Dockerfiles take it for a comment. Names are hostile until they are quoted.
"""

import re
import shlex

from drift.model.canonical import Document, to_bytes
from drift.model.changes import Change, ChangeType, Relation
from drift.model.coverage import TAG
from drift.model.findings import Finding, Severity
from drift.model.records import RUNS_AS, Kind
from drift.policy.rules.interface import Context
from drift.policy.wording import LONGEST

_MADE_ANEW = frozenset(
    {
        *(Kind.FILES, Kind.PACKAGES, Kind.LIBRARIES, Kind.SCRIPTS, Kind.ACCOUNTS, Kind.CERTIFICATES, Kind.SCHEDULES),
        *(Kind.VERIFICATION, Kind.DECLARED),
    }
)
"""What a container has from its image, and gets back with the next one."""
_PLAIN = re.compile(r"[ -~]*\Z")
_MODE = re.compile("[0-7]{4}")


def remedy_of(finding: Finding, change: Change, context: Context) -> str:
    command = _command(finding, change, context)
    return f"{command}  # {_comment(finding.remedy)}" if command else finding.remedy


def _command(finding: Finding, change: Change, context: Context) -> str:
    evidence = context.evidence
    if change.alone:
        return ""  # the image has it: a container made anew has it, too
    if finding.severity is Severity.INFO:
        return ""  # nothing to be done
    if change.kind is Kind.COVERAGE:
        return f"image: {shlex.quote(evidence.pinned())}" if change.key == TAG and evidence.pinned() else ""
    if context.relation is Relation.CONTAINER_IMAGE and "recreate" in finding.remedy.lower():
        return evidence.recreate() if change.kind in _MADE_ANEW and change.key != RUNS_AS else ""
    match change.kind:
        case Kind.ENV:
            return _variable(change)
        case Kind.FILES if context.relation is not Relation.CONTAINER_IMAGE:
            return _dockerfile(change)
        case _:
            return ""


def _variable(change: Change) -> str:
    """For docker run; the value of the side that has one, where it is short and no secret."""
    if change.change is ChangeType.ADDED or not re.fullmatch(r"[A-Za-z_]\w*", change.key, re.ASCII):
        return ""
    value = (change.before or {}).get("value")
    known = isinstance(value, str) and 0 < len(value) <= LONGEST and _PLAIN.match(value)
    return f"docker run -e {quoted(f'{change.key}={value}') if known else f'{change.key}=…'} …"


def _dockerfile(change: Change) -> str:
    """Of rights alone: what is in a file no line of a Dockerfile says."""
    before, after = change.before or {}, change.after or {}
    if change.change is not ChangeType.CHANGED or before.get("type") != after.get("type"):
        return ""
    if _owner(before) and _owner(before) != _owner(after):
        return f"RUN chown {_owner(before)} {quoted(change.key)}"
    mode = str(before.get("mode"))
    if mode != after.get("mode") and _MODE.fullmatch(mode):
        return f"RUN chmod {mode} {quoted(change.key)}"
    return ""


def _owner(side: Document) -> str:
    uid, gid = side.get("uid"), side.get("gid")
    return f"{uid}:{gid}" if isinstance(uid, int) and isinstance(gid, int) else ""


def quoted(text: str) -> str:
    """As one word of a shell, on one line, whatever is in it."""
    if _PLAIN.match(text):
        return shlex.quote(text)
    return "$'" + "".join(_escaped(byte) for byte in to_bytes(text)) + "'"


def _escaped(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F and chr(byte) not in "'\\" else f"\\x{byte:02x}"


def _comment(text: str) -> str:
    """A rule's own words on one line, beginning small as a comment does."""
    line = " ".join(text.split())
    return line[:1].lower() + line[1:] if line[1:2].islower() else line
