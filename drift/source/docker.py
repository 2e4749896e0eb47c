"""The Engine API of Docker and Podman, read with GET requests alone (docs.docker.com/reference/api/engine).

docker-py gives the transports (unix, npipe, TLS; ssh is in `ssh.py`) and is a `requests` session; the requests are made here, since its
own methods neither negotiate the version nor let a stream be cut short.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit, urlunsplit

from drift.errors import DeadlineExceeded, EngineError, Vanished
from drift.model.canonical import Document, sha256, to_bytes
from drift.model.oci import Platform
from drift.model.snapshot import EngineIdentity
from drift.source.contexts import DEFAULT, current_context, endpoint_of
from drift.source.engine_stream import EngineStream, unreachable
from drift.source.patience import Patience, keep_to

if TYPE_CHECKING:
    import requests  # 60 ms: a command that reads the store alone does without

NEWEST_TESTED = (1, 51)
"""Docker 28.5. A newer engine is spoken to in this version as long as it allows."""
OLDEST_KNOWN = (1, 24)
MAPPED = ("name=userns", "name=rootless")
"""Security options of a Docker whose containers have user namespaces."""
LOCAL = "unix:///var/run/docker.sock"
TIMEOUT = 60.0
"""Seconds between two reads."""
MAX_DOCUMENT = 64 << 20
"""Bytes of one JSON answer: /containers/json of 10,000 containers has some 30 MB."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A container as /containers/json lists it."""

    id: str
    name: str
    image: str
    """The reference it was created from, or an image ID."""
    labels: Mapping[str, str]
    state: str


@dataclass(frozen=True, slots=True)
class PathChange:
    """One line of /changes."""

    path: str
    """Without leading slash. Bytes that are not UTF-8 came as U+FFFD."""
    kind: int
    """0 modified, 1 added, 2 deleted."""


class Engine:
    """One engine. `connect` makes it; every method is one GET request."""

    def __init__(self, client: "requests.Session", base: str, address: str, patience: Patience) -> None:
        self._client = client
        self._base = base
        self.address = _without_password(address)
        self._patience = patience
        self.clock_skew: float | None = None
        """Seconds by which the engine's clock was ahead of ours when /info was asked for; None before, and where it says no time."""
        self.version = self.document("/version", versioned=False)
        self.api = _negotiated(self.version, self.address)

    # -- requests ---------------------------------------------------------------------------------------------------

    def stream(
        self, path: str, params: Mapping[str, str | bytes] | None = None, *, versioned: bool = True
    ) -> EngineStream:
        """One GET. EngineError for what the engine refuses, Vanished for 404."""
        from requests import RequestException

        url = f"{self._base}/v{self.api}{path}" if versioned else f"{self._base}{path}"
        try:
            answer = self._client.get(
                url, params=params, stream=True, timeout=self._patience.timeouts(), allow_redirects=False
            )
        except (RequestException, OSError) as error:
            self._patience.check(f"engine {self.address!r}, GET {path}")
            raise unreachable(self.address, error) from error
        if answer.status_code != HTTPStatus.OK:
            raise _refusal(answer, f"engine {self.address!r}, GET {path}")
        length = answer.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdecimal()):  # http.client reads on to the end of the connection then
            answer.close()
            raise EngineError(
                f"engine {self.address!r} answered GET {path} with the Content-Length {length[:20]!r}",
                remedy="look at what stands between drift and the engine",
            )
        return EngineStream(answer, f"engine {self.address!r}, GET {path}", self._patience)

    def document(self, path: str, params: Mapping[str, str | bytes] | None = None, *, versioned: bool = True) -> Any:
        """A JSON answer, bounded."""
        with self.stream(path, params, versioned=versioned) as stream:
            raw = stream.read_all(MAX_DOCUMENT)
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise EngineError(
                f"engine {self.address!r} answered GET {path} with something that is no JSON",
                remedy="is this the address of a Docker or Podman engine?",
            ) from error

    @contextmanager
    def patient_for(self, limit: timedelta) -> Iterator[None]:
        """So long, and no longer, all that is asked inside may take together: then DeadlineExceeded."""
        before = self._patience.deadline
        self._patience.deadline = time.monotonic() + limit.total_seconds()
        try:
            yield
        finally:
            self._patience.deadline = before

    def check_deadline(self, what: str) -> None:
        """DeadlineExceeded where that time is over: for what is read beside the engine."""
        self._patience.check(what)

    # -- the engine -------------------------------------------------------------------------------------------------

    @cached_property
    def info(self) -> Document:
        document = _object(self.document("/info"), "/info", self.address)
        self.clock_skew = _clock_skew(str(document.get("SystemTime")), datetime.now(UTC))
        return document

    @cached_property
    def kind(self) -> str:
        """Either docker or podman."""
        components = self.version.get("Components") or []
        names = [str(one.get("Name", "")) for one in components if isinstance(one, dict)]
        return "podman" if any(name.startswith("Podman") for name in names) else "docker"

    @property
    def maps_ids(self) -> bool:
        """Have its containers user namespaces, where an ID is another than outside? Podman says for this that it is rootless."""
        options = self.info.get("SecurityOptions") or ()
        return bool(self.info.get("Rootless")) or any(str(option).startswith(MAPPED) for option in options)

    @cached_property
    def identity(self) -> EngineIdentity:
        uid = str(self.info.get("ID") or "")
        if self.kind == "podman" or not uid:  # Podman's ID is another one at each request (measured on 4.3)
            place = (str(self.info.get("Name")), str(self.info.get("DockerRootDir")))
            uid = sha256(*(part.encode("utf-8", "replace") for part in place)).hex()[:32]
        return EngineIdentity(uid, self.address, self.kind, str(self.version.get("Version", "")), self.api)

    @property
    def platform(self) -> Platform:
        return Platform.of(str(self.version.get("Os") or "linux"), str(self.version.get("Arch") or "amd64"))

    def containers(self, *, everything: bool, filters: Mapping[str, Sequence[str]] | None = None) -> list[Listed]:
        """/containers/json, sorted by name; running ones unless `everything`. Filters as the Engine API has them."""
        params = {"all": "1" if everything else "0"}
        if filters:
            params["filters"] = json.dumps({key: list(values) for key, values in filters.items()})
        answer = self.document("/containers/json", params)
        if not isinstance(answer, list):
            raise EngineError(
                f"engine {self.address!r} answered GET /containers/json with no list", remedy="check the address"
            )
        return sorted((_listed(one) for one in answer if isinstance(one, dict)), key=lambda one: (one.name, one.id))

    # -- one container or image -------------------------------------------------------------------------------------

    def inspect(self, container: str) -> Document:
        path = f"/containers/{_quoted(container)}/json"
        return _object(self.document(path), path, self.address)

    def changes(self, container: str) -> list[PathChange] | None:
        """What the engine says that changed; None where it says null (nothing, or never started)."""
        answer = self.document(f"/containers/{_quoted(container)}/changes")
        if answer is None:
            return None
        if not isinstance(answer, list):
            raise EngineError(f"engine {self.address!r} answered /changes with no list", remedy="use --verify")
        return [_path_change(one, self.address) for one in answer]

    def archive(self, container: str, path: str) -> EngineStream:
        """A tar of a path (without leading slash) and all below it; its names begin with the path's base name."""
        return self.stream(f"/containers/{_quoted(container)}/archive", {"path": b"/" + to_bytes(path)})

    def export(self, container: str) -> EngineStream:
        """A tar of the container's whole file system, mounts left out."""
        return self.stream(f"/containers/{_quoted(container)}/export")

    def image(self, reference: str) -> Document:
        path = f"/images/{_quoted(reference)}/json"
        return _object(self.document(path), path, self.address)

    def save(self, image: str) -> EngineStream:
        """What `docker save` writes."""
        return self.stream(f"/images/{_quoted(image)}/get")

    def close(self) -> None:
        self._client.close()


