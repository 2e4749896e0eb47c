"""An image's config: what its layers are and how it runs (OCI image-spec v1.1, config.md; Docker's has the same fields)."""

from dataclasses import dataclass

from drift.errors import PlatformError
from drift.model.canonical import Document
from drift.model.oci import Image, Platform, normalised_config
from drift.source.blobs import DIGEST, digest_of
from drift.source.json_object import JsonObject, decode_object
from drift.source.refusal import malformed, shown

_TEXTS = ("Cmd", "Entrypoint", "Env", "OnBuild", "Shell")
_SETS = ("ExposedPorts", "Volumes")


@dataclass(frozen=True, slots=True)
class ImageConfig:
    platform: Platform
    config: Document
    """`normalised_config` of it."""
    diff_ids: tuple[str, ...]
    history: tuple[Document, ...]
    created: str
    digest: str

    def image(
        self, *, references: tuple[str, ...], manifest_digest: str | None = None, index_digest: str | None = None
    ) -> Image:
        return Image(
            platform=self.platform,
            config=self.config,
            diff_ids=self.diff_ids,
            history=self.history,
            created=self.created,
            config_digest=self.digest,
            manifest_digest=manifest_digest,
            index_digest=index_digest,
            references=references,
        )


def parse_image_config(raw: bytes, where: str) -> ImageConfig:
    """Raises MalformedArchive where a field has not the type that the specification gives it."""
    document = decode_object(raw, where)
    diff_ids = document.object("rootfs").texts("diff_ids")
    for diff_id in diff_ids:
        if not DIGEST.fullmatch(diff_id):
            raise malformed(f"{where}: the diff ID {diff_id[:100]!r} is not of the form sha256:<64 hex digits>")
    platform = Platform.of(
        document.text("os") or "linux",  # older engines left it out
        document.text("architecture"),
        document.text("variant"),
    )
    return ImageConfig(
        platform=platform,
        config=_compared(document.object("config")),
        diff_ids=tuple(diff_ids),
        history=tuple(step.document for step in document.objects("history")),
        created=document.text("created"),
        digest=digest_of(raw),
    )


def refuse_windows(platform: Platform, name: str) -> None:
    if platform.os == "windows":
        raise PlatformError(
            f"{name} is a Windows image ({shown(str(platform), 100)})",
            remedy="only Linux images and containers can be read",
        )


def _compared(config: JsonObject) -> Document:
    for key in _TEXTS:
        config.texts(key)
    for key in _SETS:
        config.object(key)
    for key in ("User", "WorkingDir", "StopSignal"):
        config.text(key)
    config.object("Healthcheck")
    config.text_by_key("Labels")
    config.integer("StopTimeout")
    config.truth("ArgsEscaped")
    return normalised_config(config.document)
