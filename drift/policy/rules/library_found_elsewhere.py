"""A library is taken from another place than before."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.loading import needed
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="library-found-elsewhere",
    title="A library is taken from another place",
    kinds=kinds(Kind.LIBRARIES),
    relations=at(Severity.HIGH, Relation.CONTAINER_IMAGE)
    | at(Severity.MEDIUM, *(one for one in Relation if one is not Relation.CONTAINER_IMAGE)),
    why="A copy in a directory that is searched first, or another LD_LIBRARY_PATH, takes the place of the library that was tested.",
    fix="Take the copy away, or set the search path where the image is built; recreate the container.",
    bad="docker cp libssl.so.3 web:/usr/local/lib/ && docker exec web ldconfig",
    good="RUN apt-get install -y libssl3   # one copy, the distribution's",
    many="files whose libraries are taken from another place",
)


def judge(change: Change, context: Context) -> Finding | None:
    had = needed(change.before)
    moved = [
        (name, had[name], path)
        for name, path in needed(change.after).items()
        if path and had.get(name) not in (None, path)
    ]
    if not moved:
        return None
    name, before, after = moved[0]
    more = f" (and {len(moved) - 1} more)" if len(moved) > 1 else ""
    return RULE.finding(
        change, context, f"{change.key} takes {name}{more} from {after} in {context.after}, not from {before}"
    )
