"""What makes a difference more or less likely to be the reason why one side fails, in points. Nothing else ranks it.

Of each aspect the first weight that holds counts, and the sum over the aspects is the finding's place. The points were chosen
on one half of the scenarios of benchmarks/why, and are reported on the other: docs/why.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from drift.model.findings import Effect, Severity
from drift.model.records import LOCALE, TIME_ZONE, Kind
from drift.policy.lessening import Step
from drift.policy.paths import FileClass
from drift.policy.suspect import (
    ACCOUNTS,
    GROUND,
    KEPT,
    LEFTOVER,
    LISTENS,
    OF_IMAGES,
    PEOPLE,
    PROXY,
    READING,
    START,
    TELLING,
    Suspect,
)


@dataclass(frozen=True, slots=True)
class Weight:
    points: int
    reason: str
    """As it stands beside the finding, after the points; {role}, {readers} and {also} stand for the suspect's own."""
    holds: Callable[[Suspect], bool]


@dataclass(frozen=True, slots=True)
class Aspect:
    name: str
    about: str
    weights: tuple[Weight, ...]


def _rule(*names: str) -> Callable[[Suspect], bool]:
    return lambda one: one.rule in names


def _kind(*kinds: Kind) -> Callable[[Suspect], bool]:
    return lambda one: one.kind in kinds


def _key(kind: Kind, *starts: str) -> Callable[[Suspect], bool]:
    return lambda one: one.kind is kind and one.key.startswith(starts)


def _file(file_class: FileClass) -> Callable[[Suspect], bool]:
    return lambda one: one.kind is Kind.FILES and one.file_class is file_class


def _effect(effect: Effect) -> Callable[[Suspect], bool]:
    return lambda one: one.finding.effect is effect


