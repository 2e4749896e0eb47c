"""The store that a bundle is merged into, and which row of it each line of the bundle is."""

from collections import defaultdict

from drift.store.connection import Connection


class Target:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rows: dict[str, list[int]] = defaultdict(list)
        """By section: the id of the row that each line has become."""
        self.digests: dict[str, list[bytes]] = defaultdict(list)
        """By section, of those that are known by one."""
        self.environments: list[str] = []
        self.key_ids: set[str] = set()

    def row(self, section: str, line: int) -> int:
        """IndexError for a line that is not there."""
        return self.rows[section][line]

    def maybe(self, section: str, line: int | None) -> int | None:
        return None if line is None else self.row(section, line)

    def keep(self, section: str, table: str, **natural: object) -> int:
        """The row with this natural key, made where there is none, as the next line of the section."""
        names, marks = ", ".join(natural), ", ".join("?" * len(natural))
        values = tuple(natural.values())
        self.connection.run(f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING", values)  # noqa: S608 - names of ours
        return self.found(section, table, **natural)

    def found(self, section: str, table: str, **natural: object) -> int:
        """The row that is here, as the next line of the section."""
        terms = " AND ".join(f"{name} = ?" for name in natural)
        row: int = self.connection.value(f"SELECT id FROM {table} WHERE {terms}", tuple(natural.values()))  # noqa: S608 - names of ours
        self.rows[section].append(row)
        return row
