"""The containers are run by other engines, or other versions of one."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import opposed


def _one(_key: str) -> str:
    return "engine"


RULE = Rule(
    id="engine-differs",
    title="The engine is another",
    kinds=kinds(Kind.HOST),
    relations=at(Severity.INFO, *BETWEEN) | at(Severity.MEDIUM, Relation.INSTANCES),
    why="Defaults, seccomp profiles and limits are the engine's: an old one refuses system calls that a new base image makes.",
    fix="Bring the engines, and what runs below them (containerd, runc, libseccomp), to one version.",
    bad="Docker 28.5 in staging, 20.10 in production: Operation not permitted from a trixie image",
    good="Docker 28.5 in all environments",
    many="properties of the engine differ",
    together=_one,
)
_NAMES = {
    "engine": "the engine",
    "engine_version": "the engine's version",
    "api_version": "the engine's API version",
    "min_api_version": "the engine's lowest API version",
    "containerd_version": "containerd",
    "oci_runtime_version": "the OCI runtime",
    "libseccomp_version": "libseccomp",
    "default_runtime": "the default OCI runtime",
    "storage_driver": "the storage driver",
    "logging_driver": "the logging driver",
}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
