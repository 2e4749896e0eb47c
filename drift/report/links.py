"""The links of one image in one environment, and the arrows between them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drift.collectors.identity import normalised_reference
from drift.model.changes import Relation
from drift.model.findings import Severity
from drift.model.records import Kind
from drift.model.snapshot import Observation
from drift.policy.rules import BY_ID
from drift.report.chain import Arrow, Fact, Link, Name, Origin, Stage, Tie, day
from drift.report.declared import Said, digest_of, same_reference, template
from drift.report.parts import Numbered
from drift.report.wording import count, listed

LABELS = ("revision", "version", "source")
"""Of OCI's pre-defined annotation keys (image-spec, annotations.md), those that say where an image came from."""
_NO_DIGEST = "no scan saw a registry's digest of it: it was built or loaded where it runs, or came from an archive"


@dataclass(frozen=True)
class Group:
    """The containers of one service in one environment that run one image."""

    service: str
    environment: str
    containers: tuple[Observation, ...]
    """Empty where the environment could not be read."""
    origin: Origin | None
    said: tuple[Said, ...]
    findings: tuple[Numbered, ...] = ()
    """Of this service in this environment."""
    hidden: int = 0
    """How many more the policy hides."""
    unjudged: str = ""
    """Why the place could not be judged."""

    @property
    def references(self) -> tuple[str, ...]:
        """What the containers were created from, names alone."""
        return tuple(
            sorted({one.image_reference for one in self.containers if normalised_reference(one.image_reference)})
        )

    def finding(self, rule: str) -> Numbered | None:
        return next((one for one in self.findings if one.finding.rule == rule), None)


def declared_link(said: Sequence[Said], places: str) -> Link:
    """`places` is where the first of them stands."""
    first = said[0]
    facts = [Fact("at", places)] if first.at.path and not first.unknown else []
    facts += [Fact(other.file, other.image or other.unknown or f"built from {other.dockerfile}") for other in said[1:]]
    if first.unknown:
        where = f"{places}: " if first.at.path else ""
        return Link(Stage.DECLARED, unknown=f"{where}{first.unknown}", facts=tuple(facts))
    return Link(Stage.DECLARED, first.image or f"built from {first.dockerfile}", facts=tuple(facts))


def built_link(group: Group) -> Link:
    origin = group.origin
    if origin is None:
        return Link(Stage.BUILT, unknown=group.unjudged or _no_image(group.containers))
    ids = sorted({name.digest for name in origin.names if "@" not in name.reference})
    known = {
        "made": day(origin.created) if origin.created else "",
        **{name: origin.labels.get(name, "") for name in LABELS},
        "for": origin.platform,
        "image ID": listed(ids, 2),
    }
    return Link(Stage.BUILT, origin.identity[:12], facts=_facts(known))


def published_link(group: Group) -> Link:
    origin = group.origin
    if origin is None:
        return Link(Stage.PUBLISHED, unknown="the image is not known")
    names = sorted({name.reference for name in origin.names if "@" in name.reference})
    names += [one for one in group.references if digest_of(one) and one not in names]
    if not names:
        return Link(Stage.PUBLISHED, unknown=_NO_DIGEST, facts=_facts({"manifest": origin.manifest}))
    repository, _, digest = names[0].partition("@")
    others = [Fact("also", name) for name in names[1:4]]
    return Link(Stage.PUBLISHED, repository, facts=(Fact("digest", digest), *others))


def running_link(group: Group) -> Link:
    seen = group.containers
    if not seen:
        return Link(Stage.RUNNING, unknown=group.unjudged)
    references = group.references or tuple(sorted({one.image_reference for one in seen}))
    states = Counter(one.state for one in seen if one.state not in {"running", "directory"})
    known = {
        count(len(seen), "container"): listed(sorted(one.container_name for one in seen), 4),
        "since": day(min((one.created for one in seen if one.created), default="")),
        "state": listed([f"{number:,} {state}" for state, number in sorted(states.items())]),
    }
    return Link(Stage.RUNNING, listed(references, 2) or "an image without a name", facts=_facts(known))