CONSEQUENCE = Aspect(
    "consequence",
    "What was worked out: it does not guess, so it outweighs everything else.",
    (
        Weight(60, "the container cannot start with it", _effect(Effect.NO_START)),
        Weight(40, "something fails with it", _effect(Effect.FAILS)),
        Weight(10, "the program does something else with it", _effect(Effect.DIFFERS)),
        Weight(-10, "it only weakens what confines the program", _effect(Effect.EXPOSED)),
    ),
)
PART = Aspect(
    "part",
    "What the container's start has it for: a difference on that way is met each time.",
    (
        Weight(25, "it is {role}", lambda one: bool(one.role)),
        Weight(25, "{readers} reads it", lambda one: bool(one.readers)),
    ),
)
VALUE = Aspect(
    "value",
    "What is told by the value itself.",
    (
        Weight(22, "it names {absent}, which the failing side does not have", lambda one: bool(one.absent)),
        Weight(16, "it was a number, and is none", lambda one: one.lost_a_number),
        Weight(
            12,
            "it says where the program is to be reached",
            lambda one: one.kind is Kind.ENV and bool(LISTENS.search(one.key)),
        ),
        Weight(-4, "it is another number", lambda one: one.is_another_number),
    ),
)
SUBJECT = Aspect(
    "subject",
    "What differs, and in which direction: a program misses what is gone and seldom minds what is more.",
    (
        # what nothing runs by
        Weight(-30, "it could not be compared: it says nothing", _kind(Kind.COVERAGE)),
        Weight(
            -10, "that the images differ is no cause by itself: what differs in them is listed", _rule("image-differs")
        ),
        Weight(-20, "a name or a digest of the image: no program sees it", _kind(Kind.IDENTITY)),
        Weight(
            -25,
            "labels are read by people and tools round the container, not by its program",
            _key(Kind.CONFIG, "label:"),
        ),
        Weight(
            -20,
            "how a container is kept or logged is nothing that its program sees",
            lambda one: one.kind is Kind.RUNTIME and one.key in KEPT,
        ),
        Weight(
            -15,
            "what was declared says nothing on what is there",
            _key(Kind.CONFIG, "exposed_port:", "volume:", "stop_", "onbuild"),
        ),
        # what programs load and start
        Weight(
            25,
            "programs do not start without their interpreter and libraries",
            _rule("interpreter-missing", "library-missing", "library-version-missing"),
        ),
        Weight(
            20,
            "it is what the container starts, where and as whom",
            lambda one: one.kind is Kind.CONFIG and one.key in START,
        ),
        Weight(20, "the time zone or locale that is asked for is not there", _key(Kind.CONFIG, TIME_ZONE, LOCALE)),
        Weight(5, "a library is found elsewhere", _kind(Kind.LIBRARIES, Kind.SCRIPTS)),
        Weight(8, "the configuration of the container differs", _kind(Kind.CONFIG)),
        # rights, limits, mounts
        Weight(
            22,
            "the failing side has less: a right, a limit, a name or a network",
            lambda one: one.kind in (Kind.RUNTIME, Kind.PROCESSES) and one.step is Step.LESS,
        ),
        Weight(
            -12,
            "the failing side has more of it: programs seldom fail of that",
            lambda one: one.kind in (Kind.RUNTIME, Kind.PROCESSES) and one.step is Step.MORE,
        ),
        Weight(12, "a run-time option differs", _kind(Kind.RUNTIME)),
        Weight(25, "a mount hides what the image has there", _rule("mount-hides-image-files")),
        Weight(
            18,
            "a mount is gone, or can no longer be written",
            lambda one: one.kind is Kind.MOUNTS and one.step is Step.LESS,
        ),
        Weight(10, "a mount differs", _kind(Kind.MOUNTS)),
        # variables
        Weight(20, "it must be set, by the policy", _rule("env-required-missing")),
        Weight(15, "the variable is empty", lambda one: one.kind is Kind.ENV and one.is_empty),
        Weight(
            20,
            "loaders, interpreters or the C library read this variable",
            lambda one: one.kind is Kind.ENV and bool(GROUND.search(one.key)),
        ),
        Weight(10, "a proxy is set or gone", lambda one: one.kind is Kind.ENV and bool(PROXY.search(one.key))),
        Weight(16, "the failing side lacks the variable", lambda one: one.kind is Kind.ENV and one.is_removed),
        Weight(6, "a variable more: few programs fail of one", lambda one: one.kind is Kind.ENV and one.is_added),
        Weight(10, "a variable has another value", _kind(Kind.ENV)),
        # packages, accounts, trust
        Weight(20, "a package is gone", lambda one: one.kind is Kind.PACKAGES and one.is_removed),
        Weight(-8, "a package more: few programs fail of one", lambda one: one.kind is Kind.PACKAGES and one.is_added),
        Weight(20, "a package is older than where it works", lambda one: one.kind is Kind.PACKAGES and one.is_older),
        Weight(8, "a package has another version", _kind(Kind.PACKAGES)),
        Weight(-15, "it is the same user by another name", lambda one: one.is_same_user),
        Weight(
            15,
            "an account or certificate is gone",
            lambda one: one.kind in (Kind.ACCOUNTS, Kind.CERTIFICATES) and one.is_removed,
        ),
        Weight(
            -5,
            "an account or certificate more",
            lambda one: one.kind in (Kind.ACCOUNTS, Kind.CERTIFICATES) and one.is_added,
        ),
        Weight(10, "an account or certificate differs", _kind(Kind.ACCOUNTS, Kind.CERTIFICATES)),
        Weight(12, "a schedule is gone", lambda one: one.kind is Kind.SCHEDULES and one.is_removed),
        Weight(5, "a schedule differs", _kind(Kind.SCHEDULES)),
        Weight(2, "a lock file says something else", _kind(Kind.DECLARED)),
        # files
        Weight(-25, "only its form differs: comments, order or formatting", _rule("config-form-changed")),
        Weight(-25, "programs write there by themselves: logs, caches, process IDs", _rule("runtime-state")),
        Weight(-25, "documentation: people read it, and no program", lambda one: one.all_paths(READING)),
        Weight(-20, "left behind by an editor, a shell or a package manager", lambda one: one.all_paths(LEFTOVER)),
        Weight(-15, "accounts are read from it, and are compared by themselves", lambda one: one.all_paths(ACCOUNTS)),
        Weight(-20, "it greets or serves people who log in", lambda one: one.all_paths(PEOPLE)),
        Weight(14, "a link leads elsewhere", lambda one: one.leads_elsewhere),
        Weight(
            -4,
            "the working container wrote it while it ran: more often what follows than a cause",
            lambda one: one.is_removed and one.written and one.file_class is FileClass.OTHER,
        ),
        Weight(18, "a file is gone", lambda one: one.kind is Kind.FILES and one.is_removed),
        Weight(18, "its rights or its owner differ", _rule("file-mode-changed", "file-owner-changed")),
        Weight(-6, "a file more: few programs fail of one", lambda one: one.kind is Kind.FILES and one.is_added),
        Weight(18, "a value in a configuration file differs", _rule("config-file-changed")),
        Weight(
            16,
            "a program or a library is another",
            lambda one: _file(FileClass.EXECUTABLE)(one) or _file(FileClass.LIBRARY)(one),
        ),
        Weight(15, "code is another", _file(FileClass.CODE)),
        Weight(6, "a file differs", _kind(Kind.FILES, Kind.VERIFICATION)),
        # below
        Weight(4, "the host differs: seldom the reason, and then nobody thinks of it", _kind(Kind.HOST)),
    ),
)
NATURE = Aspect(
    "nature",
    "What differs in every environment, as it should.",
    (
        Weight(-15, "it names another host, as it does in every environment", _rule("env-same-shape")),
        Weight(-12, "each environment has a secret of its own", _rule("env-secret-differs")),
        Weight(
            -14,
            "it says where and what a container is, and differs in every environment",
            lambda one: one.kind is Kind.ENV and bool(TELLING.search(one.key)),
        ),
    ),
)
ORIGIN = Aspect(
    "origin",
    "Where it comes from, and whether it is also where nothing fails.",
    (
        Weight(-30, "{also} works and has it, too", lambda one: bool(one.also)),
        Weight(-3, "the images differ in it: somebody built it so", lambda one: one.of_images),
        Weight(6, "no image explains it: it was changed in one of the containers", lambda one: one.kind in OF_IMAGES),
    ),
)
EXTENT = Aspect(
    "extent",
    "Many things that differ together differ for one reason, mostly a harmless one.",
    (Weight(-4, "it stands for more than a hundred differences", lambda one: len(one.finding.members) > 100),),
)
SEVERITY = Aspect(
    "severity",
    "What the rule says of it for the gate: it decides between two that are alike.",
    (
        Weight(4, "its severity is high or critical", lambda one: one.finding.severity >= Severity.HIGH),
        Weight(2, "its severity is medium", lambda one: one.finding.severity is Severity.MEDIUM),
        Weight(-2, "its severity is info", lambda one: one.finding.severity is Severity.INFO),
    ),
)

ASPECTS = (CONSEQUENCE, PART, VALUE, SUBJECT, NATURE, ORIGIN, EXTENT, SEVERITY)
