"""What is known of the judged side beside its records. Asked only for what differs, so that it costs nothing where nothing does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Evidence(Protocol):
    """Of one container, image or directory. Paths have a leading slash; "" and () say that nothing is known."""

    def step(self, path: str) -> str:
        """The step of the image's build that made a path last, as its history has it: "RUN apt-get install -y nginx"."""
        ...

    def role(self, path: str) -> str:
        """What the container's start has a path for: "the entrypoint", "the health check's command", "read by the entrypoint"."""
        ...

    def readers(self, variable: str) -> Sequence[str]:
        """Scripts and templates of the container's start that read a variable and have no default for it, sorted."""
        ...

    def barred(self, path: str) -> str:
        """Why the user that the container runs as cannot use a path: "mode 0600, owner 0:0, and it runs as 1000"."""
        ...


@dataclass(frozen=True, slots=True)
class Unknown:
    """Of a side that nothing can be asked about."""

    def step(self, path: str) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def role(self, path: str) -> str:  # noqa: ARG002
        return ""

    def readers(self, variable: str) -> Sequence[str]:  # noqa: ARG002
        return ()

    def barred(self, path: str) -> str:  # noqa: ARG002
        return ""


UNKNOWN = Unknown()
