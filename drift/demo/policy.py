"""The drift.toml that the demo leaves, so that scan, gate and report take their normal way."""

import json
from collections.abc import Iterable, Mapping, Sequence

from drift.demo.shop import ENVIRONMENTS, SERVICES

MARK = "# Made by `drift demo`"


def for_engine(address: str, selectors: Mapping[str, Sequence[str]], stage_label: str) -> str:
    """`selectors`: environment → labels of its containers."""
    tables = [
        f"[[environment]]\nname = {_text(stage)}\nhosts = [{_text(address)}]\nlabels = {_texts(selectors[stage])}\n"
        for stage in ENVIRONMENTS
    ]
    services = "".join(f"{_text(f'shop-*-{service}*')} = {_text(service)}\n" for service in SERVICES)
    ignored = f"# which environment a container is in is no drift\nconfig = {_texts([f'label:{stage_label}'])}\n"
    return _document([*tables, f"[services]\n{services}", f"[ignore]\n{ignored}"])


def for_directories(targets: Mapping[str, Iterable[Mapping[str, str]]]) -> str:
    """`targets`: environment → what stands for its containers: reference, image, service."""
    tables = [f"[[environment]]\nname = {_text(stage)}\n{''.join(map(_target, targets[stage]))}" for stage in ENVIRONMENTS]
    return _document(tables)


def _target(target: Mapping[str, str]) -> str:
    values = "".join(f"{key} = {_text(value)}\n" for key, value in target.items())
    return f"\n[[environment.target]]\n{values}"


def _document(tables: Iterable[str]) -> str:
    return "\n".join((f"{MARK}: a shop in four environments, first to last.\n", *tables))


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes are among its own (TOML v1.0, "String")."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"
