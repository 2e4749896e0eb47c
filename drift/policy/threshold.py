"""A threshold given for one run: it takes the place of all that the policy says."""

from dataclasses import replace

from drift.errors import ConfigError
from drift.model.findings import Severity
from drift.model.settings import Settings


def with_threshold(settings: Settings, fail_on: str | None) -> Settings:
    """ConfigError for a word that is no severity."""
    if fail_on is None:
        return settings
    try:
        severity = Severity.parse(fail_on)
    except KeyError as error:
        names = ", ".join(str(one) for one in Severity)
        raise ConfigError(f"--fail-on {fail_on!r} is no severity", remedy=f"one of {names}") from error
    environments = tuple(replace(one, fail_on=None) for one in settings.environments)
    return replace(settings, fail_on=severity, environments=environments)
