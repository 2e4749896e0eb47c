"""A package as a parser finds it; a join adds where it lies and makes its purl."""

from drift.model.canonical import Json


def package(
    type_: str,
    name: str,
    version: str | None,
    *,
    namespace: str | None = None,
    architecture: str | None = None,
    source: str | None = None,
    licence: str | None = None,
    digest: str | None = None,
) -> dict[str, Json]:
    """`type_` is the purl type (deb, pypi …); all else is as the package manager writes it, and left out where it says nothing.

    `namespace` is what stands before the name in a purl: an npm scope (with its @), a Maven group, a Go module's host and owner; of an
    OS package the join takes the distribution. `digest` is "sha256:…" or another algorithm's, of the package as it was published.
    """
    said = {
        "type": type_,
        "namespace": namespace,
        "name": name,
        "version": version,
        "architecture": architecture,
        "source": source,
        "licence": licence,
        "digest": digest,
    }
    return {field: value for field, value in said.items() if value is not None}
