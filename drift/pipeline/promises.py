"""A bill of materials as a side: sbom:PATH."""

from drift.collectors.interface import Unreadable
from drift.collectors.sbom import parse
from drift.diff.sides import Viewed
from drift.joins.promised import promised
from drift.joins.snapshot import assemble
from drift.model.changes import Side
from drift.model.records import Kind
from drift.model.references import Reference
from drift.pipeline.session import Session
from drift.report.wording import count
from drift.source.oci_layout import open_file
from drift.source.refusal import malformed
from drift.tree.fold import fold


def promised_side(session: Session, reference: Reference) -> Viewed:
    """Its packages; of all else it says nothing. UnknownReference, MalformedArchive."""
    name = str(reference)
    with open_file(reference.name, name) as file:
        try:
            bill = parse(file, name)
        except Unreadable as error:
            raise malformed(str(error), remedy="drift sbom, syft and trivy write CycloneDX JSON") from error
        except OSError as error:
            raise malformed(f"{name} cannot be read: {error.strerror}", remedy="name a file") from error
    if bill.unnamed:
        session.note_once(f"{name}: {count(bill.unnamed, 'component')} without a package URL, not compared")
    snapshot = assemble(None, {Kind.PACKAGES: promised(bill.packages)})
    return Viewed(Side(name), snapshot, None, lambda: fold([]), lambda _digest, _name: None)
