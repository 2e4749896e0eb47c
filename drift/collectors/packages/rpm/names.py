"""How rpm writes versions and source packages (rpm-version(7))."""

_SUFFIXES = (".src.rpm", ".nosrc.rpm")


def version_of(version_release: str, epoch: int) -> str:
    """EPOCH:VERSION-RELEASE, as rpm compares versions; no epoch and epoch 0 are the same."""
    return f"{epoch}:{version_release}" if epoch else version_release


def source_name(source_rpm: str) -> str | None:
    """Without version and release: bash of bash-5.1.8-1.cm2.src.rpm; None where there is none, as of a key or a source package."""
    stem = next((source_rpm.removesuffix(suffix) for suffix in _SUFFIXES if source_rpm.endswith(suffix)), "")
    return stem.rsplit("-", 2)[0] or None
