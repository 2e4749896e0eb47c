"""drift.toml, decoded. `policy/config.py` makes it from a file; the defaults are the built-in policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from drift.model.findings import Severity

ENVIRONMENT_ORDER = (
    ("local",),
    ("dev", "development"),
    ("integration", "int", "test"),
    ("staging", "stage", "uat"),
    ("production", "prod"),
)
"""The order of environments that no drift.toml declares; any other name comes after these, by name."""


@dataclass(frozen=True, slots=True)
class Target:
    """A directory (or any reference) that stands for a container in an environment without an engine."""

    reference: str
    """dir:PATH, container:NAME …"""
    service: str
    image: str = ""
    """Reference of the image it was made from: oci-dir:PATH, docker-archive:PATH … Needed for dir:."""


@dataclass(frozen=True, slots=True)
class Environment:
    name: str
    hosts: tuple[str, ...] = ()
    """Engines: unix://…, ssh://…, tcp://…, or context:NAME; () is the docker CLI's default engine."""
    targets: tuple[Target, ...] = ()
    labels: tuple[str, ...] = ()
    """Selectors K=V: only containers with all of these labels belong to the environment."""
    names: tuple[str, ...] = ()
    """Selectors: only containers whose name matches one of these globs."""
    fail_on: Severity | None = None
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class EnvPolicy:
    """Variables, by name or glob."""

    required: tuple[str, ...] = ()
    may_differ: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    """Names whose values are fingerprinted though name and shape do not say secret."""
    must_equal: tuple[str, ...] = ()
    """Between environments a difference of these is high, whatever else says that it may be."""


@dataclass(frozen=True, slots=True)
class PackagePolicy:
    """Packages, by purl, name or glob, that may differ between environments and between images."""

    patch: tuple[str, ...] = ()
    """After the second number of their version."""
    minor: tuple[str, ...] = ()
    """After the first."""


@dataclass(frozen=True, slots=True)
class MountPolicy:
    hash: tuple[str, ...] = ()
    """Paths in the container, without leading slash: what is mounted there or below is compared file by file."""


@dataclass(frozen=True, slots=True)
class IgnoreFor:
    """Ignore patterns of some services or environments alone."""

    reason: str
    service: str = "*"
    environments: tuple[str, ...] = ()
    """Only findings that concern one of these; () is all."""
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind → gitignore patterns over keys (without leading slash)."""
    line: int = 0
    """Where it stands in drift.toml."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A difference that is accepted, by whom it is read: with a reason and an end."""

    rule: str
    reason: str
    service: str = "*"
    subject: str = "*"
    """Glob over the finding's key."""
    environments: tuple[str, ...] = ()
    """Only findings that concern one of these; () is all."""
    expires: date | None = None
    pair: tuple[str, ...] = ()
    """Only findings between these two environments; () is all."""
    line: int = 0
    """Where it stands in drift.toml."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two environments that follow each other, where more than the default is known."""

    before: str
    after: str
    same_image: bool = False


@dataclass(frozen=True, slots=True)
class Publish:
    """What `scan --publish` writes. Paths are absolute, or relative to the current directory."""

    reports: tuple[str, ...] = ()
    """Files; the suffix says the format."""
    metrics: str = ""
    """File for node_exporter's textfile collector, "" for none."""
    site: str = ""
    """Folder of a static site, "" for none."""


@dataclass(frozen=True, slots=True)
class Notify:
    """Who is told of a change of state, and of what."""

    to: tuple[str, ...] = ()
    """Addresses without a secret in them, or $NAME: the variable that has them."""
    file: str = ""
    """A file with addresses that its owner alone may read, "" for none."""
    severity: Severity | None = None
    """Findings of this or above; None: those that the gate fails for."""
    most: int = 10
    """Findings in one message."""
    digest: time | None = None
    """Once a day, at the first run after this time of day of the machine; None: never."""
    report_url: str = ""
    """Where the published report can be read, "" for nowhere."""

    @property
    def wanted(self) -> bool:
        return bool(self.to or self.file)


@dataclass(frozen=True, slots=True)
class Settings:
    path: str = ""
    """The file, "" for the built-in policy."""
    digest: str = ""
    """Hex SHA-256 of the effective policy (canonical form), for judgements and reports."""
    environments: tuple[Environment, ...] = ()
    """In order, first to last; () is: those in the store, in ENVIRONMENT_ORDER."""
    services: Mapping[str, str] = field(default_factory=dict)
    """Glob over container names → service name."""
    applications: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Application → the names that it has in the environments (Compose projects, Swarm stacks, namespaces)."""
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind → gitignore patterns over keys (without leading slash)."""
    ignore_for: tuple[IgnoreFor, ...] = ()
    presets: tuple[str, ...] = ()
    """Names of drift.policy.presets: what such software writes by itself is hidden."""
    env: EnvPolicy = field(default_factory=EnvPolicy)
    packages: PackagePolicy = field(default_factory=PackagePolicy)
    mounts: MountPolicy = field(default_factory=MountPolicy)
    waivers: tuple[Waiver, ...] = ()
    pairs: tuple[Pair, ...] = ()
    severity: Mapping[str, Severity | None] = field(default_factory=dict)
    """Rule → severity, None is off."""
    fail_on: Severity = Severity.HIGH
    max_age: timedelta = timedelta(hours=24)
    strict_coverage: bool = False
    reread: tuple[str, ...] = ()
    """Paths that are read again at each scan whatever the engine's list of changes says."""
    engine_names: Mapping[str, str] = field(default_factory=dict)
    """Host address → engine uid, where the engine's own is not stable."""
    deadline: timedelta = timedelta(minutes=10)
    """For each container."""
    publish: Publish = field(default_factory=Publish)
    """No part of the digest, as it changes no verdict; nor is `notify`."""
    notify: Notify = field(default_factory=Notify)
    lines: Mapping[str, int] = field(default_factory=dict)
    """Key ("ignore.files[0]", "severity.file-added") → line of the file. No part of the digest."""

    def environment(self, name: str) -> Environment | None:
        return next((one for one in self.environments if one.name == name), None)

    def order(self, names: "set[str]") -> tuple[str, ...]:
        """Environment names in the policy's order; names that it does not know come last, by name."""
        declared = [one.name for one in self.environments]
        known = {alias: rank for rank, aliases in enumerate(ENVIRONMENT_ORDER) for alias in aliases}

        def rank(name: str) -> tuple[int, str]:
            if declared:
                return (declared.index(name) if name in declared else len(declared), name)
            return (known.get(name, len(known)), name)

        return tuple(sorted(names, key=rank))
