"""An image as the OCI image specification describes it (image-spec v1.1: config.md, manifest.md, image-index.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drift.model.canonical import Document, canonical, sha256, to_bytes

COMPARED_CONFIG = (
    "ArgsEscaped", "Cmd", "Entrypoint", "Env", "ExposedPorts", "Healthcheck", "Labels", "OnBuild", "Shell",
    "StopSignal", "StopTimeout", "User", "Volumes", "WorkingDir",
)  # fmt: skip
"""Fields of the image config that make its identity. Image, Hostname, created and history differ by engine and builder."""

_ARCHITECTURES = {
    "x86_64": "amd64",
    "x86-64": "amd64",
    "aarch64": "arm64",
    "armhf": "arm",
    "i386": "386",
    "i686": "386",
}


@dataclass(frozen=True, slots=True, order=True)
class Platform:
    os: str
    architecture: str
    variant: str = ""

    @classmethod
    def of(cls, os: str, architecture: str, variant: str = "") -> "Platform":
        """Normalised as containerd does it: x86_64 is amd64, aarch64 is arm64, arm64/v8 is arm64."""
        os, architecture, variant = os.lower(), architecture.lower(), variant.lower()
        architecture = _ARCHITECTURES.get(architecture, architecture)
        if (architecture, variant) in {("arm64", "v8"), ("amd64", "v1")}:
            variant = ""
        if architecture == "arm" and not variant:
            variant = "v7"
        return cls(os, architecture, variant)

    @classmethod
    def parse(cls, text: str) -> "Platform":
        """From "linux/amd64" or "linux/arm/v7"."""
        os, _, rest = text.partition("/")
        architecture, _, variant = rest.partition("/")
        return cls.of(os, architecture, variant)

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)


def normalised_config(config: Mapping[str, Any]) -> Document:
    """The compared fields of an image's `config`, with null, "", [], {} and false left out."""
    return {name: config[name] for name in COMPARED_CONFIG if config.get(name) not in (None, "", [], {}, False)}


@dataclass(frozen=True, slots=True)
class Image:
    """An image of one platform. `config` holds plain values: it is redacted before it is stored."""

    platform: Platform
    config: Document
    """`normalised_config` of the image config."""
    diff_ids: tuple[str, ...]
    """"sha256:…" of each uncompressed layer, lowest first."""
    history: tuple[Document, ...] = ()
    """As in the image config: created_by, empty_layer, comment."""
    created: str = ""
    """RFC 3339, as written."""
    config_digest: str | None = None
    manifest_digest: str | None = None
    index_digest: str | None = None
    references: tuple[str, ...] = field(default=())
    """Names it was found under."""

    @property
    def identity(self) -> bytes:
        """The same on every engine and in every archive form: never an engine's image ID."""
        return sha256(
            b"image",
            to_bytes(canonical(self.config)),
            to_bytes(canonical(list(self.diff_ids))),
            str(self.platform).encode(),
        )
