"""The caller's ids turned into our numbers, and back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from app.domain.records import RECORD_TYPES, Record
from app.models.erasure import erased_among, pseudonym
from app.models.records import named_type
from app.models.source import sources_of
from app.models.storing import Name, known_records, names_of, numbers_for
from app.services.merge_fields import plain_text
from app.services.secret import secret_key

REFERRING: dict[str, tuple[str, ...]] = {
    record_type: tuple(field for field in record.model_fields if field in {*record.references, "record_id", "options"})
    for record_type, record in RECORD_TYPES.items()
}
"""The fields that name other records."""


class References:
    """Names and numbers of one batch of records of one source.

    `"x:rest"` names a record of source x when the workspace knows x; anything else is the caller's own id.
    """

    def __init__(
        self, connection: Connection, workspace_id: int, source_id: int, records: Iterable[tuple[str, Record]]
    ) -> None:
        self._connection, self._workspace_id, self._source_id = connection, workspace_id, source_id
        sources = sources_of(connection, workspace_id)
        self._source_names = {known.id: known.name for known in sources.values()}
        self._source_ids = {known.name: known.id for known in sources.values()}
        said = {named for record_type, record in records for named in _named(record_type, record)}
        names = {named: self.name(*named) for named in said}
        self._secret = secret_key(connection)
        self.erased = erased_among(connection, workspace_id, self._secret, set(names.values()))
        """Whom nobody is to know by name any more."""
        left = set(names.values()) - self.erased.keys()
        self.known = known_records(connection, workspace_id, left)
        """What was seen before, by name."""
        self.new = numbers_for(connection, left - self.known.keys())
        """What was not, with the numbers it is to be stored under."""
        numbers = self.known | self.new | self.erased
        self._ids = {named: numbers[name] for named, name in names.items()}
        self._names_by_id: dict[tuple[str, int], tuple[int, str]] = {}

    def name(self, record_type: str, external_id: str) -> Name:
        prefix, colon, rest = external_id.partition(":")
        if colon and rest and prefix in self._source_ids:
            return record_type, self._source_ids[prefix], rest
        return record_type, self._source_id, external_id

    def id_of(self, record_type: str, external_id: str) -> int:
        return self._ids[record_type, external_id]

    def nameless(self, record_type: str, external_id: str | None) -> str | None:
        """An id in a text, or what stands for it where its owner was erased."""
        if external_id is None:
            return None
        name = self.name(record_type, external_id)
        if not erased_among(self._connection, self._workspace_id, self._secret, [name]):
            return external_id
        return external_id.removesuffix(name[2]) + pseudonym(self._secret, name)

    def stored(self, record_type: str, record: Record, field: str, value: Any) -> Any:
        """The value of one of the ``REFERRING`` fields as it is stored: references as numbers."""
        if value is None:
            return None
        if field == "options":
            return [
                {
                    "what": option.what,
                    "owner_id": None if option.owner_id is None else self.id_of("user", option.owner_id),
                    "accepted_on": plain_text(option.accepted_on),
                }
                for option in value
            ]
        target = named_type(record_type, field, record.__dict__)
        if target is None:
            return value
        if isinstance(value, list):
            return [self.id_of(target, external_id) for external_id in value]
        return self.id_of(target, value)

    def as_text(self, record_type: str, row: Mapping[str, Any], field: str, value: Any) -> str | None:
        """A stored value as text; a reference as its external id, with the source where that is another one."""
        if value is None:
            return None
        source_id = row["source_id"]
        if field == "options":
            named = [{**option, "owner_id": self._shown("user", source_id, option["owner_id"])} for option in value]
            return plain_text(named)
        target = named_type(record_type, field, row)
        if target is None:
            return plain_text(value)
        if isinstance(value, list):
            return plain_text([self._shown(target, source_id, number) for number in value])
        return self._shown(target, source_id, value)

    def _shown(self, record_type: str, source_id: int, number: int | None) -> str | None:
        if number is None:
            return None
        if not self._names_by_id:
            self._names_by_id = {
                (name[0], known): name[1:] for names in (self.known, self.new) for name, known in names.items()
            }
        if (record_type, number) not in self._names_by_id:
            found = names_of(self._connection, self._workspace_id, record_type, [number])
            self._names_by_id[record_type, number] = found[number]
        of_source, external_id = self._names_by_id[record_type, number]
        return external_id if of_source == source_id else f"{self._source_names[of_source]}:{external_id}"


def _named(record_type: str, record: Record) -> Iterator[tuple[str, str]]:
    """Type and id, as sent, of the record and of all that it names."""
    yield record_type, record.id
    said = record.__dict__
    for field in REFERRING[record_type]:
        value = said.get(field)
        if value is None:
            continue
        if field == "options":
            yield from (("user", option.owner_id) for option in value if option.owner_id is not None)
        elif (target := named_type(record_type, field, said)) is not None:
            if isinstance(value, list):
                yield from ((target, external_id) for external_id in value)
            else:
                yield target, value
