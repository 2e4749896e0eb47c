"""The schema of SARIF 2.1.0, fetched once with npm: its text is OASIS', and no part of this repository.

The package has the edition that GitHub names (rtm.5). OASIS' file of errata 01 says the same but for two things, which are put right here
(a language's pattern, and that a region says where it begins), and for the types of enumerations, which say nothing more.
"""

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

from tests.engines.cache import Unavailable, kept

PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
SHA256 = "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8"
LANGUAGE = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"
BEGINNINGS = ("startLine", "charOffset", "byteOffset")


def official_schema() -> dict[str, Any]:
    """Unavailable where it is not in the cache and cannot be fetched."""
    content = kept(f"sarif-2.1.0-rtm.5-{SHA256[:12]}.json", _fetch).read_bytes()
    schema: dict[str, Any] = json.loads(_checked(content))
    for place in ("run", "toolComponent"):
        schema["definitions"][place]["properties"]["language"]["pattern"] = LANGUAGE
    schema["definitions"]["region"]["anyOf"] = [{"required": [beginning]} for beginning in BEGINNINGS]
    return schema


def _fetch(target: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not installed")
    folder = target.with_name(target.name + ".package")
    folder.mkdir(exist_ok=True)
    packed = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, check=False)
    if packed.returncode:
        raise Unavailable(f"npm could not fetch {PACKAGE}: {packed.stderr.strip()[-200:]}")
    with tarfile.open(folder / packed.stdout.split()[-1]) as package:
        member = package.extractfile(MEMBER)
        assert member is not None
        target.write_bytes(_checked(member.read()))
    shutil.rmtree(folder)


def _checked(content: bytes) -> bytes:
    assert hashlib.sha256(content).hexdigest() == SHA256, f"{PACKAGE} has another schema than it had"
    return content
