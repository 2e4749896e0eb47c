"""A time zone or locale is asked for that the root does not have."""

from drift.model.changes import Change
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import LOCALE, TIME_ZONE, Kind
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds

RULE = Rule(
    id="setting-without-effect",
    title="A time zone or locale is set that is not installed",
    kinds=kinds(Kind.CONFIG),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS),
    why="Nobody is told: times are UTC, and text is ASCII, until something is late or breaks at the first umlaut.",
    fix="Install tzdata, or the locale (locales, glibc-langpack-…), in the image; C.UTF-8 needs nothing.",
    bad="ENV TZ=Europe/Berlin   # in an image without tzdata",
    good="RUN apt-get install -y tzdata\nENV TZ=Europe/Berlin",
)
_EFFECTS = {TIME_ZONE: "its times are UTC", LOCALE: "its text is ASCII, as in the locale C"}


def judge(change: Change, context: Context) -> Finding | None:
    effect = _EFFECTS.get(change.key)
    if effect is None or (change.after or {}).get("installed") is not False:
        return None
    name = (change.after or {}).get("value")
    if (change.before or {}).get("installed") is False and (change.before or {}).get("value") == name:
        return None
    what = "time zone" if change.key == TIME_ZONE else "locale"
    return RULE.finding(
        change,
        context,
        f"{context.after} asks for {what} {name} and does not have it",
        consequence=Consequence(effect, Effect.DIFFERS),
    )
