"""A program or script whose interpreter cannot run it."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.loading import problem_of
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="interpreter-missing",
    title="An interpreter is missing or cannot run",
    kinds=kinds(Kind.LIBRARIES, Kind.SCRIPTS),
    relations=at(Severity.HIGH),
    why="The kernel says `no such file or directory` of a file that is there: what is missing is the interpreter that it names.",
    fix="Install the interpreter, build for this machine, or save the script with Unix line ends; recreate the container.",
    bad='entrypoint.sh is saved with CRLF line ends: its interpreter is "/bin/sh\\r"',
    good="*.sh text eol=lf   # in .gitattributes",
    many="files whose interpreter is missing",
)


def judge(change: Change, context: Context) -> Finding | None:
    problem = problem_of(change.after)
    if not problem or problem == problem_of(change.before):
        return None
    return RULE.finding(change, context, f"{change.key} does not start in {context.after}: {problem}")
