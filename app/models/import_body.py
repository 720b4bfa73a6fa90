"""What was sent to be imported, as sent, in pieces, until every row of it is stored or refused."""

from collections.abc import Iterator
from io import RawIOBase
from typing import Annotated, Any, BinaryIO

from sqlalchemy import Connection, Engine, LargeBinary, delete, insert, select
from sqlmodel import Field, SQLModel

from app.db import reading
from app.models.columns import table_of
from app.models.import_job import Name

PIECE = 1024 * 1024
"""Bytes."""


class ImportBody(SQLModel, table=True):
    __tablename__ = "import_body"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    import_id: str = Field(primary_key=True)
    piece: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: Annotated[bytes, Field(sa_type=LargeBinary)]


IMPORT_BODY = table_of(ImportBody)


def keep_body(connection: Connection, name: Name, body: BinaryIO) -> None:
    for number, content in enumerate(iter(lambda: body.read(PIECE), b"")):
        row = {"workspace_id": name[0], "import_id": name[1], "piece": number, "content": content}
        connection.execute(insert(IMPORT_BODY).values(**row))


def drop_body(connection: Connection, name: Name) -> None:
    connection.execute(
        delete(IMPORT_BODY).where(IMPORT_BODY.c.workspace_id == name[0], IMPORT_BODY.c.import_id == name[1])
    )


class StoredBody(RawIOBase):
    """The body as a stream; one piece is held at a time."""

    def __init__(self, engine: Engine, name: Name) -> None:
        self._pieces, self._left = _pieces(engine, name), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = next(self._pieces, b"")
        given, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


def _pieces(engine: Engine, name: Name) -> Iterator[bytes]:
    body, number = IMPORT_BODY.c, 0
    while True:
        # A transaction a piece: one held open all along would keep what was deleted meanwhile from being cleared away.
        with reading(engine, name[0]) as connection:
            content = connection.scalar(
                select(body.content).where(
                    body.workspace_id == name[0], body.import_id == name[1], body.piece == number
                )
            )
        if content is None:
            return
        yield bytes(content)
        number += 1
