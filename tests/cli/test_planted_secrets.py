"""200 secrets in variables, labels, arguments, steps of a build, configuration and other files: none of them leaves the container."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.cli.test_secrets import forms
from tests.model.planted import PLANTED, Planted
from tests.source.archives import member, tar_of
from tests.source.images import Made, layout, write_files

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OF_ENV = [one for one in PLANTED if one.place == "env"]
OF_LABELS = [one for one in PLANTED if one.place == "label"]
OF_LINES = [one for one in PLANTED if one.place == "line"]
PROGRAMS = ("mysql", "redis-cli", "mongo", "git", "sshpass", "docker", "curl", "wget", "openssl", "kubectl", "echo")
COMMANDS = [one for one in OF_LINES if one.text.startswith(PROGRAMS)]
STEPS = [one for one in OF_LINES if one.text.startswith((*PROGRAMS, "RUN ", "ENV ", "|1 ", "export ", "-"))]
ONE_LINE = [one for one in OF_ENV if "\n" not in one.text]
FAILING = """
import sys
def broken(*arguments):
    held = open({path!r}).read()
    raise RuntimeError(f"broken by {{held}}")
from drift.pipeline.references import Resolver
Resolver.subject = broken
sys.argv = ["drift", "show", "dir:{root}"]
from drift.__main__ import main
main()
"""


def image() -> Made:
    """A third of the variables and all labels are the image's; its build ran commands."""
    config = {
        "Env": [f"{one.name}={one.text}" for one in OF_ENV[::3]],
        "Labels": {one.name: one.text for one in OF_LABELS},
        "Cmd": ["/bin/app", *(f"--{one.name.lower()}={one.text}" for one in OF_ENV[1:40:3])],
    }
    history = [{"created_by": f"RUN {one.text}", "comment": one.text} for one in STEPS]
    return Made(
        layers=[tar_of("etc/", member("etc/app.conf", b"old = 1\n"), "srv/")],
        config=config,
        more={"history": [{"created_by": "COPY . /"}, *({**step, "empty_layer": True} for step in history)]},
    )


def spec() -> Mapping[str, object]:
    """Of an OCI bundle: the other variables are given at run time."""
    return {
        "ociVersion": "1.0.2",
        "process": {
            "args": ["/bin/app", *(word for one in OF_ENV[2:40:3] for word in (f"--{one.name.lower()}", one.text))],
            "env": [f"{one.name}={one.text}" for one in OF_ENV],
            "cwd": "/",
        },
        "root": {"path": "rootfs"},
        "annotations": {one.name: one.text for one in OF_LABELS},
    }


def files() -> dict[str, bytes]:
    """As lines of text, as values of every format that is read, and alone in small files at places for secrets."""
    pairs = {one.name: one.text for one in ONE_LINE}
    quoted = "\n".join(f"{name}={json.dumps(text)}" for name, text in pairs.items())
    toml = "\n".join(f"{name.replace('.', '_')}={json.dumps(text)}" for name, text in pairs.items())
    yaml = "\n".join(f"{name}: {json.dumps(text)}" for name, text in pairs.items())
    found = {
        "etc/app.conf": "\n".join(one.text for one in OF_LINES),
        "etc/tokens.txt": "\n".join(f"{one.name} = {one.text}" for one in OF_ENV),
        "srv/app.json": json.dumps(pairs),
        "srv/app.yaml": yaml,
        "srv/app.toml": toml,
        "srv/app.ini": f"[main]\n{quoted}",
        "srv/.env": quoted,
        "etc/crontab": "\n".join(f"0 1 * * * root {one.text}" for one in COMMANDS),
        "etc/passwd": "".join(f"u{at}:{one.secret}:{at}:0::/:\n" for at, one in enumerate(ONE_LINE[-60:])),
    }
    found |= {f"run/secrets/s{at}": one.secret for at, one in enumerate(PLANTED)}
    return {path: text.encode() for path, text in found.items()}


def leaks(content: bytes) -> list[str]:
    """The secrets, and nearly all of each, as bytes and in base64."""
    return [one.text[:60] for one in PLANTED if any(form in content for form in forms(_inner(one)))]


def _inner(planted: Planted) -> str:
    return planted.secret[2:-2] if len(planted.secret) > 16 else planted.secret


@pytest.fixture
def places(tmp_path) -> Path:
    """A folder with an image and a bundle that was made from it; not the one that the command runs in."""
    folder: Path = tmp_path / "given"
    write_files(folder / "image", layout(image(), names=["app:1"]))
    write_files(folder / "bundle" / "rootfs", files())
    (folder / "bundle" / "config.json").write_text(json.dumps(spec()))
    return folder


def told(drift: Command, places: Path) -> Iterator[tuple[str, bytes]]:
    """What the command answers to everything that it can be asked of them."""
    root, built = f"dir:{places / 'bundle'}", f"oci-dir:{places / 'image'}@app:1"
    of_image = ("--image", built)
    for words in (
        ("scan", root, *of_image, "-v"),
        ("diff", root, *of_image, "-v"),
        ("diff", root, *of_image, "--format", "json"),
        ("diff", root, *of_image, "-o", "page.html"),
        ("diff", built, root, "-v"),
        ("show", root, "-v"),
        ("show", root, "--format", "json"),
        ("show", built, "--format", "json"),
        ("status", "-v"),
        ("report", "-o", "report.html"),
        ("report", "-o", "report.json"),
        ("export", "all.drift"),
    ):
        done = drift(*words)
        assert done.code in (0, 1), (words, done)
        yield " ".join(words), f"{done.out}{done.err}".encode()
    failed = drift.python(FAILING.format(path=str(places / "bundle/rootfs/etc/app.conf"), root=places / "bundle"))
    assert failed.err.startswith("drift: internal error, RuntimeError; ")
    yield "internal error", f"{failed.out}{failed.err}".encode()


def test_200_planted_secrets_are_in_no_answer_page_bundle_trace_or_store(tmp_path, places):
    (tmp_path / "work").mkdir()
    drift = Command(tmp_path / "work").with_variables(TMPDIR=str(tmp_path / "work"))
    outputs = dict(told(drift, places))
    written = {path.name: path.read_bytes() for path in drift.folder.iterdir()}
    written["all.drift, unpacked"] = zstd.decompress(written["all.drift"])
    assert len(PLANTED) >= 200
    assert {"drift.db", "page.html", "report.html", "report.json", "all.drift"} <= set(written)
    assert any(name.startswith("drift-trace-") for name in written)
    assert {name: found for name, content in (outputs | written).items() if (found := leaks(content))} == {}


def test_the_search_finds_each_where_it_was_planted(places):
    planted = b"".join(path.read_bytes() for path in places.rglob("*") if path.is_file())
    assert len(leaks(planted)) == len(PLANTED)
