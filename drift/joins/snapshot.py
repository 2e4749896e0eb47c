"""A snapshot from what was read of an image, a container or a directory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from drift.collectors import COLLECTORS, bundle, config, env, host, identity, runtime
from drift.collectors import mounts as mount_documents
from drift.collectors.accounts import GROUP, PASSWD
from drift.collectors.certificates import CERTIFICATES
from drift.collectors.fields import mapping, text
from drift.collectors.interface import Collector, Unreadable
from drift.collectors.os_release import OS_RELEASE
from drift.joins.accounts import accounts
from drift.joins.certificates import certificates
from drift.joins.declared import declared
from drift.joins.documents import documents
from drift.joins.engine_files import engine_files
from drift.joins.files import all_files, changed_files
from drift.joins.inherited import is_touched
from drift.joins.localisation import localised
from drift.joins.made_again import made_again
from drift.joins.mounts import Held, mounts
from drift.joins.packages import BESIDE, packages
from drift.joins.programs import program_sections, same_environment, touches_programs
from drift.joins.schedules import PLACES as SCHEDULE_PLACES
from drift.joins.schedules import schedules
from drift.joins.standalone import without_owned_programs
from drift.joins.started import Started
from drift.joins.verification import verification, verified_again
from drift.model.canonical import Document
from drift.model.entries import Entry
from drift.model.oci import Image
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, RecordSet
from drift.model.redaction import Redactor
from drift.model.snapshot import Section, Snapshot
from drift.tree.delta import Delta

PACKAGE_COLLECTORS = tuple(one for one in COLLECTORS if one.kind is Kind.PACKAGES or one in (OS_RELEASE, *BESIDE))
"""What the packages section is made of."""

DECLARED_COLLECTORS = tuple(one for one in COLLECTORS if one.kind is Kind.DECLARED)

COLLECTED = (
    Kind.ACCOUNTS,
    Kind.CERTIFICATES,
    Kind.CONFIG,
    Kind.DECLARED,
    Kind.DOCUMENTS,
    Kind.ENV,
    Kind.FILES,
    Kind.HOST,
    Kind.IDENTITY,
    Kind.LIBRARIES,
    Kind.MOUNTS,
    Kind.PACKAGES,
    Kind.PROCESSES,
    Kind.RUNTIME,
    Kind.SCHEDULES,
    Kind.SCRIPTS,
    Kind.VERIFICATION,
)
"""The kinds that every snapshot has a section of."""

OF_FILES = (
    Kind.ACCOUNTS,
    Kind.CERTIFICATES,
    Kind.DECLARED,
    Kind.FILES,
    Kind.LIBRARIES,
    Kind.PACKAGES,
    Kind.SCHEDULES,
    Kind.SCRIPTS,
    Kind.VERIFICATION,
)
"""Kinds that cannot be told where the files cannot be read."""


@dataclass(frozen=True, slots=True)
class Container:
    """What an engine says of a container."""

    engine: str
    """docker | podman"""
    inspect: Document
    info: Document
    version: Document


@dataclass(frozen=True, slots=True)
class Files:
    """A container's files: its image's tree, what differs, and the two laid together (`drift.tree.delta.lay`)."""

    image: Baseline
    delta: Delta
    laid: Baseline
    facts: Facts
    of_image: Mapping[Kind, Section] = field(default_factory=dict)
    """What the image says by itself: where nothing that a section is made of was touched, the container says the same."""
    variables_of_image: Mapping[str, str] = field(default_factory=dict)
    """The loader and env(1) heed some of the environment."""


def assemble(image: bytes | None, sections: Mapping[Kind, Section]) -> Snapshot:
    """A section of each kind in COLLECTED: ABSENT where nothing was said. MOUNTED is there only where the policy asks for it."""
    return Snapshot(image, {**dict.fromkeys(COLLECTED, Section.absent()), **sections})


def image_snapshot(image: Image, tree: Baseline, facts: Facts, redactor: Redactor) -> Snapshot:
    """An image's own side: no drift of files, no mounts, no processes, and run without any right that images do not ask for."""
    started = Started.of(image.config)
    sections = {
        Kind.FILES: _nothing(Kind.FILES),
        Kind.MOUNTS: _nothing(Kind.MOUNTS),
        Kind.PROCESSES: _nothing(Kind.PROCESSES),
        Kind.ENV: env.of_image(image.config, redactor),
        Kind.CONFIG: localised(config.of_image(image.config, redactor), tree, facts, started),
        Kind.IDENTITY: identity.of_image(image),
        Kind.RUNTIME: runtime.of_image(),
        Kind.ACCOUNTS: accounts(tree, tree, facts, started.user),
    }
    sections |= program_sections(tree, facts, started.env or {})
    return assemble(image.identity, sections | root_sections(tree, facts))


