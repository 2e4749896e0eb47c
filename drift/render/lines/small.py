"""The smaller reports in lines: a history, a snapshot, a scan."""

from drift.render.lines.judged import write_notes
from drift.render.lines.limits import Limits
from drift.render.lines.sheet import Piece, Sheet
from drift.render.text import shortened
from drift.report import HistoryReport, ScanReport, ShowReport
from drift.report.history import Event, Life
from drift.report.scanned import Novelty, ScannedEnvironment
from drift.report.shown import Shown, ShownKind
from drift.report.wording import age, count, moment, tag_of


def write_history(sheet: Sheet, report: HistoryReport) -> None:
    sheet.blank()
    sheet.table(
        ("container", "image", "first seen", "unchanged since", "last read"),
        [_life(one, report) for one in report.lives],
    )
    sheet.blank()
    for event in report.events:
        where = f"{event.environment}/{event.instance}"
        sheet.entry(f"  {event.type}", f"{moment(event.at)} {where} {_happened(event)}")


def _life(one: Life, report: HistoryReport) -> list[tuple[Piece]]:
    texts = (
        f"{tag_of(one.image.reference)} {one.image.identity[:8]}".rstrip(),
        moment(one.first_seen),
        moment(one.unchanged_since),
        f"{age(report.made - one.last_seen)} ago",
    )
    return [(Piece(f"{one.environment}/{one.instance}", "bold"),), *((Piece(text),) for text in texts)]


def _happened(event: Event) -> str:
    changes = event.change.changes if event.change else {}
    parts = [event.image.reference, *(f"{number:,} {change}" for change, number in changes.items())]
    return " · ".join(part for part in parts if part)


def write_shown(sheet: Sheet, report: ShowReport, limits: Limits) -> None:
    side = report.side
    about = (
        ("image", side.image_reference),
        ("identity", side.image),
        ("snapshot", side.snapshot),
        ("read", " ".join(part for part in (moment(side.at) if side.at else "", side.route) if part)),
        ("engine", side.engine),
    )
    sheet.blank()
    for label, text in about:
        if text:
            sheet.entry(f"  {label}", text)
    for kind in report.kinds:
        _kind(sheet, kind, limits)
    write_notes(sheet, report.notes)


def _kind(sheet: Sheet, shown: ShownKind, limits: Limits) -> None:
    sheet.blank()
    sheet.line(Piece(f"── {shown.kind} ──", "bold"), Piece(f" {shown.summary}", "dim"))
    for one in shown.records[: limits.records]:
        sheet.pair(one.key, _fields(one))
    rest = len(shown.records) - limits.records
    if rest > 0:
        sheet.text(f"and {count(rest, 'record')} more", "dim", indent=2)


def _fields(one: Shown) -> str:
    texts = [
        shortened(text, 400) if label == "value" else f"{label} {shortened(text, 400)}"
        for label, text in one.texts.items()
    ]
    return ", ".join(texts) or "absent"


def write_scan(sheet: Sheet, report: ScanReport, *, quiet: bool, verbose: bool) -> None:
    """Quiet: only what changed or failed, for a scheduled run's mail."""
    if not quiet:
        sheet.blank()
        sheet.table(
            ("environment", "read"),
            [((Piece(one.name, "bold"),), (Piece(one.summary),)) for one in report.environments],
        )
    for environment in report.environments:
        if quiet or verbose:
            _news(sheet, environment)
        _failures(sheet, environment)
    if not quiet:
        sheet.blank()
        for remark in report.remarks:
            sheet.text(remark)
        sheet.text(f"Kept in {report.store}")


def _news(sheet: Sheet, environment: ScannedEnvironment) -> None:
    for one in environment.targets:
        if one.novelty is not Novelty.UNCHANGED:
            sheet.entry(f"  {one.novelty}", f"{environment.name}/{one.observation.container_name}")
    for gone in environment.gone:
        sheet.entry("  gone", f"{environment.name}/{gone.container_name}")


def _failures(sheet: Sheet, environment: ScannedEnvironment) -> None:
    for one in environment.failed:
        name = one.container_name or (one.engine.address if one.engine else "its engine")
        sheet.entry(f"✗ {one.outcome}", f"{environment.name}/{name}: {one.reason}", label_style="red")
