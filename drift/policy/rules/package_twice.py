"""Two versions of a package lie where there is room for one."""

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.packages import versions_of
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import package_name

RULE = Rule(
    id="package-twice",
    title="A package is there in two versions at once",
    kinds=kinds(Kind.PACKAGES),
    relations=at(Severity.HIGH) | at(Severity.MEDIUM, Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE),
    why="Which of them is loaded depends on the order of a directory; files of both lie over each other, and tools report either version.",
    fix="Remove the package as often as it is there, and install it once, in the Dockerfile; do not copy one site-packages over another.",
    bad="COPY --from=build /venv/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages",
    good="COPY --from=build /venv /venv\nENV PATH=/venv/bin:$PATH",
    many="packages in two versions at once",
)
_ONE_OF_EACH = ("pkg:alpm/", "pkg:apk/", "pkg:conda/", "pkg:cran/", "pkg:deb/", "pkg:pypi/")
"""Package managers that keep one version of a name in a place. npm, RubyGems, Maven and others keep several on purpose."""


def judge(change: Change, context: Context) -> Finding | None:
    if not change.key.startswith(_ONE_OF_EACH) or _several(change.before) or not _several(change.after):
        return None
    versions = versions_of(change.after).replace(", ", " and ")
    return RULE.finding(
        change, context, f"{package_name(change.key)} is there more than once in {context.after}: {versions}"
    )


def _several(side: Document | None) -> bool:
    return ", " in versions_of(side)