def connect(host: str | None = None, context: str | None = None, *, timeout: float = TIMEOUT) -> Engine:
    """The engine that the docker CLI would take: -H, else -c, else DOCKER_HOST, DOCKER_CONTEXT, the current context, the default.

    `timeout` is in seconds, for the first answer and then between two reads. EngineError where it cannot be reached.
    """
    address, tls = _endpoint(host, context)
    try:
        client, base = _client(address, tls, timeout)
    except (OSError, ValueError) as error:
        raise unreachable(_without_password(address), error) from error
    client.trust_env = False  # no HTTP proxy and no .netrc between us and an engine
    client.headers["Accept-Encoding"] = "identity"  # else Docker packs its tars, to be unpacked beside it
    patience = Patience(timeout)
    keep_to(patience, client, base)
    try:
        patience.deadline = time.monotonic() + timeout
        engine = Engine(client, base, address, patience)
    except DeadlineExceeded as error:
        client.close()
        raise unreachable(_without_password(address), TimeoutError("timed out")) from error
    except BaseException:
        client.close()
        raise
    patience.deadline = None
    return engine


def _client(address: str, tls: Any, timeout: float) -> "tuple[requests.Session, str]":
    """A session, and what its URLs begin with."""
    if address.startswith("ssh://"):
        from drift.source import ssh

        return ssh.ssh_session(address), ssh.BASE
    import docker
    from docker.errors import DockerException

    version = ".".join(map(str, OLDEST_KNOWN))
    try:
        client = docker.APIClient(base_url=address, version=version, timeout=int(timeout), tls=tls)
    except DockerException as error:
        raise OSError(str(error)) from error
    return cast("requests.Session", client), client.base_url


def _endpoint(host: str | None, context: str | None) -> tuple[str, Any]:
    """Address and TLS configuration, as the docker CLI chooses them."""
    if host is not None and host.startswith("context:"):
        return _context_endpoint(host.removeprefix("context:"))
    said = host or ("" if context else os.environ.get("DOCKER_HOST"))
    if said:
        address = _normal_address(said)
        return address, _tls_of_environment() if address.startswith("tcp://") else False
    return _context_endpoint(context or current_context())


