"""A snapshot from what was read of an image, a container or a directory."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from drift.collectors import COLLECTORS, bundle, config, env, host, identity, runtime
from drift.collectors import mounts as mount_documents
from drift.collectors.fields import mapping, text, texts
from drift.collectors.interface import Unreadable
from drift.collectors.os_release import OS_RELEASE
from drift.joins.bytecode import explained_bytecode
from drift.joins.documents import documents
from drift.joins.engine_files import engine_files
from drift.joins.files import all_files, changed_files
from drift.joins.inherited import is_touched
from drift.joins.mounts import mounts
from drift.joins.packages import packages
from drift.joins.programs import program_sections, same_environment, touches_programs
from drift.joins.standalone import without_owned_programs
from drift.model.canonical import Document
from drift.model.entries import Entry
from drift.model.oci import Image
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, RecordSet
from drift.model.redaction import Redactor
from drift.model.snapshot import Section, Snapshot
from drift.tree.delta import Delta

PACKAGE_COLLECTORS = tuple(one for one in COLLECTORS if one.kind is Kind.PACKAGES or one is OS_RELEASE)
"""What the packages section is made of."""

COLLECTED = (
    Kind.CONFIG,
    Kind.DOCUMENTS,
    Kind.ENV,
    Kind.FILES,
    Kind.HOST,
    Kind.IDENTITY,
    Kind.LIBRARIES,
    Kind.MOUNTS,
    Kind.PACKAGES,
    Kind.RUNTIME,
    Kind.SCRIPTS,
)
"""The kinds that every snapshot has a section of."""


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
    variables: Mapping[str, str] = field(default_factory=dict)
    """The container's environment: the loader and env(1) heed some of it."""
    variables_of_image: Mapping[str, str] = field(default_factory=dict)


def assemble(image: bytes | None, sections: Mapping[Kind, Section]) -> Snapshot:
    """A section of each kind in COLLECTED: ABSENT where nothing was said."""
    return Snapshot(image, {kind: sections.get(kind, Section.absent()) for kind in COLLECTED})


def image_snapshot(image: Image, tree: Baseline, facts: Facts, redactor: Redactor) -> Snapshot:
    """An image's own side: no drift of files, no mounts, and run without any right that images do not ask for."""
    return assemble(
        image.identity,
        {
            Kind.FILES: _nothing(Kind.FILES),
            Kind.MOUNTS: _nothing(Kind.MOUNTS),
            Kind.ENV: env.of_image(image.config, redactor),
            Kind.CONFIG: config.of_image(image.config, redactor),
            Kind.IDENTITY: identity.of_image(image),
            Kind.RUNTIME: runtime.of_image(),
            Kind.PACKAGES: packages_of(tree, facts),
            **program_sections(tree, facts, variables_of(image.config)),
        },
    )


def container_snapshot(
    container: Container, image: Image, tree: Baseline, files: Mapping[Kind, Section], redactor: Redactor
) -> Snapshot:
    """The container against its image, whose tree this is; `files` are its `file_sections`."""
    return assemble(image.identity, {**document_sections(container, image, tree, redactor), **files})


def document_sections(
    container: Container, image: Image | None, tree: Baseline | None, redactor: Redactor
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
        Kind.MOUNTS: mounts(read, tree),
        Kind.HOST: host.of_engine(container.info, container.version, engine, redactor),
    }
    if image is not None:
        sections[Kind.IDENTITY] = identity.of_image(image, _reference(inspect))
    return sections


def explained_files(container: Container, files: Files) -> dict[str, str]:
    """Path → why it is no drift: the engine made it, or Python compiled it."""
    compiled = dict.fromkeys(
        explained_bytecode(files.delta, files.image), "compiled by Python from an unchanged source"
    )
    try:
        config = mapping(container.inspect, "Config")
        user, working_dir = text(config, "User"), text(config, "WorkingDir").strip("/")
        made_for = mount_documents.destinations(container.inspect) | {
            working_dir
        }  # both are made where the image lacks them
    except Unreadable:
        return compiled  # the sections of that document say what is wrong with it
    made = engine_files(files.delta, files.image, files.facts, engine=container.engine, mounts=made_for, user=user)
    return compiled | made


def file_sections(files: Files, redactor: Redactor, explained: Mapping[str, str]) -> dict[Kind, Section]:
    """FILE_KINDS."""
    entries = [entry for path, entry in files.delta.changed.items() if path not in explained]
    return {
        Kind.FILES: changed_files(files.delta, redactor, explained),
        Kind.DOCUMENTS: documents(entries, files.facts),
        Kind.PACKAGES: _packages(files),
        **_programs(files, explained),
    }


FILE_KINDS = frozenset({Kind.FILES, Kind.DOCUMENTS, Kind.LIBRARIES, Kind.PACKAGES, Kind.SCRIPTS})
"""Those of `file_sections`."""


def _packages(files: Files) -> Section:
    known = files.of_image.get(Kind.PACKAGES)
    if known is None or is_touched(files.delta, files.image, files.facts, PACKAGE_COLLECTORS):
        return packages_of(files.laid, files.facts)
    return known


def packages_of(tree: Baseline, facts: Facts) -> Section:
    """The packages of a tree, without the programs among them that belong to another."""
    return without_owned_programs(packages(tree, facts), tree, facts)


def _programs(files: Files, explained: Collection[str]) -> dict[Kind, Section]:
    """Libraries and scripts."""
    known = {kind: files.of_image[kind] for kind in (Kind.LIBRARIES, Kind.SCRIPTS) if kind in files.of_image}
    if (
        len(known) < 2
        or not same_environment(files.variables, files.variables_of_image)
        or touches_programs(files.delta, files.image, files.facts, explained)
    ):
        return program_sections(files.laid, files.facts, files.variables)
    return known


def directory_snapshot(
    entries: Iterable[Entry],
    tree: Baseline,
    facts: Facts,
    redactor: Redactor,
    spec: Document | None = None,
) -> Snapshot:
    """A directory without an image: its whole tree, its packages; env, config, runtime and mounts where it is an OCI bundle."""
    listed = list(entries)
    sections = {
        Kind.FILES: all_files(listed, redactor),
        Kind.DOCUMENTS: documents(listed, facts),
        Kind.PACKAGES: packages_of(tree, facts),
        **program_sections(tree, facts, variables_of_bundle(spec)),
    }
    return assemble(None, sections | bundle_sections(spec, {}, None, redactor))


def bundle_sections(
    spec: Document | None, image_config: Document, image: Baseline | None, redactor: Redactor
) -> dict[Kind, Section]:
    """What a bundle's config.json says; nothing where there is none."""
    if spec is None:
        return {}
    read = partial(bundle.mounts, spec, image_config)
    return {**bundle.sections(spec, image_config, redactor), Kind.MOUNTS: mounts(read, image)}


def variables_of_bundle(spec: Document | None) -> dict[str, str]:
    """Name → value of the process in a bundle's config.json; none where it does not say them."""
    process = (spec or {}).get("process")
    return variables_of({"Env": process.get("env")}) if isinstance(process, dict) else {}


def variables_of(config: object) -> dict[str, str]:
    """Name → value of the environment in an image's or a container's config; none of a damaged one, which the env section is told of."""
    try:
        return env.values_of(texts(config, "Env")) if isinstance(config, dict) else {}
    except Unreadable:
        return {}


def _nothing(kind: Kind) -> Section:
    return Section.ok(RecordSet.of(kind, ()))


def _reference(inspect: Document) -> str:
    try:
        return text(mapping(inspect, "Config"), "Image")
    except Unreadable:
        return ""  # the config section says what is wrong with it
