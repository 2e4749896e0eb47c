"""A library is there, but not the version of it that a program or library was built against."""

from drift.model.changes import Change
from drift.model.findings import NO_CONSEQUENCE, Finding, Severity
from drift.model.records import Kind
from drift.policy.loading import built_for, unloadable, unresolved
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="library-version-missing",
    title="A library lacks a version that is needed",
    kinds=kinds(Kind.LIBRARIES),
    relations=at(Severity.HIGH),
    why="The loader refuses it: version `GLIBC_2.38' not found. It was built on a newer system than it runs on, or the library was replaced.",
    fix="Build it on the release that it runs on, or raise the base image; recreate the container if it was put there by hand.",
    bad="FROM rust:1-trixie AS build   # glibc 2.41\nFROM debian:bookworm-slim   # glibc 2.36",
    good="FROM rust:1-bookworm AS build\nFROM debian:bookworm-slim",
    many="files that need other versions of their libraries",
)


def judge(change: Change, context: Context) -> Finding | None:
    known = unresolved(change.before)
    lacks = [one for one in unresolved(change.after) if one not in known]
    if lacks:
        library, _, version = lacks[0].partition(": ")
        more = f" (and {len(lacks) - 1} more)" if len(lacks) > 1 else ""
        title = f"{change.key} needs {version}{more}, which {library} does not define in {context.after}"
    elif built_for(change.after) and not built_for(change.before):
        libc = (change.after or {}).get("libc")
        title = f"{change.key} was built for {built_for(change.after)}, and {context.after} has {libc}"
    else:
        return None
    consequence = unloadable(change.key, change.after) if lacks else NO_CONSEQUENCE
    return RULE.finding(change, context, title, consequence=consequence)
