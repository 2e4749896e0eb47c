"""The official schema of CycloneDX 1.6 JSON, as the format's own library has it."""

import json
from functools import cache
from importlib.resources import files

import jsonschema_rs


@cache
def validator():
    folder = files("cyclonedx.schema") / "_res"
    names = ("bom-1.6.SNAPSHOT.schema.json", "spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")
    bom, *others = (json.loads((folder / name).read_text(encoding="utf-8")) for name in names)
    known = [(f"http://cyclonedx.org/schema/{name}", one) for name, one in zip(names[1:], others, strict=True)]
    return jsonschema_rs.validator_for(bom, registry=jsonschema_rs.Registry(known), validate_formats=True)
