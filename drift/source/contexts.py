"""Contexts of the docker command: the engine that a name stands for.

docker/cli, cli/context/store: contexts/meta/ID/meta.json and contexts/tls/ID/docker/*.pem below the configuration's folder, where ID is
the SHA-256 of the name. docker-py reads the same, but only where there is a config.json beside them.
"""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from drift.errors import EngineError

DEFAULT = "default"
"""The context that no file describes: DOCKER_HOST, else the local socket."""
LARGEST = 1 << 20
"""Bytes. A context has some hundred."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    host: str
    """"" where the context leaves it to the default."""
    ca: str = ""
    cert: str = ""
    key: str = ""
    """Paths of the certificates, "" for each that it does not have."""
    verify: bool = True


def current_context() -> str:
    """DOCKER_CONTEXT, else the one in use."""
    said = os.environ.get("DOCKER_CONTEXT") or _read(_folder() / "config.json").get("currentContext")
    return said if isinstance(said, str) and said else DEFAULT


def endpoint_of(name: str) -> Endpoint:
    """EngineError where there is no such context, or one that cannot be read."""
    place = sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    meta = _read(_folder() / "contexts" / "meta" / place / "meta.json")
    if not meta:
        raise EngineError(f"there is no docker context {name!r}", remedy="docker context ls lists those that exist")
    endpoints = meta.get("Endpoints")
    docker = endpoints.get("docker") if isinstance(endpoints, dict) else None
    if not isinstance(docker, dict) or not isinstance(docker.get("Host", ""), str):
        raise EngineError(f"docker context {name!r} names no engine", remedy="docker context inspect shows it")
    files = {path.stem: str(path) for path in (_folder() / "contexts" / "tls" / place / "docker").glob("*.pem")}
    verify = not docker.get("SkipTLSVerify", False)
    return Endpoint(docker.get("Host", ""), files.get("ca", ""), files.get("cert", ""), files.get("key", ""), verify)


def _folder() -> Path:
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")


def _read(path: Path) -> dict[str, Any]:
    """{} where there is none."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(LARGEST))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise EngineError(
            f"{str(path)!r} of the docker command cannot be read", remedy="repair or remove it"
        ) from error
    return found if isinstance(found, dict) else {}
