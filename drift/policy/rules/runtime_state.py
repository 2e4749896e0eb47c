"""A file changed where programs write by themselves."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.paths import BYTECODE, kept_root, state_root
from drift.policy.rules.interface import Context, Rule, at, kinds


def _root(key: str) -> str:
    root = state_root(key.lstrip("/")) or kept_root(key.lstrip("/"))
    return "/**/__pycache__" if root == BYTECODE else f"/{root}"


RULE = Rule(
    id="runtime-state",
    title="Files changed where programs keep state",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.LOW),
    why="Logs, caches, process IDs and temporary files differ on every normal day. They are told in few lines, and not for nothing: "
    "a disk fills up here, and a cache can hide an old version.",
    fix="Mount a volume or a tmpfs there, or list the directory under [ignore] files.",
    bad="the program writes 40 GB of log below /var/log",
    good="log to stdout; or volumes: [logs:/var/log/app]",
    many="files changed",
    together=_root,
    most=3,
)


def judge(change: Change, context: Context) -> Finding | None:
    paths = [change.key.lstrip("/")]
    if change.change is ChangeType.MOVED:
        paths.append(str((change.before or {}).get("path", "")).lstrip("/"))
    if not all(state_root(path) for path in paths):
        return None
    file = file_change(change)
    return RULE.finding(change, context, f"{change.key}: {str(file) or change.change.value}")
