"""Findings and the matrix as JSON documents."""

from drift.model.canonical import Document
from drift.model.findings import Finding, Member
from drift.render.documents.chains import chain_of
from drift.render.documents.parts import compared_of, content_of, image_of, keyed, note_of, side_of, time_of
from drift.report import Report
from drift.report.parts import HiddenBy, Matrix, Numbered


def judged(report: Report) -> Document:
    return {
        "report": report.about.value,
        "title": report.title,
        "verdict": report.outcome.value,
        "summary": {
            "answer": report.headline.answer,
            "judged": report.headline.judged,
            "why": report.why,
            "threshold": str(report.threshold),
            "counts": dict(report.counts),
            "findings": len(report.findings),
            "failing": sum(one.fails for one in report.findings),
            "hidden": report.hidden_count,
            **({"known": sum(one.known for one in report.findings)} if report.only_new else {}),
        },
        "policy": {"digest": report.tool.policy_digest, "unused_waivers": report.unused_waivers},
        "matrix": matrix_of(report.matrix) if report.matrix else None,
        "findings": [numbered_of(one) | ({"known": one.known} if report.only_new else {}) for one in report.findings],
        "unjudged": report.unjudged,
        "hidden": [hidden_of(one) for one in report.hidden],
        "coverage": [note_of(one) for one in report.notes],
        "sides": [side_of(one) for one in report.sides],
        "comparisons": [compared_of(one) for one in report.compared],
        **({"chains": [chain_of(one) for one in report.chains]} if report.chains else {}),
    }


def _finding(one: Finding) -> Document:
    return keyed(one.key) | {
        "rule": one.rule,
        "severity": str(one.severity),
        "relation": one.relation.value,
        "service": one.service,
        "environments": one.environments,
        "kind": one.kind.value,
        "change": one.change.value,
        "title": one.title,
        "fingerprint": one.fingerprint,
    }


def numbered_of(one: Numbered) -> Document:
    finding = one.finding
    return _finding(finding) | {
        "number": one.number,
        "fails": one.fails,
        "before": content_of(finding.before),
        "after": content_of(finding.after),
        "details": [{"path": each.path, "before": each.before, "after": each.after} for each in finding.details],
        "members": [_member(each) for each in finding.members],
        "instances": finding.instances,
        "attribution": finding.attribution,
        "step": finding.step,
        "consequence": finding.consequence,
        "effect": finding.effect.value if finding.effect else None,
        "remedy": finding.remedy,
        "first_seen": time_of(one.first_seen),
        "last_seen": time_of(one.last_seen),
    }


def _member(one: Member) -> Document:
    return keyed(one.key) | {
        "change": one.change.value,
        "instance": one.instance,
        "before": content_of(one.before),
        "after": content_of(one.after),
    }


def matrix_of(matrix: Matrix) -> Document:
    return {
        "environments": matrix.environments,
        "rows": [
            {
                "service": row.service,
                "cells": [
                    {
                        "environment": cell.environment,
                        "state": cell.state.value,
                        "reason": cell.reason,
                        "counts": dict(cell.counts),
                        "findings": cell.findings,
                        "images": [image_of(one) for one in cell.images],
                        "instances": cell.instances,
                        "age_seconds": int(cell.age.total_seconds()) if cell.age is not None else None,
                    }
                    for cell in row.cells
                ],
            }
            for row in matrix.rows
        ],
    }


def hidden_of(one: HiddenBy) -> Document:
    return {
        "by": one.by,
        "reason": one.reason,
        "count": len(one.findings),
        "findings": [_finding(finding) for finding in one.findings],
    }