def declared_arrow(group: Group) -> Arrow:
    """Was what runs created from what is declared?"""
    if not group.containers:
        return Arrow(Tie.UNKNOWN, "nothing was read that could be compared with it")
    if not group.references:
        return Arrow(Tie.UNKNOWN, "it was created from an image ID, which says no name")
    if len({(one.image, one.dockerfile, one.unknown) for one in group.said}) > 1:
        return _of_several(group)
    found = [_of_one(group.said[0], reference, group) for reference in group.references]
    return min(found, key=lambda arrow: list(Tie).index(arrow.tie))


def published_arrow(group: Group, engines: Mapping[str, str]) -> Arrow:
    """Is the image that was built the one that a registry has under its name? `engines` is uid → docker, podman …"""
    moved = sorted({one.image_reference for one in group.containers if one.coverage.tag_now})
    if moved:
        return arrow_to(group.finding("tag-moved"), Tie.BROKE, f"{_brief(moved[0])} names another image by now")
    if group.origin is None:
        return Arrow(Tie.UNKNOWN, "the image is not known")
    if any(digest_of(one) for one in group.references):
        return Arrow(Tie.HOLDS, "it was deployed by its digest")
    named = [one for one in group.origin.names if "@" in one.reference]
    if any(_is_proof(one, group.origin.names, engines) for one in named):
        return Arrow(Tie.HOLDS, "its engine pulled it from there, or pushed it")
    if named:
        return Arrow(Tie.UNKNOWN, "an engine of this kind gives each image a digest, pushed or not")
    return Arrow(Tie.UNKNOWN, "nothing says that a registry has it")


def running_arrow(group: Group) -> Arrow:
    """Is what runs as its image made it?"""
    differing = [one for one in group.findings if _is_of(one, group)]
    if differing:
        first = differing[0]
        more = f", and {count(len(differing) - 1, 'finding')} more" if len(differing) > 1 else ""
        return arrow_to(first, Tie.BROKE, f"{first.finding.title}{more}")
    if group.unjudged:
        return Arrow(Tie.UNKNOWN, group.unjudged)
    if group.origin is None:
        return Arrow(Tie.UNKNOWN, "without its image nothing says how it was made")
    hidden = f", but for {count(group.hidden, 'finding')} that the policy hides" if group.hidden else ""
    return Arrow(Tie.HOLDS, f"nothing was found that differs from its image{hidden}")


def arrow_to(finding: Numbered | None, tie: Tie, sentence: str) -> Arrow:
    return Arrow(tie, sentence, finding.number, finding.anchor) if finding else Arrow(tie, sentence)


def of_image(finding: Numbered) -> bool:
    """Does it say how a container differs from its image?"""
    found = finding.finding
    is_about = found.relation is Relation.CONTAINER_IMAGE and found.kind is not Kind.COVERAGE
    return is_about and found.severity > Severity.INFO and not (found.rule in BY_ID and BY_ID[found.rule].alone)


def _is_of(finding: Numbered, group: Group) -> bool:
    names = {one.container_name for one in group.containers}
    return of_image(finding) and (not finding.finding.instances or bool(names & set(finding.finding.instances)))


def _of_one(said: Said, reference: str, group: Group) -> Arrow:
    if said.unknown:
        return Arrow(Tie.UNKNOWN, "it is not known what is declared")
    if said.dockerfile:
        return _of_build(said, reference, group)
    wanted = digest_of(said.image)
    if wanted and digest_of(reference) != wanted:
        return _of_digest(said, wanted, reference, group)
    if _is_usual(said, reference):
        unless = _unless(said)
        return Arrow(Tie.HOLDS, f"created from {_brief(reference)}, as {said.file} declares{unless}")
    declared, created = _both(said.image, reference)
    if _can_be(said, reference):
        return Arrow(Tie.UNKNOWN, f"{created} can be what {said.file} declares: {_not_known(said)}")
    return Arrow(Tie.BROKE, f"{said.file} declares {declared}; what runs was created from {created}")


