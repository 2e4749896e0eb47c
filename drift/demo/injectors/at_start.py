"""What differs because a container was started in another way than the others."""

from dataclasses import replace

from drift.demo.containers import MEMORY, Declared
from drift.demo.expected import Place
from drift.demo.injectors.interface import Injector, Start, among_replicas, between, in_container
from drift.demo.shop import NEXT, TEMPLATES
from drift.model.records import Kind

_TIMEOUT, _PASSWORD, _THREADS = "PAYMENT_TIMEOUT", "DATABASE_PASSWORD", "SHOP_THREADS"


def _without(name: str) -> Start:
    return lambda one: replace(one, variables={key: value for key, value in one.variables.items() if key != name})


def _with(name: str, value: str) -> Start:
    return lambda one: replace(one, variables={**one.variables, name: value})


def _old_password(one: Declared) -> Declared:
    """Another one, of the same length and letters."""
    return replace(one, variables={**one.variables, _PASSWORD: one.variables[_PASSWORD][::-1]})


MISSING_VARIABLE = Injector(
    name="missing-variable",
    does=f"{_TIMEOUT} was forgotten",
    place=Place("api", "production"),
    expect=between("env-missing", "env-extra", Kind.ENV, _TIMEOUT),
    start=_without(_TIMEOUT),
)
CHANGED_SECRET = Injector(
    name="changed-secret",
    does=f"a rotation of {_PASSWORD} left one replica out",
    place=Place("web", "production", 2),
    expect=among_replicas("env-secret-differs", Kind.ENV, _PASSWORD),
    start=_old_password,
    anywhere=False,
)
DIFFERENT_REPLICA = Injector(
    name="different-replica",
    does=f"one replica was started with {_THREADS}=16, the others with 4",
    place=Place("web", "production", 3),
    expect=among_replicas("replica-differs", Kind.ENV, _THREADS),
    start=_with(_THREADS, "16"),
    anywhere=False,
)
HIDDEN_DIRECTORY = Injector(
    name="hidden-directory",
    does=f"an empty volume was mounted over /{TEMPLATES}",
    place=Place("worker", "production"),
    expect=in_container("mount-hides-image-files", Kind.MOUNTS, f"/{TEMPLATES}"),
    start=lambda one: replace(one, empty_mounts=(*one.empty_mounts, f"/{TEMPLATES}")),
)
OTHER_IMAGE = Injector(
    name="other-image",
    does=f"build {NEXT} of the image was deployed",
    place=Place("api", "production"),
    expect=between("image-differs", "image-differs", Kind.IDENTITY, "image"),
    start=lambda one: replace(one, version=NEXT),
)
LOWER_LIMIT = Injector(
    name="lower-limit",
    does="the container was given a quarter of the others' memory",
    place=Place("worker", "production"),
    expect=between("limit-changed", "limit-changed", Kind.RUNTIME, "memory"),
    start=lambda one: replace(one, memory=MEMORY // 4),
)
OTHER_USER = Injector(
    name="other-user",
    does="the container was started as root",
    place=Place("api", "integration"),
    expect=in_container("user-changed", Kind.CONFIG, "user"),
    start=lambda one: replace(one, user="0:0"),
)
