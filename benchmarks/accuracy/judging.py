"""Is what drift says of harmless things, and of programs in use, no more than it may be?"""

import json
from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

from benchmarks.accuracy.case import Against
from benchmarks.accuracy.noise import Noise, Wanted
from benchmarks.accuracy.quiet import MOST
from benchmarks.accuracy.stage import NAME
from benchmarks.accuracy.told import ENVIRONMENTS, Drift, Finding, concerning
from tests.engines.engine import Container

Named: TypeAlias = tuple[str, str]
"""Rule and key."""


def noise_verdict(noise: Noise, drift: Drift, containers: Sequence[Container], untouched: Collection[Named]) -> str:
    """Empty where what was said is what the table's row asks for; what is said of an untouched container, too, is of the image."""
    if noise.wanted is Wanted.PASSED_OVER:
        return _passed_over(drift)
    report = drift.ask(noise.scene, containers, noise.policy)
    if found := [
        word for word in noise.forbidden if word in json.dumps(report) or word.encode() in drift.store.read_bytes()
    ]:
        return f"{len(found)} secrets are in the report or the store"
    findings = [finding for finding in report["findings"] if named(finding) not in untouched]
    return _said(noise, findings) or _reason(noise, drift, report)


def _said(noise: Noise, findings: Sequence[Finding]) -> str:
    if failing := [finding for finding in findings if finding["fails"]]:
        return f"at or above the threshold: {_named(failing)}"
    match noise.wanted:
        case Wanted.STATE:
            others = [finding for finding in findings if finding["rule"] != "runtime-state"]
            return _said_of(noise, findings) or (f"said besides: {_named(others)}" if others else "")
        case Wanted.BELOW:
            return _said_of(noise, findings)
        case _:
            return f"said: {_named(findings)}" if findings else ""


def _said_of(noise: Noise, findings: Sequence[Finding]) -> str:
    return "" if list(concerning(noise.key, findings)) else f"nothing is said of {noise.key}"


def _reason(noise: Noise, drift: Drift, report: dict[str, Any]) -> str:
    """Can one ask why nothing is said?"""
    if not noise.reason:
        return ""
    if noise.wanted is Wanted.COUNTED:
        hidden = [one for one in report["hidden"] if noise.reason in one["by"]]
        return "" if hidden else "the line of the policy is not named"
    if noise.scene.against is Against.IMAGE:
        drift.must("scan", f"container:{NAME}", *drift.host, "--env", ENVIRONMENTS[-1])
    answer = drift.run("explain", noise.key)
    return "" if noise.reason in answer.out else "silent, but no reason is given on request"


def _passed_over(drift: Drift) -> str:
    """All containers of the engine are asked for, and this one is not judged."""
    drift.store.unlink(missing_ok=True)
    answer = drift.run("scan", *drift.host, "--env", ENVIRONMENTS[-1], "--format", "json")
    report = json.loads(answer.out) if answer.out else {}
    judged = [target for one in report.get("environments", ()) for target in one["targets"]]
    if judged:
        return f"judged: {', '.join(target['instance'] for target in judged)}"
    return "" if "one-off" in answer.out + answer.err else "left out, but not counted"


def quiet_verdict(findings: Sequence[Finding]) -> str:
    """Empty where a program in use may say so much."""
    if failing := [finding for finding in findings if finding["fails"]]:
        return f"at or above the threshold: {_named(failing)}"
    return f"more than {MOST} below the threshold" if len(findings) > MOST else ""


def named(finding: Finding) -> Named:
    return finding["rule"], finding["key"]


def _named(findings: Sequence[Finding]) -> str:
    return ", ".join(f"{finding['rule']} {finding['key']}" for finding in findings)
