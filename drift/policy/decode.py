"""The tables of drift.toml → `Settings`, with the checks that no schema makes."""

import re
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path as File
from typing import Any

import msgspec

from drift.model.findings import Severity
from drift.model.references import Scheme, parse_reference
from drift.model.settings import (
    Environment,
    EnvPolicy,
    IgnoreFor,
    MountPolicy,
    Notify,
    PackagePolicy,
    Pair,
    Publish,
    Settings,
    Target,
    Waiver,
)
from drift.policy.addresses import complaint
from drift.policy.complaints import DURATIONS, Complaints
from drift.policy.durations import duration
from drift.policy.globs import has_open_bracket
from drift.policy.ignore import is_pattern
from drift.policy.locate import Path, line_of, written
from drift.policy.presets import BY_NAME as PRESETS
from drift.policy.rules import BY_ID
from drift.policy.schema import (
    IGNORABLE,
    EnvironmentTable,
    EnvTable,
    IgnoreForTable,
    MayDifferTable,
    MountsTable,
    NotifyTable,
    PackagesTable,
    PairTable,
    PolicyTable,
    PublishTable,
    Rating,
    TargetTable,
    Text,
    WaiverTable,
)

_FIELDS = {
    (): PolicyTable.__struct_fields__,
    ("environment",): EnvironmentTable.__struct_fields__,
    ("environment", "target"): TargetTable.__struct_fields__,
    ("ignore_for",): IgnoreForTable.__struct_fields__,
    ("env",): EnvTable.__struct_fields__,
    ("packages",): PackagesTable.__struct_fields__,
    ("packages", "may_differ"): MayDifferTable.__struct_fields__,
    ("mounts",): MountsTable.__struct_fields__,
    ("waiver",): WaiverTable.__struct_fields__,
    ("pair",): PairTable.__struct_fields__,
    ("publish",): PublishTable.__struct_fields__,
    ("notify",): NotifyTable.__struct_fields__,
}
_SECTIONS: Mapping[str, Any] = {
    "applications": tuple[Text, ...],
    "engines": Text,
    "ignore": tuple[str, ...],
    "services": Text,
    "severity": Rating,
}
"""Tables whose keys are names: their entries are decoded one by one, since msgspec does not say at which key it failed."""
_HOST = re.compile(r"(?:unix|ssh|tcp|http|https|npipe|fd)://.+|context:.+")
_OFF = "off"


