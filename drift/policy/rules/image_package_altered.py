"""The image's builder changed files of packages after they were installed."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.rules.package_file_altered import FIELDS
from drift.policy.weight import package_name


def _one(_key: str) -> str:
    return "files of the image's packages"


RULE = Rule(
    id="image-package-altered",
    title="The image has files that are not as their packages recorded them",
    kinds=kinds(Kind.VERIFICATION),
    relations=at(Severity.LOW, Relation.CONTAINER_IMAGE),
    why="A patch that nobody sees in a version number: the next upgrade of the package takes it away, and a scanner believes the version.",
    fix="Build the package with the patch, under a version of its own, or do it by configuration.",
    bad="RUN sed -i s/strict/lax/ /usr/lib/python3/dist-packages/app/check.py",
    good="RUN pip install app==1.4+company1   # built with the patch",
    many="files of the image are not as their packages recorded them",
    together=_one,
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    package = package_name(str(said.get("package", "")))
    differing = " and ".join(field for field in FIELDS if field in said)
    return RULE.finding(change, context, f"{change.key} of the image: {differing} not as {package} recorded it")
