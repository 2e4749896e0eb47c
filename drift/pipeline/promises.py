"""A bill of materials as a side: sbom:PATH."""

from dataclasses import dataclass

from drift.collectors.interface import Unreadable
from drift.collectors.sbom import parse
from drift.diff.sides import Viewed
from drift.joins.promised import promised
from drift.joins.snapshot import assemble
from drift.model.changes import Side
from drift.model.records import Kind
from drift.model.references import Reference
from drift.source.oci_layout import open_file
from drift.source.refusal import malformed
from drift.tree.fold import fold

WRITERS = "drift sbom, syft and trivy write CycloneDX JSON"


@dataclass(frozen=True)
class Promise:
    viewed: Viewed
    """Packages; of all else a bill says nothing."""
    unnamed: tuple[str, ...]
    """Names of components that cannot be compared."""


def read_promise(reference: Reference) -> Promise:
    """UnknownReference, MalformedArchive."""
    name = str(reference)
    with open_file(reference.name, name) as file:
        try:
            bill = parse(file, name)
        except Unreadable as error:
            raise malformed(str(error), remedy=WRITERS) from error
        except OSError as error:
            raise malformed(f"{name} cannot be read: {error.strerror}", remedy="name a file") from error
    if bill.unnamed and not bill.packages:
        raise malformed(f"{name}: none of its components has a package URL", remedy=WRITERS)
    snapshot = assemble(None, {Kind.PACKAGES: promised(bill.packages)})
    viewed = Viewed(Side(name), snapshot, None, lambda: fold([]), lambda _digest, _name: None)
    return Promise(viewed, bill.unnamed)
