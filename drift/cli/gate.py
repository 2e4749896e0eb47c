"""`drift gate [REF…]`: judge, and let the exit code say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drift.cli.options import (
    Config,
    Context,
    Db,
    Format,
    Host,
    HostFiles,
    Image,
    Outputs,
    Quiet,
    Verbose,
    Verify,
    place,
    usual_environment,
)
from drift.model.snapshot import HostFiles as Files

if TYPE_CHECKING:
    from drift.cli.opening import Using
    from drift.model.settings import Environment
    from drift.pipeline.environments import Asked
    from drift.pipeline.gating import Terms
    from drift.pipeline.wishes import Manner, Wish
    from drift.report import Report


def gate(  # noqa: PLR0913 - each option is a parameter
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]…", help="Scan these now and judge them.")
    ] = None,
    *,
    env: Annotated[
        list[str] | None,
        typer.Option(
            "--env", help="Judge this environment; may be repeated. With REF: what it is of. [default: DRIFT_ENV]"
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", help="Compare with this known-good state instead: env:NAME@TIME, image:REF …"),
    ] = None,
    lock: Annotated[
        Path | None, typer.Option("--lock", help="Compare what runs now with this drift.lock, without any store.")
    ] = None,
    promote: Annotated[
        str | None, typer.Option("--promote", help="staging:production: is what would be deployed what was tested?")
    ] = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="info, low, medium, high or critical. [default: the policy's, high]")
    ] = None,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Only what no scan saw before the state that is judged counts.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", help="With --new-only: only what no scan saw before this. 2026-11-01, a time, or 7d."),
    ] = None,
    host: Host = None,
    context: Context = None,
    verify: Verify = False,
    host_files: HostFiles = Files.AUTO,
    image: Image = None,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Outputs = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Judge all environments, or what is named: exit 0, 1 (drift) or 2.

    Without REF the newest state of all environments (or of each --env) is judged: each container with its image, replicas with
    each other, each environment with the one before it. 2 says that it could not be judged, and wins over 1.
    """
    from drift.cli.exits import leave
    from drift.cli.joblog import write_verdict
    from drift.cli.opening import Using
    from drift.cli.output import wanted_outputs
    from drift.pipeline.wishes import Manner

    outputs = wanted_outputs(kind, output, quiet=quiet, verbose=verbose)
    using = Using(db, config, quiet, place(host, context), fail_on)
    manner = Manner(verify, image or "", host_files=host_files)
    asked = _Asked(
        references or [], env or [], using, manner, _Terms(baseline, lock, promote, since, new_only=new_only)
    )
    asked.check()
    report = asked.report()
    write_verdict(report, outputs)
    leave(report.outcome)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is compared with, and what counts."""

    baseline: str | None
    lock: Path | None
    promote: str | None
    since: str | None
    new_only: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    references: list[str]
    names: list[str]
    using: "Using"
    manner: "Manner"
    terms: _Terms

    def check(self) -> None:
        """What does not go together."""
        terms, scans = self.terms, bool(self.using.place or self.manner.image or self.manner.verify)
        if sum(map(bool, (terms.baseline, terms.lock, terms.promote, terms.new_only))) > 1:
            raise typer.BadParameter(
                "--baseline, --lock, --promote and --new-only each say what counts: give one of them."
            )
        if terms.since and not terms.new_only:
            raise typer.BadParameter("--since says what --new-only takes for known: give both.")
        if terms.promote and (self.references or self.names):
            raise typer.BadParameter("--promote names what is judged: give no REF and no --env.")
        if scans and not (self.references or terms.baseline or terms.lock):
            raise typer.BadParameter("-H, -c, --image and --verify are for what is scanned now: name it.")
        if self.references and len(self.names) > 1:
            raise typer.BadParameter("What is scanned now is of one environment: give one --env.")

    def report(self) -> "Report":
        from drift.cli.opening import opened
        from drift.pipeline.environments import environments_to_scan
        from drift.pipeline.gating import gate_references, gate_store
        from drift.pipeline.promotion import Promotion, gate_promotion

        if self.terms.lock:
            return self._locked(self.terms.lock)
        with opened(self.using, create=bool(self.references)) as session:
            if self.terms.promote:
                return gate_promotion(session, Promotion.parse(self.terms.promote))
            if not self.references:
                return gate_store(session, self.names, self._terms(session.now))
            chosen = environments_to_scan(session.settings, self._asked())
            return gate_references(session, self._wish(chosen), self._terms(session.now))

    def _locked(self, file: Path) -> "Report":
        from drift.cli.opening import opened_aside
        from drift.pipeline.locked import gate_locked, locked_environments, read_lock

        lock = read_lock(file)
        with opened_aside(self.using, make_key=False) as session:
            chosen = locked_environments(lock, session.settings, self.names, self._asked())
            return gate_locked(session, lock, self._wish(chosen), str(file))

    def _asked(self) -> "Asked":
        from drift.pipeline.environments import Asked

        return Asked(self.names[0] if self.names else None, self.using.place, usual_environment())

    def _wish(self, chosen: "Sequence[Environment]") -> "Wish":
        from drift.pipeline.wishes import Wish, running

        return Wish(chosen, running(self.references), stopped=bool(self.references), manner=self.manner)

    def _terms(self, now: datetime) -> "Terms":
        from drift.pipeline.gating import Terms
        from drift.pipeline.wishes import moment, reference

        since = moment(self.terms.since, now) if self.terms.since else None
        known_good = reference(self.terms.baseline) if self.terms.baseline else None
        return Terms(self.terms.new_only, since, known_good, self.manner)