def container_snapshot(
    container: Container,
    image: Image,
    tree: Baseline,
    files: Mapping[Kind, Section],
    redactor: Redactor,
    held: Held | None = None,
) -> Snapshot:
    """The container against its image, whose tree this is; `files` are its `container_files` and what runs in it, `held` what its volumes have."""
    return assemble(image.identity, {**document_sections(container, image, tree, redactor, held), **files})


def container_files(
    container: Container, image: Image, files: Files, redactor: Redactor, explained: Mapping[str, str]
) -> dict[Kind, Section]:
    """Its `file_sections`, and of its config what its root has to say on it."""
    started = Started.of_container(container.inspect)
    plain = config.of_container(container.inspect, image.config, container.engine, redactor)
    sections = file_sections(files, redactor, explained, started)
    return {**sections, Kind.CONFIG: localised(plain, files.laid, files.facts, started)}


def document_sections(
    container: Container, image: Image | None, tree: Baseline | None, redactor: Redactor, held: Held | None = None
) -> dict[Kind, Section]:
    """What an engine's documents say: env, config, runtime, mounts, host, identity. The image may be gone: then no identity."""
    inspect, engine = container.inspect, container.engine
    image_config = image.config if image else {}
    cgroups = container.info.get("CgroupVersion")
    read = partial(mount_documents.of_container, inspect, image_config, engine)
    sections = {
        Kind.ENV: env.of_container(inspect, image_config, engine, redactor),
        Kind.CONFIG: config.of_container(inspect, image_config, engine, redactor),
        Kind.RUNTIME: runtime.of_container(inspect, engine, redactor, cgroup_version=str(cgroups or "")),
        Kind.MOUNTS: mounts(read, tree, held),
        Kind.HOST: host.of_engine(container.info, container.version, engine, redactor),
    }
    if image is not None:
        sections[Kind.IDENTITY] = identity.of_image(image, _reference(inspect))
    return sections


def explained_files(container: Container, files: Files) -> dict[str, str]:
    """Path → why it is no drift: the engine made it, or a program of what is there."""
    again = made_again(files.delta, files.image, files.facts)
    try:
        config = mapping(container.inspect, "Config")
        user, working_dir = text(config, "User"), text(config, "WorkingDir").strip("/")
        made_for = mount_documents.destinations(container.inspect) | {
            working_dir
        }  # both are made where the image lacks them
    except Unreadable:
        return again  # the sections of that document say what is wrong with it
    made = engine_files(files.delta, files.image, files.facts, engine=container.engine, mounts=made_for, user=user)
    return again | made


def file_sections(
    files: Files, redactor: Redactor, explained: Mapping[str, str], started: Started
) -> dict[Kind, Section]:
    """What differs from the image, and what the whole root has."""
    entries = [entry for path, entry in files.delta.changed.items() if path not in explained]
    passwd, group = (files.image if path in explained else files.laid for path in (PASSWD, GROUP))
    return {
        Kind.FILES: changed_files(files.delta, redactor, explained),
        Kind.DOCUMENTS: documents(entries, files.facts),
        Kind.ACCOUNTS: accounts(passwd, group, files.facts, started.user, files.laid),
        Kind.DECLARED: _inherited(files, Kind.DECLARED, DECLARED_COLLECTORS) or declared(files.laid, files.facts),
        Kind.CERTIFICATES: _inherited(files, Kind.CERTIFICATES, (CERTIFICATES,))
        or certificates(files.laid, files.facts),
        Kind.PACKAGES: _inherited(files, Kind.PACKAGES, PACKAGE_COLLECTORS) or packages_of(files.laid, files.facts),
        Kind.SCHEDULES: _schedules(files),
        Kind.VERIFICATION: verified_again(
            files.of_image.get(Kind.VERIFICATION), files.image, files.delta, files.laid, files.facts, explained
        ),
        **_programs(files, started.env or {}, explained),
    }