def _tls_of_environment() -> Any:
    """DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, as the docker CLI has them."""
    from docker.errors import DockerException
    from docker.utils import kwargs_from_env

    try:
        return kwargs_from_env().get("tls", False)
    except DockerException as error:
        raise EngineError(
            f"the certificates that DOCKER_CERT_PATH names cannot be used: {' '.join(str(error).split())}",
            remedy="it is a folder with ca.pem, cert.pem and key.pem",
        ) from error


def _context_endpoint(name: str) -> tuple[str, Any]:
    if name == DEFAULT:
        return _normal_address(os.environ.get("DOCKER_HOST") or LOCAL), False
    from docker.tls import TLSConfig

    found = endpoint_of(name)
    address = _normal_address(found.host or LOCAL)
    if not found.cert and not found.ca:
        return address, False
    certificate = (found.cert, found.key) if found.cert and found.key else None
    return address, TLSConfig(client_cert=certificate, ca_cert=found.ca or None, verify=found.verify)


def _normal_address(address: str) -> str:
    if "://" not in address:
        return f"tcp://{address}" if ":" in address else f"unix://{address}"
    if address.split("://", 1)[0] not in {"unix", "tcp", "ssh", "npipe", "http", "https"}:
        raise EngineError(f"{address!r} is no engine address", remedy="unix://…, ssh://…, tcp://…, or -c CONTEXT")
    if urlsplit(address).password:
        raise EngineError(
            f"{_without_password(address)!r} came with a password, which engines do not take",
            remedy="use ssh:// with a key, or tcp:// with certificates (DOCKER_CERT_PATH)",
        )
    return address


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    if not parts.password:
        return address
    user = f"{parts.username}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=f"{user}{parts.netloc.rpartition('@')[2]}"))


def _negotiated(version: Any, address: str) -> str:
    """The API version to speak: the server's, at most the newest tested."""
    if not isinstance(version, dict) or "ApiVersion" not in version:
        raise EngineError(
            f"{address!r} is no Docker or Podman engine: GET /version says no ApiVersion", remedy="check the address"
        )
    if str(version.get("Os", "linux")).lower() == "windows":
        raise EngineError(
            f"engine {address!r} runs Windows containers, which drift cannot read", remedy="use a Linux engine"
        )
    newest, oldest = _numbers(version["ApiVersion"]), _numbers(version.get("MinAPIVersion") or "1.12")
    if newest < OLDEST_KNOWN or oldest > NEWEST_TESTED:
        said = f"{version.get('MinAPIVersion', '?')} to {version['ApiVersion']}"
        raise EngineError(
            f"engine {address!r} speaks API {said}, drift 1.24 to 1.51", remedy="update the older of the two"
        )
    return ".".join(map(str, min(newest, NEWEST_TESTED)))


def _numbers(text: object) -> tuple[int, ...]:
    parts = str(text).split(".")
    return tuple(int(part) if part.isdigit() else 0 for part in parts[:2])


def _refusal(answer: "requests.Response", what: str) -> EngineError:
    said = " ".join(_reason(answer).split())[:300] or answer.reason
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return Vanished(f"{what}: {said}")
    return EngineError(f"{what}: {answer.status_code} {said}", remedy="drift doctor shows what is reachable")


def _reason(answer: "requests.Response") -> str:
    """What the body of a refusal says: JSON with a message; plain text where no engine answers, but the server before it."""
    from urllib3.exceptions import HTTPError

    try:
        body: bytes = answer.raw.read(4096)
    except (ValueError, OSError, HTTPError):
        return ""
    finally:
        answer.close()
    if answer.headers.get("Content-Type", "text/plain").startswith("text/plain"):
        return body.decode("utf-8", "replace")
    try:
        return str(json.loads(body).get("message", ""))
    except (ValueError, AttributeError, RecursionError):
        return ""


def _clock_skew(theirs: str, ours: datetime) -> float | None:
    try:
        return (datetime.fromisoformat(theirs) - ours).total_seconds()
    except (ValueError, TypeError):  # no time, or one without a zone
        return None


def _object(answer: Any, path: str, address: str) -> Document:
    if not isinstance(answer, dict):
        raise EngineError(
            f"engine {address!r} answered GET {path} with no object", remedy="is it a Docker or Podman engine?"
        )
    return answer


def _listed(one: Document) -> Listed:
    names = [str(name).lstrip("/") for name in one.get("Names") or []]
    own = [name for name in names if "/" not in name]  # "/db/alias" is a link to another container
    labels = {str(key): str(value) for key, value in (one.get("Labels") or {}).items()}
    container = str(one.get("Id", ""))
    return Listed(
        container, (own or names or [container[:12]])[0], str(one.get("Image", "")), labels, str(one.get("State", ""))
    )


def _path_change(one: Any, address: str) -> PathChange:
    if not isinstance(one, dict) or not isinstance(one.get("Path"), str) or one.get("Kind") not in (0, 1, 2):
        raise EngineError(f"engine {address!r} answered /changes with {str(one)[:80]!r}", remedy="use --verify")
    return PathChange(one["Path"].strip("/"), one["Kind"])


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="/:@")
