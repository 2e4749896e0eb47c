"""A file of a package is no longer what the package manager recorded when it installed it."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import package_name

GONE = {"expected": "file", "found": "absent"}
FIELDS = ("type", "digest", "size", "mode")


def _together(_key: str) -> str:
    return "files of packages"


RULE = Rule(
    id="package-file-altered",
    title="A file is not as its package recorded it",
    kinds=kinds(Kind.VERIFICATION),
    relations=at(Severity.MEDIUM),
    why="The package's version says no longer what runs: an update overwrites the file, a scanner trusts the version.",
    fix="Install the package again, or build it with the change and give it a version of its own.",
    bad="RUN sed -i 's/TIMEOUT = 5/TIMEOUT = 60/' /usr/lib/python3/dist-packages/requests/adapters.py",
    good="a fork of requests with a version of its own, or the option that it has for this",
    many="files that are not as their packages recorded them",
    together=_together,
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is ChangeType.REMOVED or not change.after:
        return None  # it is as it should be again
    package = package_name(str(change.after.get("package", "")))
    if change.after.get("type") == GONE:
        return RULE.finding(change, context, f"{change.key} is gone, which {package} installed")
    differing = " and ".join(field for field in FIELDS if field in change.after)
    return RULE.finding(change, context, f"{change.key}: {differing} not as {package} recorded it")
