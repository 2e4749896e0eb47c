"""Which image of an archive: by tag, then by platform; what cannot be told is an error that lists what is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drift.errors import PlatformError, UnknownReference
from drift.model.oci import Platform
from drift.source.refusal import shown

_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    key: str
    """What tells images of one platform apart: a manifest's digest, a config's path."""
    names: tuple[str, ...]
    """Tags or whole references; none where the archive gives it no name."""
    platform: Platform | None
    """None where only its config says it."""
    index: str | None = None
    """Digest of the index that lists it beside other platforms."""


def by_tag(candidates: Sequence[Candidate], tag: str, name: str) -> list[Candidate]:
    """Those of one image. UnknownReference where the tag is none of them, or where there are several images and no tag."""
    found = [one for one in candidates if not tag or any(_means(known, tag) for known in one.names)]
    if not found:
        raise UnknownReference(f"{name} has no image {tag!r}; it has {_listed(candidates)}", remedy="name one of these")
    images: dict[str, set[str]] = {}
    for one in found:
        for known in one.names or ("",):
            images.setdefault(known, set()).add(one.key)
    if len({frozenset(keys) for keys in images.values()}) > 1:
        raise UnknownReference(
            f"{name} has several images: {_listed(found)}", remedy="add @ and the tag of one of them to the path"
        )
    return found


def by_platform(
    candidates: Sequence[Candidate],
    platform: Platform | None,
    host: Platform,
    name: str,
    platform_of: Callable[[Candidate], Platform],
) -> Candidate:
    """The one asked for; else the host's; a lone image outside an index is taken as it is, if none was asked for."""
    keys = {one.key for one in candidates}
    if len(keys) == 1 and not platform and not candidates[0].index:
        return candidates[0]
    sought = platform or host
    there = {one.key: one.platform or platform_of(one) for one in candidates}
    found = [one for one in candidates if there[one.key] == sought]
    if not found:
        present = ", ".join(sorted({shown(str(one), 60) for one in there.values()})[:_MOST_LISTED])
        raise PlatformError(f"{name} has no image for {sought}; it has {present}", remedy="ask for one of these")
    if len({one.key for one in found}) > 1:
        raise UnknownReference(f"{name} has several images for {sought}", remedy="name one by its tag")
    return found[0]


def _means(known: str, tag: str) -> bool:
    """Is "web:1.4", or "1.4", this "docker.io/library/web:1.4"?"""
    return known == tag or known.endswith((f"/{tag}", f":{tag}"))


def _listed(candidates: Sequence[Candidate]) -> str:
    names = sorted({shown(known, 100) for one in candidates for known in one.names})
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return (", ".join(names[:_MOST_LISTED]) + more) or "images without a tag"
