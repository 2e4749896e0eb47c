"""What is on an engine."""

from tests.engines.engine import Engine


def all_of(engine: Engine) -> dict[str, set[str]]:
    """Everything, by ID; images also by their names."""
    images = engine.get("/images/json?all=1")
    return {
        "containers": {one["Id"] for one in engine.get("/containers/json?all=1")},
        "images": {one["Id"] for one in images} | {name for one in images for name in one.get("RepoTags") or ()},
        "volumes": {one["Name"] for one in engine.get("/volumes")["Volumes"] or ()},
    }
