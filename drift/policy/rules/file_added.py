"""A file that the other side does not have."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import DEVICES, FileChange, file_change
from drift.policy.paths import LOADED, FileClass
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.weight import owned_by

RULE = Rule(
    id="file-added",
    title="A file was added",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS),
    varies="high for libraries, device nodes and what a program loads because it lies there (conf.d, cron.d, ld.so.preload …)",
    why="It is in no image: no other environment has it, and it is gone with the container.",
    fix="Add it in the Dockerfile, keep it on a volume, or list it under [ignore] files.",
    bad="docker cp hotfix.py web:/srv/app/hotfix.py",
    good="COPY hotfix.py /srv/app/hotfix.py   # and a new tag",
    many="files added",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.ADDED:
        return None
    file = file_change(change)
    where = "not in the image" if context.relation is Relation.CONTAINER_IMAGE else f"not in {context.before}"
    return RULE.finding(
        change,
        context,
        f"{change.key} was added: a {file.noun}, {where}",
        severity=Severity.HIGH if _takes_effect(file) else None,
        attribution=owned_by(change),
    )


def _takes_effect(file: FileChange) -> bool:
    is_device = (file.after or {}).get("type") in DEVICES
    loaded = bool(LOADED.search(file.path)) and file.noun != "directory"
    return is_device or loaded or (file.file_class is FileClass.LIBRARY)
