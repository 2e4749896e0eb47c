"""The smaller reports as JSON documents."""

from drift.model.canonical import Document
from drift.render.documents.judged import matrix_of
from drift.render.documents.parts import compared_of, image_of, keyed, note_of, side_of
from drift.report import HistoryReport, ScanReport, ShowReport, StatusReport
from drift.report.history import Event, Life
from drift.report.scanned import ScannedEnvironment
from drift.report.shown import ShownKind
from drift.report.wording import moment


def status(report: StatusReport) -> Document:
    return {
        "report": "status",
        "title": report.title,
        "verdict": report.outcome.value,
        "summary": {
            "answer": report.headline.answer,
            "judged": report.headline.judged,
            "counts": dict(report.counts),
        },
        "matrix": matrix_of(report.matrix),
        "unjudged": report.unjudged,
    }


def history(report: HistoryReport) -> Document:
    return {
        "report": "history",
        "service": report.service,
        "summary": {"answer": report.headline.answer},
        "events": [_event(one) for one in report.events],
        "containers": [_life(one) for one in report.lives],
    }


def _event(one: Event) -> Document:
    return {
        "at": moment(one.at),
        "type": one.type.value,
        "environment": one.environment,
        "instance": one.instance,
        "image": image_of(one.image),
        "snapshot": one.snapshot,
        "comparison": compared_of(one.change) if one.change else None,
    }


def _life(one: Life) -> Document:
    return {
        "environment": one.environment,
        "instance": one.instance,
        "image": image_of(one.image),
        "snapshot": one.snapshot,
        "first_seen": moment(one.first_seen),
        "unchanged_since": moment(one.unchanged_since),
        "last_seen": moment(one.last_seen),
        "seen": one.seen,
    }


def shown(report: ShowReport) -> Document:
    return {
        "report": "show",
        "reference": report.reference,
        "summary": {"answer": report.headline.answer},
        "side": side_of(report.side),
        "kinds": [_kind(one) for one in report.kinds],
        "coverage": [note_of(one) for one in report.notes],
    }


def _kind(one: ShownKind) -> Document:
    return {
        "kind": one.kind.value,
        "status": one.status.value,
        "reason": one.reason,
        "records": [keyed(each.key) | {"content": each.content} for each in one.records],
    }


def scanned(report: ScanReport) -> Document:
    return {
        "report": "scan",
        "summary": {"answer": report.headline.answer},
        "store": report.store,
        "remarks": report.remarks,
        "environments": [_environment(one) for one in report.environments],
    }


def _environment(one: ScannedEnvironment) -> Document:
    return {
        "environment": one.name,
        "targets": [
            {
                "service": str(target.observation.service),
                "instance": target.observation.container_name,
                "snapshot": target.observation.snapshot.hex(),
                "at": moment(target.observation.at),
                "route": target.observation.route.value,
                "novelty": target.novelty.value,
            }
            for target in one.targets
        ],
        "gone": [
            {
                "service": str(gone.service),
                "instance": gone.container_name,
                "snapshot": gone.snapshot.hex(),
                "last_seen": moment(gone.at),
            }
            for gone in one.gone
        ],
        "failures": [
            {
                "service": str(failure.service) if failure.service else "",
                "instance": failure.container_name,
                "engine": failure.engine.address if failure.engine else "",
                "outcome": failure.outcome,
                "reason": failure.reason,
            }
            for failure in one.failures
        ],
    }
