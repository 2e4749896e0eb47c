"""The program starts in another directory."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="working-directory-differs",
    title="The working directory is another",
    kinds=kinds(Kind.CONFIG),
    relations=at(Severity.MEDIUM, *GIVEN),
    why="Relative paths lead elsewhere: a configuration file is not found, or another one is, and data is written where nobody looks.",
    fix="Set WORKDIR in the Dockerfile and no working_dir beside it; use absolute paths.",
    bad='working_dir: /srv   # open("config.yml") finds another file than below /srv/app',
    good="WORKDIR /srv/app",
)
_NAMES = {"working_dir": "the working directory"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
