"""Programs or libraries of the image lack what they need to be loaded, in the image as it was built."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.loading import OTHER_MACHINE, is_program, lack, unloadable
from drift.policy.rules.interface import Context, Rule, at, kinds


def _one(_key: str) -> str:
    return "files of the image"


RULE = Rule(
    id="program-broken",
    title="A program or library of the image cannot be loaded",
    kinds=kinds(Kind.LIBRARIES),
    relations=at(Severity.MEDIUM, Relation.CONTAINER_IMAGE),
    varies="low for a library: what loads it may never be used",
    why="It fails at the first use, maybe on a rare path: ImportError: libGL.so.1: cannot open shared object file.",
    fix="Install the library where the image is built, or leave out what needs it.",
    bad="FROM python:3.12-slim\nRUN pip install opencv-python   # libGL.so.1 is not there",
    good="FROM python:3.12-slim\nRUN pip install opencv-python-headless",
    many="programs and libraries of the image cannot be loaded",
    together=_one,
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    if OTHER_MACHINE in said:
        return None
    return RULE.finding(
        change,
        context,
        f"{change.key} {lack(said)}",
        severity=None if is_program(said) else Severity.LOW,
        consequence=unloadable(change.key, said),
    )
