"""The drifts of the demo. A new one is a value in `by_hand` or `at_start`, and a line here."""

import random
from collections.abc import Sequence
from dataclasses import replace

from drift.demo.expected import Place
from drift.demo.injectors.at_start import (
    CHANGED_SECRET,
    DIFFERENT_REPLICA,
    HIDDEN_DIRECTORY,
    LOWER_LIMIT,
    MISSING_VARIABLE,
    OTHER_IMAGE,
    OTHER_USER,
)
from drift.demo.injectors.by_hand import CHMOD, HAND_EDITED_CONFIG, MOVED_FILE, STRAY_BINARY, UPGRADED_PACKAGE
from drift.demo.injectors.interface import Injector
from drift.demo.shop import ENVIRONMENTS, SERVICES

INJECTORS: tuple[Injector, ...] = (
    HAND_EDITED_CONFIG,
    UPGRADED_PACKAGE,
    MISSING_VARIABLE,
    CHANGED_SECRET,
    STRAY_BINARY,
    CHMOD,
    HIDDEN_DIRECTORY,
    OTHER_IMAGE,
    DIFFERENT_REPLICA,
    LOWER_LIMIT,
    OTHER_USER,
    MOVED_FILE,
)


def scattered(injectors: Sequence[Injector], seed: int) -> tuple[Injector, ...]:
    """The same injectors, each at a random place that it may be at."""
    chosen = random.Random(seed)  # noqa: S311 - a choice that can be repeated
    return tuple(
        replace(one, place=Place(chosen.choice(SERVICES), chosen.choice(ENVIRONMENTS))) if one.anywhere else one
        for one in injectors
    )
