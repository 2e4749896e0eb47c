"""What the repository says should run: a service's image as it is written, with the variables that nobody here knows.

Interpolation as Compose has it (https://docs.docker.com/reference/compose-file/interpolation/). Neither `.env` nor the process's
environment is asked: both belong to whoever deploys.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from drift.collectors.identity import normalised_reference
from drift.report.parts import SourceLine

_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}\Z")
_VARIABLE = re.compile(r"\$(?:\$|(?P<plain>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?P<operator>:?[-+?])?)")
"""An escaped dollar; a variable; the beginning of one in braces."""
_NO_FILE = "there is no Compose file beside the policy, or where this was made"
DEEPEST = 8
"""Variables inside the default of another one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one file says of a service's image."""

    at: SourceLine
    image: str = ""
    """As written; "" where it names none."""
    dockerfile: str = ""
    """Of a service that is built: the Dockerfile, from the repository's root."""
    unknown: str = ""
    """Why it is not known what it says."""

    @property
    def place(self) -> str:
        return f"{self.at.path}:{self.at.line}" if self.at.line > 1 else self.at.path

    @property
    def file(self) -> str:
        return self.at.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class DeclaredImages:
    """What a repository says of the images of all services."""

    file: str = ""
    """The Compose file, from the repository's root; "" where there is none."""
    project: str = ""
    """Its `name:`, "" where it does not say."""
    includes: bool = False
    """Has it, or one beside it, services in files that it includes?"""
    services: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    """By service of a Compose file; more than one where a file beside it says something too."""
    targets: Mapping[tuple[str, str], Said] = field(default_factory=dict)
    """By environment and service: what the policy says of a directory."""

    def of(self, environment: str, service: str) -> tuple[Said, ...]:
        """Of a service as findings name it, "web" or "shop/web"; one `Said` without an image where it is not known."""
        application, _, name = service.rpartition("/")
        target = self.targets.get((environment, name))
        if target:
            return (target,)
        said = self.services.get(name, ())
        if said and application and application != self.project:
            return (Said(SourceLine(self.file), unknown=f"it does not say of which application its {name} is"),)
        return said or self._nothing(name)

    def _nothing(self, name: str) -> tuple[Said, ...]:
        if not self.file:
            return (Said(SourceLine(""), unknown=_NO_FILE),)
        reason = (
            "it includes other files, which were not read" if self.includes else f"it says nothing of {name}'s image"
        )
        return (Said(SourceLine(self.file), unknown=reason),)


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    default: str | None = None
    """None where there is none, or where it depends on other variables."""


@dataclass(frozen=True, slots=True)
class Template:
    """An image's reference with its variables."""

    parts: tuple[str | Variable, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.name for one in self.parts if isinstance(one, Variable)))

    @property
    def usual(self) -> str:
        """With all defaults; "" where a variable has none."""
        texts = [one if isinstance(one, str) else one.default for one in self.parts]
        return "" if None in texts else "".join(text for text in texts if text)

    def fits(self, reference: str) -> bool:
        """Can it be this reference, whatever the variables hold?"""
        return any(self._runs_through(form) for form in {reference, *_forms(reference)})

    def _runs_through(self, text: str) -> bool:
        at = 0
        for place, part in enumerate(self.parts):
            if isinstance(part, Variable):
                continue
            last = place == len(self.parts) - 1
            found = at if place == 0 else text.rfind(part, at) if last else text.find(part, at)
            if found < 0 or not text.startswith(part, found) or (last and found + len(part) != len(text)):
                return False
            at = found + len(part)
        return at == len(text) or bool(self.parts and isinstance(self.parts[-1], Variable))


def template(text: str) -> Template:
    """ValueError for one that Compose refuses: `${`, `${1}`, a lone `$`."""
    parts = _joined(_parts(text, DEEPEST))
    return Template(tuple(parts))


def same_reference(one: str, other: str) -> bool:
    """Do both name the same, whatever registry is left out? A digest counts where both have one."""
    if bool(_DIGEST.search(one)) != bool(_DIGEST.search(other)):
        one, other = (_DIGEST.sub("", each) for each in (one, other))
    return normalised_reference(one) == normalised_reference(other) != ""


def digest_of(reference: str) -> str:
    """Of a reference by digest: "sha256:…"; else ""."""
    found = _DIGEST.search(reference)
    return found.group().removeprefix("@") if found else ""


def _forms(reference: str) -> Iterator[str]:
    """Other ways to write it: without the Hub's name, with and without :latest, without the digest that Swarm adds."""
    for each in (reference, _DIGEST.sub("", reference)):
        normal = normalised_reference(each)
        yield from (each, normal, normal.removesuffix(":latest"))


def _parts(text: str, levels: int) -> Iterator[str | Variable]:
    at = 0
    while (dollar := text.find("$", at)) >= 0:
        yield text[at:dollar]
        found = _VARIABLE.match(text, dollar)
        if found is None or not levels:
            raise ValueError(f"{text!r} cannot be read as Compose reads it")
        at = found.end()
        if found["name"]:
            end = _end_of_braces(text, at)
            yield _braced(found["name"], found["operator"] or "", text[at:end], levels)
            at = end + 1
        else:
            yield Variable(found["plain"]) if found["plain"] else "$"
    yield text[at:]


def _braced(name: str, operator: str, rest: str, levels: int) -> Variable:
    if rest and not operator:
        raise ValueError(f"{name}{rest} is no variable")
    if not operator.endswith("-"):
        return Variable(name)
    default = Template(tuple(_parts(rest, levels - 1)))
    return Variable(name, None if default.variables else "".join(one for one in default.parts if isinstance(one, str)))


def _end_of_braces(text: str, at: int) -> int:
    depth = 1
    for place in range(at, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place
    raise ValueError(f"{text!r} has a brace without its end")


def _joined(parts: Iterator[str | Variable]) -> Iterator[str | Variable]:
    """Neighbouring texts as one."""
    text = ""
    for one in parts:
        if isinstance(one, str):
            text += one
            continue
        if text:
            yield text
        yield one
        text = ""
    if text:
        yield text
