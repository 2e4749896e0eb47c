"""A program or script whose interpreter cannot run it."""

from drift.model.canonical import Document
from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
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

_PROBLEMS = {
    "missing": "its interpreter {} is missing",
    "other machine": "its interpreter {} is for another machine",
    "no loader": "the loader of its interpreter {} is missing",
    "carriage return": "its first line ends with a carriage return, which Linux takes for a part of the interpreter's name",
}


def judge(change: Change, context: Context) -> Finding | None:
    problem = _problem(change.after)
    if not problem or problem == _problem(change.before):
        return None
    return RULE.finding(change, context, f"{change.key} does not start in {context.after}: {problem}")


def _problem(side: Document | None) -> str:
    """In words, "" for none."""
    said = side or {}
    if said.get("interpreter_missing"):
        return f"its loader {said.get('interpreter')} is missing"
    return _PROBLEMS.get(str(said.get("problem")), "").format(said.get("lacks") or said.get("interpreter"))
