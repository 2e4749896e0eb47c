"""`docker drift …`: the command as a plug-in of the docker CLI.

The CLI looks for docker-NAME in cli-plugins of its configuration's folder, asks it for its metadata, and then starts it with all of its own words:
`docker --context prod drift scan` is `docker-drift --context prod drift scan`. From version 25 on it also names a socket that it closes where it
is told to end (github.com/docker/cli, cli-plugins/manager and cli-plugins/socket).
"""

import getopt
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path

from drift import HOME, __version__
from drift.errors import DriftError

NAME = "drift"
METADATA = "docker-cli-plugin-metadata"
SOCKET = "DOCKER_CLI_PLUGIN_SOCKET"
AGAIN = 0.2
"""Seconds."""
SHORT = "DH:c:l:"
LONG = ["host=", "context=", "config=", "log-level=", "debug", "tls", "tlsverify", "tlscacert=", "tlscert=", "tlskey="]
CERTIFICATES = {"--tlscacert": "ca.pem", "--tlscert": "cert.pem", "--tlskey": "key.pem"}
"""Names that the docker CLI gives them in the folder of DOCKER_CERT_PATH."""


def main() -> None:
    if sys.argv[1:2] == [METADATA]:
        print(json.dumps(metadata()))
        return
    from drift.__main__ import main as run
    from drift.cli.notes import note

    try:
        words = own_words(sys.argv[1:], os.environ)
    except DriftError as error:
        note(str(error))
        sys.exit(2)
    end_with_docker(os.environ)
    sys.argv[1:] = words
    run("docker drift")


def metadata() -> dict[str, str]:
    return {
        "SchemaVersion": "0.1.0",
        "Vendor": "container-drift",
        "Version": __version__,
        "ShortDescription": "Find what differs between the containers of your environments",
        "URL": HOME,
    }


def own_words(words: Sequence[str], environ: MutableMapping[str, str]) -> list[str]:
    """What follows `docker drift`, with the engine that docker's own options name as -H or -c; its other options go into the environment.

    DriftError for an option that cannot be kept.
    """
    try:
        options, rest = getopt.getopt(list(words), SHORT, LONG)
    except getopt.GetoptError as error:
        raise DriftError(
            f"docker's own options: {error}", remedy="name the engine after the command: -H or -c"
        ) from error
    said = {name: value.removeprefix("=") for name, value in options}
    _keep(said, environ)
    if rest[:1] == ["help"]:  # docker help drift scan
        return [*rest[2:], "--help"]
    command, after = rest[1:2], rest[2:]
    engine = _engine(said) if command and not command[0].startswith("-") else []
    return [*command, *engine, *after]


def _engine(said: Mapping[str, str]) -> list[str]:
    flags = (("-H", said.get("-H") or said.get("--host")), ("-c", said.get("-c") or said.get("--context")))
    return [word for flag, value in flags if value for word in (flag, value)]


def _keep(said: Mapping[str, str], environ: MutableMapping[str, str]) -> None:
    """What has a variable of its own: the configuration's folder and the certificates. How much docker logs is not ours."""
    if "--tls" in said and "--tlsverify" not in said:
        raise DriftError("docker's --tls does not ask who answers", remedy="give --tlsverify")
    if "--config" in said:
        environ["DOCKER_CONFIG"] = said["--config"]
    if "--tlsverify" in said:
        environ["DOCKER_TLS_VERIFY"] = "1"
        environ.setdefault("DOCKER_CERT_PATH", environ.get("DOCKER_CONFIG") or str(Path.home() / ".docker"))
    given = {Path(said[option]) for option in CERTIFICATES if option in said}
    if given:
        environ["DOCKER_CERT_PATH"] = _folder(said, given)


def _folder(said: Mapping[str, str], given: set[Path]) -> str:
    named = all(Path(said[option]).name == name for option, name in CERTIFICATES.items() if option in said)
    if not named or len({path.parent for path in given}) > 1:
        names = ", ".join(CERTIFICATES.values())
        raise DriftError(f"certificates of other names than {names} in one folder", remedy="use a docker context: -c")
    return str(given.pop().parent)


def end_with_docker(environ: Mapping[str, str]) -> None:
    """SIGTERM for ourselves once the docker CLI closes its socket; one before version 25 has none."""
    name = environ.get(SOCKET)
    if not name:
        return
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(name.replace("@", "\0", 1) if name.startswith("@") else name)
    except OSError:  # docker itself passes over it, too: there is nobody to end with
        connection.close()
        return
    threading.Thread(target=_wait, args=(connection,), daemon=True).start()


def _wait(connection: socket.socket) -> None:
    with connection:
        while _said(connection):
            continue
    while (
        True
    ):  # one that comes just before the main thread begins to wait for an engine does not wake it (measured: 60 s)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(AGAIN)


def _said(connection: socket.socket) -> bytes:
    try:
        return connection.recv(64)
    except ConnectionError:
        return b""


if __name__ == "__main__":
    main()
