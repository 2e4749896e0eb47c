"""What is on an engine."""

import time
from typing import Any

from tests.engines.engine import Engine, EngineError

PATIENCE = 10.0


def all_of(engine: Engine) -> dict[str, set[str]]:
    """Everything, by ID; images also by their names."""
    images = settled(engine, "/images/json?all=1")
    return {
        "containers": {one["Id"] for one in engine.get("/containers/json?all=1")},
        "images": {one["Id"] for one in images} | {name for one in images for name in one.get("RepoTags") or ()},
        "volumes": {one["Name"] for one in engine.get("/volumes")["Volumes"] or ()},
    }


def settled(engine: Engine, path: str) -> Any:
    """Podman lists images one by one, and answers 500 where one of them is removed meanwhile (seen on 4.3)."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return engine.get(path)
        except EngineError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