def _of_digest(said: Said, wanted: str, reference: str, group: Group) -> Arrow:
    if group.origin and group.origin.has(wanted):
        return Arrow(Tie.HOLDS, f"created from {_brief(reference)}, which has the digest that {said.file} declares")
    if digest_of(reference):
        declared, created = _both(said.image, reference)
        return Arrow(Tie.BROKE, f"{said.file} declares {declared}; what runs was created from {created}")
    return Arrow(Tie.UNKNOWN, f"{said.file} declares a digest, and no scan saw that of {_brief(reference)}")


def _of_build(said: Said, reference: str, group: Group) -> Arrow:
    """Compose names what it builds PROJECT-SERVICE, its first version PROJECT_SERVICE."""
    named = {f"{one.service.application}{hyphen}{one.service.name}" for one in group.containers for hyphen in "-_"}
    if any(same_reference(reference, name) for name in named):
        return Arrow(Tie.HOLDS, f"created from {reference}, as Compose calls what it builds here")
    return Arrow(Tie.UNKNOWN, f"nothing says that {_brief(reference)} was built from {said.dockerfile}")


def _of_several(group: Group) -> Arrow:
    """Several files say something else: which of them are laid over each other, only the deployment knows."""
    files = " and ".join(dict.fromkeys(one.file for one in group.said))
    if any(one.unknown or one.dockerfile for one in group.said):
        return Arrow(Tie.UNKNOWN, f"{files} each say something of it, and it is not known which of them are used")
    reference = group.references[0]
    fitting = [one.file for one in group.said if _can_be(one, reference)]
    if not fitting:
        declared = ", ".join(f"{one.file} declares {one.image}" for one in group.said)
        return Arrow(Tie.BROKE, f"{declared}; what runs was created from {reference}")
    return Arrow(Tie.UNKNOWN, f"{files} say different images; {_brief(reference)} is that of {fitting[0]}")


def _is_usual(said: Said, reference: str) -> bool:
    try:
        usual = template(said.image).usual
    except ValueError:
        return False
    return bool(usual) and same_reference(usual, reference)


def _can_be(said: Said, reference: str) -> bool:
    try:
        made = template(said.image)
    except ValueError:
        return True
    return same_reference(said.image, reference) if not made.variables else made.fits(reference)


def _unless(said: Said) -> str:
    names = template(said.image).variables
    return f" where nothing else sets {listed(names)}" if names else ""


def _both(declared: str, created: str) -> tuple[str, str]:
    """Two references, without the repository's path where it is the same."""
    paths = [one.rpartition("/")[0] for one in (declared, created)]
    return (_brief(declared), _brief(created)) if paths[0] == paths[1] else (declared, created)


def _brief(reference: str) -> str:
    """Without registry and path, which the links have."""
    return reference.rpartition("/")[2]


def _not_known(said: Said) -> str:
    try:
        names = template(said.image).variables
    except ValueError:
        return "it is not written as Compose reads it"
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} not known here"


def _is_proof(named: Name, names: Iterable[Name], engines: Mapping[str, str]) -> bool:
    """Docker's classic store has a digest only of what came from a registry or went there; others call every image by one."""
    ids = {one.digest for one in names if one.engine == named.engine and "@" not in one.reference}
    return engines.get(named.engine) == "docker" and named.digest not in ids


def _no_image(containers: Sequence[Observation]) -> str:
    if any(one.state == "directory" for one in containers):
        return "the policy names no image for this directory"
    return "the image is gone from the engine, and no scan has read it"


def _facts(known: Mapping[str, str]) -> tuple[Fact, ...]:
    return tuple(Fact(label, text) for label, text in known.items() if text)