FILE_KINDS = frozenset({*OF_FILES, Kind.CONFIG, Kind.DOCUMENTS})
"""Those of `container_files`."""


def _inherited(files: Files, kind: Kind, collectors: Sequence[Collector]) -> Section | None:
    """What the image says by itself, where the container touched no file in which one of these collectors reads something."""
    known = files.of_image.get(kind)
    if known is None or is_touched(files.delta, files.image, files.facts, collectors):
        return None
    return known


def _schedules(files: Files) -> Section:
    known = files.of_image.get(Kind.SCHEDULES)
    touched = (*files.delta.changed, *files.delta.removed)
    if known is None or any(path.startswith(SCHEDULE_PLACES) for path in touched):
        return schedules(files.laid, files.facts)
    return known


def _programs(files: Files, variables: Mapping[str, str], explained: Collection[str]) -> dict[Kind, Section]:
    """Libraries and scripts."""
    known = {kind: files.of_image[kind] for kind in (Kind.LIBRARIES, Kind.SCRIPTS) if kind in files.of_image}
    if (
        len(known) < 2
        or not same_environment(variables, files.variables_of_image)
        or touches_programs(files.delta, files.image, files.facts, explained)
    ):
        return program_sections(files.laid, files.facts, variables)
    return known


def packages_of(tree: Baseline, facts: Facts) -> Section:
    """The packages of a tree, without the programs among them that belong to another."""
    return without_owned_programs(packages(tree, facts), tree, facts)


def root_sections(tree: Baseline, facts: Facts) -> dict[Kind, Section]:
    """What a root has, whatever it is started with."""
    return {
        Kind.CERTIFICATES: certificates(tree, facts),
        Kind.DECLARED: declared(tree, facts),
        Kind.PACKAGES: packages_of(tree, facts),
        Kind.SCHEDULES: schedules(tree, facts),
        Kind.VERIFICATION: verification(tree, facts),
    }


def directory_snapshot(
    entries: Iterable[Entry],
    tree: Baseline,
    facts: Facts,
    redactor: Redactor,
    spec: Document | None = None,
) -> Snapshot:
    """A directory without an image: its whole tree, its packages and lock files; env, config, runtime and mounts where it is an OCI bundle."""
    listed = list(entries)
    started = Started.of_bundle(spec, {})
    sections = {
        Kind.FILES: all_files(listed, redactor),
        Kind.DOCUMENTS: documents(listed, facts),
        Kind.ACCOUNTS: accounts(tree, tree, facts, started.user),
        **root_sections(tree, facts),
        **program_sections(tree, facts, started.env or {}),
        **bundle_sections(spec, {}, None, redactor),
    }
    if Kind.CONFIG in sections:
        sections[Kind.CONFIG] = localised(sections[Kind.CONFIG], tree, facts, started)
    return assemble(None, sections)


def bundle_sections(
    spec: Document | None, image_config: Document, image: Baseline | None, redactor: Redactor
) -> dict[Kind, Section]:
    """What a bundle's config.json says; nothing where there is none."""
    if spec is None:
        return {}
    read = partial(bundle.mounts, spec, image_config)
    return {**bundle.sections(spec, image_config, redactor), Kind.MOUNTS: mounts(read, image)}


def _nothing(kind: Kind) -> Section:
    return Section.ok(RecordSet.of(kind, ()))


def _reference(inspect: Document) -> str:
    try:
        return text(mapping(inspect, "Config"), "Image")
    except Unreadable:
        return ""  # the config section says what is wrong with it
