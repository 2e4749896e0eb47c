"""An image's history as the lines of its Dockerfile: which step made which layer (OCI image-spec v1.1, config.md, "history").

The classic builder and Buildah write `/bin/sh -c #(nop) COPY file:… in /app` and `/bin/sh -c apt-get …`, BuildKit writes
`COPY . /app # buildkit` and `RUN /bin/sh -c apt-get … # buildkit`. Build arguments stand in front: `|1 VERSION=2 /bin/sh -c …`.
"""

import re
from collections.abc import Mapping, Sequence

LONGEST = 100
"""Characters of a step: what a person needs to find it in a Dockerfile."""
LONGEST_READ = 4096
"""Characters of a step that are looked at: a heredoc can be a program."""

_SHELL = r"(?<!\S)(?:/\S+|sh|bash|ash)(?: -\S+)*?(?: pipefail)? -\w*c "
_ARGUMENTS = re.compile(rf"\|\d+ .*?(?={_SHELL})")
_NO_OPERATION = re.compile(r"\S+ -c #\(nop\) *")
_RUN = re.compile(rf"(?:RUN )?{_SHELL}")
_COPIED = re.compile(r"(ADD|COPY)( --\S+)* (?:file|dir|multi):[0-9a-f]+ in ")
_MARK = re.compile(r"hmac:[0-9a-f]{8}:[0-9a-f]{64}")


def steps(history: Sequence[object], layers: int) -> Sequence[str]:
    """One line for each layer, lowest first. "layer 2 of 5" where the history is missing or does not fit the layers."""
    known = [one if isinstance(one, dict) else {} for one in history]  # a store may have been imported
    made = [one for one in known if not one.get("empty_layer")]
    if len(made) != layers:
        return [f"layer {number} of {layers}" for number in range(1, layers + 1)]
    return [_step(one) or f"layer {number} of {layers}" for number, one in enumerate(made, start=1)]


def _step(entry: Mapping[str, object]) -> str:
    created_by = entry.get("created_by")
    return dockerfile_line(created_by) if isinstance(created_by, str) else ""


def dockerfile_line(created_by: str) -> str:
    """As in "RUN apt-get install -y nginx"; secrets that were cut out before are `***`."""
    line = " ".join(_MARK.sub("***", created_by[:LONGEST_READ]).split())
    line = line.removesuffix("# buildkit").rstrip()
    run = line.startswith("RUN ")
    line = _ARGUMENTS.sub("", line.removeprefix("RUN "), count=1)
    if _NO_OPERATION.match(line):
        line = _NO_OPERATION.sub("", line, count=1)
    elif run or _RUN.match(line):
        line = f"RUN {_RUN.sub('', line, count=1)}"
    line = _COPIED.sub(lambda found: f"{found[1]}{found[2] or ''} … ", line)
    return _shortened(line)


def _shortened(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 2].rstrip()} …"
