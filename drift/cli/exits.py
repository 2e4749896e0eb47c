"""Exit codes of verdicts: 0 nothing at or above the threshold, 1 drift, 2 could not judge."""

from typing import NoReturn

import typer

from drift.model.findings import Outcome

_CODES = {Outcome.PASS: 0, Outcome.DRIFT: 1, Outcome.UNJUDGED: 2}


def leave(outcome: Outcome, *, judged: bool = True) -> NoReturn:
    """Without `judged` drift is an answer, not a failure: then only what could not be judged is one."""
    code = _CODES[outcome]
    raise typer.Exit(code if judged or code == _CODES[Outcome.UNJUDGED] else 0)
