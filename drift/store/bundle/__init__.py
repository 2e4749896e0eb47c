"""A bundle: observations of one store, and all that they reach, as one file for another store. Specified in docs/reference/bundle.md.

One zstd frame of lines of JSON. The first says which format it is, the last how many rows there were and the SHA-256 of all
lines before it. Between them stand the sections of rows.py in their order, each a line that names it and then its rows: arrays,
sorted by what the row is known by, so that the same content makes the same bytes. A row names another by the number of its
line in that row's section. Bytes are base64; text that is not UTF-8 is {"base64": …}.
"""

from drift.store.bundle.reading import Imported, import_bundle
from drift.store.bundle.writing import Exported, export_bundle

__all__ = ["Exported", "Imported", "export_bundle", "import_bundle"]
