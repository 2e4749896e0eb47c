"""From an empty file, or an older schema, to today's: steps of sqlite-utils, all in one transaction.

A step is a function that takes a `sqlite_utils.Database`, so that `transform`, `create_view` and the rest are at hand.
A new step comes last, and `schema.VERSION` counts it; what is written in an older one is never changed.
This module is imported only where there is something to do: sqlite-utils takes 82 ms.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database, Migrations

from drift.store.connection import Connection
from drift.store.faults import Translated, damaged
from drift.store.schema import APPLICATION_ID, BY_PATH, EPISODES, STANDING, TABLES, TOLD, VERSION
from drift.store.views import VIEWS

STEPS = Migrations("container-drift")


@STEPS(name="1 initial")
def _initial(database: Database) -> None:
    for statement in statements(TABLES):
        database.execute(statement)


@STEPS(name="2 entries by path, files of the host")
def _by_path(database: Database) -> None:
    for statement in statements(BY_PATH):
        database.execute(statement)


@STEPS(name="3 since when findings stand")
def _standing(database: Database) -> None:
    for statement in statements(STANDING):
        database.execute(statement)


@STEPS(name="4 what was told to whom")
def _told(database: Database) -> None:
    for statement in statements(TOLD):
        database.execute(statement)


@STEPS(name="5 when findings went and came back")
def _episodes(database: Database) -> None:
    for statement in statements(EPISODES):
        database.execute(statement)


def statements(script: str) -> Iterator[str]:
    """One by one: `executescript` would commit the transaction that it stands in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def upgrade(connection: Connection, steps: Migrations = STEPS, version: int = VERSION) -> None:
    """Bring the file to `version`, whole or not at all. Of an older one a copy is left beside it first."""
    with connection.transaction():  # taken first: of two processes the second finds nothing to do
        found = connection.value("PRAGMA user_version")
        if found >= version:
            return
        if found:
            back_up(connection.path, found)
        with Translated(connection.path):
            _apply(Database(connection.raw, execute_plugins=False, recursive_triggers=False), steps, version)
        broken = connection.row("PRAGMA foreign_key_check")
        if broken:
            raise damaged(connection.path, f"a row of {broken[0]} points nowhere")


def _apply(database: Database, steps: Migrations, version: int) -> None:
    for name in VIEWS:
        database.execute(f"DROP VIEW IF EXISTS {name}")
    steps.apply(database)
    for name, question in VIEWS.items():
        database.create_view(name, question.strip())
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {version}")


def back_up(path: Path, version: int) -> Path:
    """Copy the store to "drift.db.v1.backup": written aside and renamed, so that a backup is always whole."""
    backup = path.with_name(f"{path.name}.v{version}.backup")
    partial = path.with_name(f"{path.name}.v{version}.partial")
    with Translated(backup):
        os.close(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600))
        try:
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
                source.backup(target)
            partial.replace(backup)
        finally:
            partial.unlink(missing_ok=True)
    return backup