class Decoder:
    """Of one file: its document, and where in it everything stands."""

    def __init__(self, file: str, document: Mapping[str, Any], lines: Mapping[Path, int]) -> None:
        self._file = file
        self._document = document
        self._lines = lines
        self._wrong = Complaints(file, self._lines)

    def settings(self) -> Settings:
        """ConfigError for the first mistake."""
        self._check_rules_and_kinds()
        table = self._converted()
        names = self._environment_names(table)
        return Settings(
            path=self._file,
            environments=tuple(self._environment(one, index) for index, one in enumerate(table.environment)),
            services={self._glob(("services", glob), glob): name for glob, name in table.services.items()},
            applications=self._applications(table),
            ignore={kind: self._patterns(("ignore", kind), patterns) for kind, patterns in table.ignore.items()},
            ignore_for=tuple(self._ignore_for(one, index, names) for index, one in enumerate(table.ignore_for)),
            presets=tuple(self._preset(name, index) for index, name in enumerate(table.preset)),
            env=self._env(table),
            packages=self._packages(table.packages.may_differ),
            mounts=MountPolicy(
                tuple(self._inside(("mounts", "hash", index), path) for index, path in enumerate(table.mounts.hash))
            ),
            waivers=tuple(self._waiver(one, index, names) for index, one in enumerate(table.waiver)),
            pairs=tuple(self._pair(one, index, names) for index, one in enumerate(table.pair)),
            severity={rule: None if word == _OFF else Severity.parse(word) for rule, word in table.severity.items()},
            fail_on=Severity.parse(table.fail_on),
            max_age=self._duration(("max_age",), table.max_age),
            strict_coverage=table.strict_coverage,
            reread=tuple(self._inside(("reread", index), path) for index, path in enumerate(table.reread)),
            engine_names={self._host(("engines", host), host): name for host, name in table.engines.items()},
            deadline=self._duration(("deadline",), table.deadline),
            publish=self._publish(table.publish),
            notify=self._notify(table.notify),
            lines={written(path): line for path, line in self._lines.items()},
        )

    def _converted(self) -> PolicyTable:
        for section, shape in _SECTIONS.items():
            entries = self._document.get(section)
            for key, value in entries.items() if isinstance(entries, dict) else ():
                self._convert(value, shape, (section, key))
        table: PolicyTable = self._convert(self._document, PolicyTable, ())
        return table

    def _convert(self, value: Any, shape: Any, base: Path) -> Any:
        try:
            return msgspec.convert(value, shape)
        except msgspec.ValidationError as error:
            raise self._wrong.of_schema(str(error), base, _FIELDS) from error

    def _check_rules_and_kinds(self) -> None:
        """Names that are keys, before what stands behind them."""
        kinds = [kind.value for kind in IGNORABLE]
        for section, noun, known in (("severity", "rule", list(BY_ID)), ("ignore", "kind", kinds)):
            entries = self._document.get(section)
            for key in entries if isinstance(entries, dict) else ():
                if key not in known:
                    raise self._wrong.unknown((section, key), noun, key, known)

    def _environment_names(self, table: PolicyTable) -> list[str]:
        names: list[str] = []
        for index, one in enumerate(table.environment):
            if one.name in names:
                path: Path = ("environment", index, "name")
                first = line_of(("environment", names.index(one.name)), self._lines)
                raise self._wrong.error(path, f"{one.name!r} is declared twice, first in line {first}", "take one away")
            names.append(one.name)
        return names

    def _environment(self, table: EnvironmentTable, index: int) -> Environment:
        path: Path = ("environment", index)
        return Environment(
            name=table.name,
            hosts=tuple(self._host((*path, "hosts", number), host) for number, host in enumerate(table.hosts)),
            targets=tuple(self._target((*path, "target", number), one) for number, one in enumerate(table.target)),
            labels=table.labels,
            names=self._globs((*path, "names"), table.names),
            fail_on=Severity.parse(table.fail_on) if table.fail_on else None,
            max_age=self._duration((*path, "max_age"), table.max_age) if table.max_age else None,
        )

    def _target(self, path: Path, table: TargetTable) -> Target:
        for name, text in (("reference", table.reference), ("image", table.image)):
            try:
                scheme = parse_reference(text).scheme if text else None
            except ValueError as error:
                raise self._wrong.error((*path, name), str(error)) from error
            if name == "reference" and scheme is Scheme.DIR and not table.image:
                raise self._wrong.error(
                    path, "image is missing: a directory does not say what it was made from", "add it"
                )
        return Target(table.reference, table.service, table.image)

    def _ignore_for(self, table: Any, index: int, environments: list[str]) -> IgnoreFor:
        path: Path = ("ignore_for", index)
        if not table.reason.strip():
            raise self._wrong.error((*path, "reason"), "must not be empty", "say why")
        for number, name in enumerate(table.environments):
            self._known((*path, "environments", number), name, environments)
        kinds = [kind.value for kind in IGNORABLE if getattr(table, kind.value)]
        if not kinds:
            raise self._wrong.error(path, "ignores nothing", 'name a kind and its patterns, as in files = ["*.bak"]')
        return IgnoreFor(
            reason=table.reason,
            service=self._glob((*path, "service"), table.service),
            environments=table.environments,
            patterns={kind: self._patterns((*path, kind), getattr(table, kind)) for kind in kinds},
            line=line_of(path, self._lines),
        )

    def _preset(self, name: str, index: int) -> str:
        if name not in PRESETS:
            raise self._wrong.unknown(("preset", index), "preset", name, PRESETS)
        return name

    def _env(self, table: PolicyTable) -> EnvPolicy:
        """A name that must be equal cannot also be free."""
        for index, name in enumerate(table.env.must_equal):
            free = "env.may_differ" if name in table.env.may_differ else "ignore.env"
            if name in (*table.env.may_differ, *table.ignore.get("env", ())):
                path: Path = ("env", "must_equal", index)
                raise self._wrong.error(path, f"{name!r} stands under {free}, too", "take it out of one of the two")
        return EnvPolicy(**{name: self._globs(("env", name), getattr(table.env, name)) for name in _FIELDS["env",]})

    def _packages(self, table: MayDifferTable) -> PackagePolicy:
        path: Path = ("packages", "may_differ")
        patch, minor = (self._globs((*path, name), getattr(table, name)) for name in ("patch", "minor"))
        return PackagePolicy(patch, minor)

    def _waiver(self, table: WaiverTable, index: int, environments: list[str]) -> Waiver:
        path: Path = ("waiver", index)
        if table.rule not in BY_ID:
            raise self._wrong.unknown((*path, "rule"), "rule", table.rule, BY_ID)
        if not table.reason.strip():
            raise self._wrong.error((*path, "reason"), "must not be empty", "say why, and who accepts it")
        for number, name in enumerate(table.environments):
            self._known((*path, "environments", number), name, environments)
        return Waiver(
            rule=table.rule,
            reason=table.reason,
            service=self._glob((*path, "service"), table.service),
            subject=self._glob((*path, "subject"), table.subject),
            environments=table.environments,
            pair=self._waived_pair(table, path, environments),
            expires=table.expires,
            line=line_of(path, self._lines),
        )

    def _waived_pair(self, table: WaiverTable, path: Path, environments: list[str]) -> tuple[str, ...]:
        pair = table.pair or ()
        for number, name in enumerate(pair):
            self._known((*path, "pair", number), name, environments)
        if len(set(pair)) == 1:
            raise self._wrong.error((*path, "pair"), "is one environment twice", "name two")
        if pair and table.environments:
            raise self._wrong.error((*path, "pair"), "stands beside environments", "give one of the two")
        return pair

    def _pair(self, table: PairTable, index: int, environments: list[str]) -> Pair:
        path: Path = ("pair", index)
        for key, name in (("before", table.before), ("after", table.after)):
            self._known((*path, key), name, environments)
        if table.before == table.after:
            raise self._wrong.error(
                (*path, "after"), "is the same environment as before", "name the one that follows it"
            )
        return Pair(table.before, table.after, table.same_image)

    def _publish(self, table: PublishTable) -> Publish:
        return Publish(tuple(map(self._beside, table.reports)), self._beside(table.metrics), self._beside(table.site))

    def _notify(self, table: NotifyTable) -> Notify:
        for index, address in enumerate(table.to):
            if wrong := complaint(address):
                raise self._wrong.error(("notify", "to", index), *wrong)
        return Notify(
            to=table.to,
            file=self._beside(table.file),
            severity=Severity.parse(table.severity) if table.severity else None,
            most=table.most,
            digest=time.fromisoformat(table.digest) if table.digest else None,
            report_url=table.report_url,
        )

    def _beside(self, path: str) -> str:
        """A timer runs it elsewhere: a relative path is meant from where drift.toml lies."""
        return str(File(self._file).parent / path) if path else ""

    def _known(self, path: Path, name: str, environments: list[str]) -> None:
        """Where the file declares no environment, any name may be in the store."""
        if environments and name not in environments:
            raise self._wrong.unknown(path, "environment", name, environments)

    def _applications(self, table: PolicyTable) -> Mapping[str, tuple[str, ...]]:
        owners: dict[str, str] = {}
        for application, names in table.applications.items():
            for index, name in enumerate(names):
                if owners.setdefault(name, application) != application:
                    path: Path = ("applications", application, index)
                    raise self._wrong.error(path, f"{name!r} belongs to {owners[name]!r} already", "take one away")
        return table.applications

    def _patterns(self, path: Path, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for index, pattern in enumerate(patterns):
            if not is_pattern(pattern):
                raise self._wrong.error((*path, index), f"{pattern!r} is no gitignore pattern", "see gitignore(5)")
        return patterns

    def _globs(self, path: Path, globs: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._glob((*path, index), glob) for index, glob in enumerate(globs))

    def _glob(self, path: Path, glob: str) -> str:
        if has_open_bracket(glob):
            raise self._wrong.error(
                path, f"{glob!r} is no pattern: a [ is not closed", "write [[] for the character itself"
            )
        return glob

    def _host(self, path: Path, host: str) -> str:
        if not _HOST.fullmatch(host):
            raise self._wrong.error(
                path, f"{host!r} is no engine", "write unix://PATH, ssh://HOST, tcp://HOST:PORT or context:NAME"
            )
        return host

    def _inside(self, path: Path, text: str) -> str:
        """A path as records have it: relative to the root."""
        inside = text.strip("/")
        if not inside or ".." in inside.split("/"):
            raise self._wrong.error(
                path, f"{text!r} is no path below the root of a container", "write it as opt/app/config"
            )
        return inside

    def _duration(self, path: Path, text: str) -> timedelta:
        try:
            return duration(text)
        except ValueError as error:
            raise self._wrong.error(path, str(error), DURATIONS) from error
