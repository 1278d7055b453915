"""How the tables came about: one module in `versions` for each step, applied by `storage.database.migrate`.

To add a step, write `versions/vNNNN_what.py` by hand with `upgrade` and `downgrade`, and add its revision
to REVISIONS. The tests hold that the steps lead to the tables of `storage.tables`, on both databases.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection


@dataclass(frozen=True)
class History:
    """The folder of the steps, and their revisions in order.

    The revisions are written down so that a program with nothing to migrate need not load Alembic.
    """

    folder: Path
    revisions: tuple[str, ...]

    @property
    def head(self) -> str:
        return self.revisions[-1]


REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
HISTORY = History(Path(__file__).parent, REVISIONS)


def upgrade(connection: Connection, history: History = HISTORY) -> None:
    """Apply the steps that are missing, inside the connection's transaction."""
    from alembic import command  # noqa: PLC0415 - half a second that only a migration should take

    command.upgrade(config(connection, history), history.head)


def downgrade(connection: Connection, revision: str, history: History = HISTORY) -> None:
    """Take steps back until `revision` ("base" for all), inside the connection's transaction."""
    from alembic import command  # noqa: PLC0415

    command.downgrade(config(connection, history), revision)


def config(connection: Connection, history: History = HISTORY) -> Config:
    """Make Alembic's settings; there is no file of them, so an installed package can migrate."""
    from alembic.config import Config  # noqa: PLC0415

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(history.folder).replace("%", "%%"))
    return made
