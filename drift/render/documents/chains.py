"""The chains of a report as JSON documents."""

from drift.model.canonical import Document
from drift.report.chain import Arrow, Chain, Course, Link, Mark, Station


def chain_of(one: Chain) -> Document:
    return {
        "service": one.service,
        "state": one.tie.value,
        "sentence": one.sentence,
        "stations": [_station(station) for station in one.stations],
        "courses": [_course(course) for course in one.courses],
    }


def _station(one: Station) -> Document:
    return {
        "environment": one.environment,
        "images": [_mark(image) for image in one.images],
        "note": one.note,
        "step": _arrow(one.step) if one.step else None,
    }


def _course(one: Course) -> Document:
    return {
        "mark": one.mark,
        "links": [_link(link) for link in one.links],
        "arrows": [_arrow(arrow) for arrow in one.arrows],
        "runs": [
            {"environment": run.environment, "arrow": _arrow(run.arrow), "link": _link(run.link)} for run in one.runs
        ],
    }


def _mark(one: Mark) -> Document:
    return {"mark": one.mark, "reference": one.reference, "identity": one.identity}


def _arrow(one: Arrow) -> Document:
    return {"state": one.tie.value, "sentence": one.sentence, "finding": one.finding or None}


def _link(one: Link) -> Document:
    return {
        "stage": one.stage.value,
        "value": one.value,
        "unknown": one.unknown,
        "facts": [{"label": fact.label, "text": fact.text} for fact in one.facts],
    }
