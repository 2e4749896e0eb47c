"""A package as a parser finds it; a join adds where it lies and makes its purl."""

from drift.model.canonical import Json


def package(
    type_: str, name: str, version: str, *, architecture: str | None = None, source: str | None = None
) -> dict[str, Json]:
    """`type_` is the purl type (deb, pypi …); name, version and architecture are as the package manager writes them."""
    return {"type": type_, "name": name, "version": version, "architecture": architecture, "source": source}
