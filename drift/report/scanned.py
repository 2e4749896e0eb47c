"""The report of `scan`: what was read, what could not be, and what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drift.model.snapshot import Observation, TargetFailure
from drift.report.parts import Headline, State, Tool
from drift.report.wording import count


class Novelty(StrEnum):
    """Of a snapshot, against what the store had of the same container."""

    FIRST = "first"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Target:
    observation: Observation
    novelty: Novelty


@dataclass(frozen=True, slots=True)
class ScannedEnvironment:
    name: str
    targets: tuple[Target, ...]
    """By service and container."""
    failures: tuple[TargetFailure, ...]
    """Also those that were skipped or vanished."""
    gone: tuple[Observation, ...]
    """Containers that were there the last time and are not now."""

    def number(self, novelty: Novelty) -> int:
        return sum(one.novelty is novelty for one in self.targets)

    @property
    def failed(self) -> tuple[TargetFailure, ...]:
        return tuple(one for one in self.failures if one.outcome != "skipped")

    @property
    def summary(self) -> str:
        """As in "12 containers: 1 first, 2 changed, 9 unchanged; 1 failed"."""
        parts = [f"{self.number(one)} {one}" for one in Novelty if self.number(one)]
        read = count(len(self.targets), "container") + (f": {', '.join(parts)}" if parts else "")
        skipped = len(self.failures) - len(self.failed)
        rest = [(len(self.gone), "gone"), (len(self.failed), "failed"), (skipped, "skipped")]
        return "; ".join([read, *(f"{number} {word}" for number, word in rest if number)])


@dataclass(frozen=True, slots=True)
class ScanReport:
    made: datetime
    tool: Tool
    headline: Headline
    environments: tuple[ScannedEnvironment, ...]
    store: str
    """Where it was written."""
    remarks: tuple[str, ...]
    """What a first scan should say once: the store, the key, a line that was not asked for."""
    more: str


def scan_report(  # noqa: PLR0913 - all by name, each another thing that a scan found
    environments: Sequence[str],
    targets: Sequence[Target],
    failures: Sequence[TargetFailure],
    *,
    store: str,
    tool: str,
    now: datetime,
    remarks: Sequence[str] = (),
    gone: Sequence[Observation] = (),
    nothing: str = "",
) -> ScanReport:
    """`environments` in order: also those where no container was found. `nothing` says why nothing was read, where that is so."""
    scanned = tuple(_environment(name, targets, failures, gone) for name in environments)
    failed = sum(len(one.failed) for one in scanned)
    news = _news(scanned)
    read = f"{count(len(targets), 'container')} read in {', '.join(environments)}; {news}"
    if not (targets or failures or gone) and nothing:
        read = f"nothing read in {', '.join(environments)}: {nothing}"
    return ScanReport(
        made=now,
        tool=Tool(tool),
        headline=Headline(
            word="SCAN INCOMPLETE" if failed else "SCANNED",
            sentence=read + (f"; {count(failed, 'target')} failed" if failed else ""),
            state=State.UNJUDGED if failed else State.OK,
        ),
        environments=scanned,
        store=store,
        remarks=tuple(remarks),
        more="drift doctor" if failed else "drift gate",
    )


def _news(scanned: Sequence[ScannedEnvironment]) -> str:
    changed = sum(one.number(Novelty.CHANGED) + one.number(Novelty.FIRST) for one in scanned)
    gone = sum(len(one.gone) for one in scanned)
    news = [count(changed, "snapshot") + " new"] if changed else []
    return ", ".join([*news, *([f"{count(gone, 'container')} gone"] if gone else [])]) or "nothing new"


def _environment(
    name: str, targets: Sequence[Target], failures: Sequence[TargetFailure], gone: Sequence[Observation]
) -> ScannedEnvironment:
    here = [one for one in targets if one.observation.environment == name]
    return ScannedEnvironment(
        name=name,
        targets=tuple(sorted(here, key=lambda one: _place(one.observation))),
        failures=tuple(one for one in failures if one.environment == name),
        gone=tuple(sorted((one for one in gone if one.environment == name), key=_place)),
    )


def _place(one: Observation) -> tuple[str, str]:
    return str(one.service), one.container_name
