"""The shape of drift.toml. Everything has a default: an empty file is the built-in policy.

Imported only where a file is decoded or the schema is asked for: msgspec takes 19 ms.
"""

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from drift.model.records import Kind
from drift.policy.presets import BY_NAME
from drift.policy.rules import RULES

SeverityName: TypeAlias = Literal["info", "low", "medium", "high", "critical"]
Rating: TypeAlias = Literal["off", "info", "low", "medium", "high", "critical"]
Text: TypeAlias = Annotated[str, Meta(min_length=1)]
Duration: TypeAlias = Annotated[
    str, Meta(pattern=r"^([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$", min_length=2)
]
TimeOfDay: TypeAlias = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
IGNORABLE = tuple(kind for kind in Kind if kind not in (Kind.COVERAGE, Kind.DOCUMENTS))
"""A document is ignored as the file that it is; what could not be looked at cannot be ignored."""


class TargetTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A directory or container that stands for a service where no engine runs."""

    reference: Annotated[str, Meta(min_length=1, description="dir:PATH, container:NAME, oci-dir:PATH …")]
    service: Annotated[
        str, Meta(min_length=1, description="The service that it is, maybe with its application: shop/web.")
    ]
    image: Annotated[str, Meta(description="Reference of the image that it was made from. dir: needs one.")] = ""


class EnvironmentTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One environment. The order of the file is the order of promotion."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="As in env:NAME.")]
    hosts: Annotated[
        tuple[Text, ...],
        Meta(
            description="Engines: unix://…, ssh://…, tcp://… or context:NAME. None is the docker CLI's default engine."
        ),
    ] = ()
    labels: Annotated[tuple[Text, ...], Meta(description="Only containers with all of these labels, K=V or K.")] = ()
    names: Annotated[tuple[Text, ...], Meta(description="Only containers whose name matches one of these globs.")] = ()
    fail_on: Annotated[
        SeverityName | None, Meta(description="Instead of the policy's, where this environment is judged.")
    ] = None
    max_age: Annotated[Duration | None, Meta(description="Instead of the policy's.")] = None
    target: tuple[TargetTable, ...] = ()


class EnvTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Variables, by name or glob."""

    required: Annotated[tuple[Text, ...], Meta(description="Every container has these.")] = ()
    may_differ: Annotated[tuple[Text, ...], Meta(description="Differences of these are hidden, and counted.")] = ()
    must_equal: Annotated[
        tuple[Text, ...],
        Meta(description="A difference of these between two environments is high, also where may_differ has it."),
    ] = ()
    secret: Annotated[
        tuple[Text, ...], Meta(description="Kept as fingerprints though the name does not say secret.")
    ] = ()


class MayDifferTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How far versions may be apart between environments, or two images, by purl, name or glob; it is hidden, and counted."""

    patch: Annotated[
        tuple[Text, ...],
        Meta(description="The first two numbers of the version are equal: 1.4.2 and 1.4.7, 3.0.2-1 and 3.0.2-2."),
    ] = ()
    minor: Annotated[
        tuple[Text, ...], Meta(description="The first number of the version is equal: 1.4.2 and 1.6.0.")
    ] = ()


class PackagesTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Packages."""

    may_differ: MayDifferTable = MayDifferTable()


class MountsTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What is mounted."""

    hash: Annotated[
        tuple[Text, ...],
        Meta(
            description="Paths in the container: the files of each volume or bind mount there or below are read at each scan, "
            "and compared between environments."
        ),
    ] = ()


class ScopeTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Ignore patterns of some services or environments alone, beside those under [ignore]."""

    reason: Annotated[str, Meta(min_length=1, description="Why.")]
    service: Annotated[str, Meta(min_length=1, description="Glob over services.")] = "*"
    environments: Annotated[
        tuple[Text, ...], Meta(description="Only findings that concern one of these; none is all.")
    ] = ()


Patterns: TypeAlias = Annotated[tuple[str, ...], Meta(description="Gitignore patterns over the keys of this kind.")]
IgnoreForTable = msgspec.defstruct(
    "IgnoreForTable",
    [(kind.value, Patterns, ()) for kind in IGNORABLE],
    bases=(ScopeTable,),
    namespace={"__doc__": ScopeTable.__doc__},
    module=__name__,
    forbid_unknown_fields=True,
    frozen=True,
    kw_only=True,
)
"""With a key for each kind."""


class WaiverTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A difference that is accepted."""

    rule: Annotated[str, Meta(description="One of the rules that `drift rules` lists.")]
    reason: Annotated[str, Meta(min_length=1, description="Why, and who says so.")]
    service: Annotated[str, Meta(min_length=1, description="Glob over services.")] = "*"
    subject: Annotated[
        str, Meta(min_length=1, description="Glob over the finding's key: a path, a variable, a package …")
    ] = "*"
    environments: Annotated[
        tuple[Text, ...], Meta(description="Only findings that concern one of these; none is all.")
    ] = ()
    pair: Annotated[tuple[Text, Text] | None, Meta(description="Only findings between these two environments.")] = None
    expires: Annotated[date | None, Meta(description="Its last day. After it the waiver is a finding.")] = None


class PairTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Two environments that follow each other."""

    before: Text
    after: Text
    same_image: Annotated[bool, Meta(description="Another image is a finding of high severity.")] = False


class PublishTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What `drift scan --publish` makes of the state after a scan. Paths are relative to the file that names them."""

    reports: Annotated[
        tuple[Text, ...],
        Meta(description="Files, each in the format of its suffix; a new one is its owner's alone (0600)."),
    ] = ()
    metrics: Annotated[
        str,
        Meta(
            pattern=r"^$|\.prom$",
            description="File of node_exporter's textfile collector: NAME.prom, for all to read (0644).",
        ),
    ] = ""
    site: Annotated[
        str,
        Meta(description="Folder of a static site, as of `drift report --site`; who may read it may read its pages."),
    ] = ""


class NotifyTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Who is told what is new, worse or resolved, or cannot be judged any more, by `drift scan --publish` and `drift notify`."""

    to: Annotated[
        tuple[Text, ...],
        Meta(
            description="`$NAME`: the variable that has addresses, since most have a secret in them; or one without: "
            "`https://HOST/PATH` (a webhook), `mailto://HOST?to=WHOM`."
        ),
    ] = ()
    file: Annotated[str, Meta(description="File with an address in each line, for its owner alone to read (0600).")] = (
        ""
    )
    severity: Annotated[
        SeverityName | None, Meta(description="Findings of this or above; without it those that the gate fails for.")
    ] = None
    most: Annotated[int, Meta(ge=1, le=100, description="Findings in one message, the worst first.")] = 10
    digest: Annotated[
        TimeOfDay | None, Meta(description="A summary each day, at the first run after this time: 08:00.")
    ] = None
    report_url: Annotated[
        str, Meta(pattern=r"^$|^https?://", description="Where the published report can be read.")
    ] = ""


class PolicyTable(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What `drift` reads from drift.toml."""

    fail_on: Annotated[SeverityName, Meta(description="The gate fails at findings of this severity or above.")] = "high"
    max_age: Annotated[Duration, Meta(description="Older snapshots are not judged: 24h, 7d, 1h30m.")] = "24h"
    strict_coverage: Annotated[bool, Meta(description="Every gap leaves the verdict open, not only failures.")] = False
    deadline: Annotated[Duration, Meta(description="For reading one container.")] = "10m"
    reread: Annotated[
        tuple[Text, ...],
        Meta(description="Paths that each scan reads again, whatever the engine's list of changes says."),
    ] = ()
    environment: tuple[EnvironmentTable, ...] = ()
    services: Annotated[dict[str, Text], Meta(description="Glob over container names → service name.")] = {}
    applications: Annotated[
        dict[str, tuple[Text, ...]],
        Meta(description="Application → the names of its Compose projects, stacks or namespaces."),
    ] = {}
    preset: Annotated[
        tuple[Text, ...],
        Meta(description="Software whose own caches, logs, sockets and pid files are hidden, and counted."),
    ] = ()
    ignore: Annotated[dict[str, tuple[str, ...]], Meta(description="Kind → gitignore patterns over keys.")] = {}
    ignore_for: tuple[IgnoreForTable, ...] = ()  # type: ignore[valid-type]  # made of the kinds
    env: EnvTable = EnvTable()
    packages: PackagesTable = PackagesTable()
    mounts: MountsTable = MountsTable()
    waiver: tuple[WaiverTable, ...] = ()
    pair: tuple[PairTable, ...] = ()
    severity: Annotated[
        dict[str, Rating], Meta(description="Rule → its severity; off hides it, and it is counted.")
    ] = {}
    engines: Annotated[
        dict[str, Text], Meta(description="Host → a name for the engine whose own identity is not stable.")
    ] = {}
    publish: PublishTable = PublishTable()
    notify: NotifyTable = NotifyTable()


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of drift.toml, as an editor uses it. Rules and kinds are listed by name."""
    schema = msgspec.json.schema(PolicyTable)
    definitions = {name.removesuffix("Table"): one for name, one in schema["$defs"].items()}
    policy = definitions.pop("Policy")
    rules = [rule.id for rule in RULES]
    policy["properties"]["ignore"]["propertyNames"] = {"enum": [kind.value for kind in IGNORABLE]}
    policy["properties"]["preset"]["items"] = {"enum": list(BY_NAME)}
    policy["properties"]["severity"]["propertyNames"] = {"enum": rules}
    definitions["Waiver"]["properties"]["rule"]["enum"] = rules
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", **policy, "title": "drift.toml"}
    named: dict[str, Any] = _renamed({**head, "$defs": definitions})
    return named


def _renamed(value: Any) -> Any:
    """As JSON has it, with references and titles without the word Table."""
    match value:
        case dict():
            return {key: _name(key, item) for key, item in value.items()}
        case list() | tuple():
            return [_renamed(item) for item in value]
        case _:
            return value


def _name(key: str, value: Any) -> Any:
    return value.removesuffix("Table") if key in ("$ref", "title") and isinstance(value, str) else _renamed(value)
