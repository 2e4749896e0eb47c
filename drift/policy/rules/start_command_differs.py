"""Another program starts, or the same with other arguments."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="start-command-differs",
    title="The start command is another",
    kinds=kinds(Kind.CONFIG),
    relations=at(Severity.MEDIUM, *GIVEN),
    why="What is tested in one environment is not what runs in the other: another program, other arguments, or a wrapper that sets things up.",
    fix="Give all environments the command of the image; what must differ belongs in a variable.",
    bad='command: ["gunicorn", "--reload", "app:app"]   # in compose.dev.yaml',
    good='CMD ["gunicorn", "app:app"]   # and GUNICORN_CMD_ARGS=--reload in dev',
    many="parts of the start command differ",
)
_NAMES = {"entrypoint": "the entrypoint", "cmd": "the command"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
