"""`notify`, and the end of `scan --publish`: each recipient is told what it does not know yet, and only then does it know it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from drift.errors import NotifyError
from drift.model.findings import Outcome
from drift.notify import Message, Recipient, recipients, send
from drift.pipeline.session import Session
from drift.render import notification
from drift.report.bulletin import Bulletin, news, trial
from drift.report.judged import Report

_Way: TypeAlias = Callable[[Session, Report, Recipient], bool]
"""Was a message sent?"""


class Telling(NamedTuple):
    told: Sequence[str]
    """Names of those that a message went to."""
    problems: Sequence[str]
    """A line for each message that did not go."""
    busy: bool = False
    """Another run tells right now."""


def tell(session: Session, report: Report) -> Telling:
    """What is new to each. A message that did not arrive is tried again the next time."""
    with session.store.telling_lock() as alone:
        if not alone:
            return Telling((), (), busy=True)
        return _each(session, report, _tell)


def try_out(session: Session, report: Report) -> Telling:
    """A test message to each; nothing counts as told."""
    return _each(session, report, _try_out)


def _each(session: Session, report: Report, one: _Way) -> Telling:
    found = recipients(session.settings.notify, session.environ)
    told, problems = [], [str(problem) for problem in found.problems]
    for recipient in found.found:
        try:
            if one(session, report, recipient):
                told.append(recipient.name)
        except NotifyError as error:
            problems.append(f"{recipient.name}: {error}")
    return Telling(told, problems)


def _tell(session: Session, report: Report, recipient: Recipient) -> bool:
    fingerprint = recipient.fingerprint(session.key.value)
    known = session.store.told.get(fingerprint)
    found = news(report, known, session.settings.notify)
    if found.bulletin is not None:
        send(recipient, _message(found.bulletin))
    if found.after != known:
        session.store.told.put(fingerprint, found.after, session.now)
    return found.bulletin is not None


def _try_out(session: Session, report: Report, recipient: Recipient) -> bool:
    send(recipient, _message(trial(report, session.settings.notify)))
    return True


def _message(bulletin: Bulletin) -> Message:
    text = notification(bulletin)
    return Message(text.subject, text.text, text.json, bulletin.report.outcome is Outcome.PASS)
