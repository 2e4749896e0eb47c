"""How much a file matters, by what it is for and who owns it."""

from drift.model.changes import Change
from drift.model.findings import Severity
from drift.policy.aspects import FileChange
from drift.policy.paths import FileClass

PURL = "pkg:"
_BY_CLASS = {
    FileClass.STATE: Severity.LOW,
    FileClass.OTHER: Severity.MEDIUM,
}
VARIES = (
    "medium for files that are no program, library, configuration or part of a package; low where programs keep state"
)


def weight(file: FileChange, change: Change) -> Severity:
    """High for programs, libraries, code, configuration and what a package owns."""
    found = _BY_CLASS.get(file.file_class, Severity.HIGH)
    return Severity.HIGH if found is Severity.MEDIUM and owner(change) else found


def owner(change: Change) -> str:
    """Key of the package that owns it, "" where none is known."""
    return change.explained if change.explained.startswith(PURL) else ""


def owned_by(change: Change) -> str:
    """The attribution of a file that a package owns, "" for any other."""
    return f"belongs to {package_name(owner(change))}" if owner(change) else ""


def package_name(key: str) -> str:
    """As in "openssl" of pkg:deb/debian/openssl; "requests in /usr/lib/python3/dist-packages" where the key has a root."""
    purl, _, root = key.partition("#")
    parts = purl.removeprefix(PURL).split("/")
    grouped = len(parts) > 2 and parts[0] not in ("deb", "rpm", "apk", "alpm")
    name = "/".join(parts[1:]) if grouped else parts[-1]
    return f"{name} in {root}" if root else name
