"""The drift.toml that the demo leaves, so that scan, gate and report take their normal way."""

import json
from collections.abc import Callable, Iterable, Mapping

from drift.demo.shop import ENVIRONMENTS, SERVICES

MARK = "# Made by `drift demo`"


def of_engine(address: str, labels: Callable[[str], Mapping[str, str]]) -> str:
    """`labels`: environment → those of its containers, by which they are selected."""
    tables = [
        f"[[environment]]\nname = {_text(stage)}\nhosts = {_texts([address])}\nlabels = {_selectors(labels(stage))}\n"
        for stage in ENVIRONMENTS
    ]
    services = "".join(f"{_text(f'shop-*-{service}*')} = {_text(service)}\n" for service in SERVICES)
    return _document([*tables, f"[services]\n{services}"])


def of_directories(targets: Iterable[tuple[str, Mapping[str, str]]]) -> str:
    """`targets`: environment, and what stands for one of its containers: reference, image, service."""
    tables = {stage: [f"[[environment]]\nname = {_text(stage)}\n"] for stage in ENVIRONMENTS}
    for stage, target in targets:
        values = "".join(f"{key} = {_text(value)}\n" for key, value in target.items())
        tables[stage].append(f"[[environment.target]]\n{values}")
    return _document(table for of_stage in tables.values() for table in of_stage)


def _selectors(labels: Mapping[str, str]) -> str:
    return _texts(f"{name}={value}" for name, value in labels.items())


def _document(tables: Iterable[str]) -> str:
    return "\n".join((f"{MARK}: a shop in four environments, first to last.\n", *tables))


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes are among its own (TOML v1.0, "String")."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"
