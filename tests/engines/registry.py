"""A real registry of this machine alone: Debian's docker-registry (distribution 2.8), its data below one folder."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 20
"""Seconds that it may take to answer."""
CONFIG = """\
version: 0.1
log: {{level: error}}
storage: {{filesystem: {{rootdirectory: {folder}}}}}
http: {{addr: "127.0.0.1:{port}"}}
"""


@contextmanager
def registry(folder: Path) -> Iterator[str]:
    """Its address, which Docker takes without TLS because it is of this machine."""
    port = _free_port()
    file = folder / "registry.yml"
    file.write_text(CONFIG.format(folder=folder / "registry", port=port))
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("REGISTRY_", "OTEL_"))}
    command = ("docker-registry", "serve", str(file))
    served = subprocess.Popen(command, env=plain, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, served)
        yield f"127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(port: int, served: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and served.poll() is None:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            asked.request("GET", "/v2/")
            asked.getresponse()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            asked.close()
    raise TimeoutError(f"docker-registry on port {port} did not answer")
