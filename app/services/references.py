"""The caller's ids turned into our numbers, and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from app.domain.records import RECORD_TYPES, Record
from app.models.erasure import erased_among, erased_of, pseudonym
from app.models.records import named_type
from app.models.source import sources_of
from app.models.storing import Name, known_records, names_of, numbers_for
from app.services.merge_fields import plain_text
from app.services.secret import secret_key

REFERRING: dict[str, tuple[tuple[str, str | None], ...]] = {
    record_type: tuple(
        (field, record.references.get(field))
        for field in record.model_fields
        if field in {*record.references, "record_id", "options"}
    )
    for record_type, record in RECORD_TYPES.items()
}
"""The fields that name other records, and of which type; None: the record itself says."""


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
        names = {
            record_type: {external_id: self.name(record_type, external_id) for external_id in external_ids}
            for record_type, external_ids in _named(records).items()
        }
        everybody = {name for of_type in names.values() for name in of_type.values()}
        self.secret = secret_key(connection)
        self.ever_erased = erased_of(connection, workspace_id)
        self.erased = erased_among(self.ever_erased, self.secret, everybody)
        """Whom nobody is to know by name any more."""
        left = everybody - self.erased.keys()
        self.known = known_records(connection, workspace_id, left)
        """What was seen before, by name."""
        self.new = numbers_for(connection, left - self.known.keys())
        """What was not, with the numbers it is to be stored under."""
        numbers = self.known | self.new | self.erased
        self._ids = {
            record_type: {external_id: numbers[name] for external_id, name in of_type.items()}
            for record_type, of_type in names.items()
        }
        self._names_by_id: dict[tuple[str, int], tuple[int, str]] = {}

    def name(self, record_type: str, external_id: str) -> Name:
        prefix, colon, rest = external_id.partition(":")
        if colon and rest and prefix in self._source_ids:
            return record_type, self._source_ids[prefix], rest
        return record_type, self._source_id, external_id

    def id_of(self, record_type: str, external_id: str) -> int:
        return self._ids[record_type][external_id]

    def nameless(self, record_type: str, external_id: str | None) -> str | None:
        """An id in a text, or what stands for it where its owner was erased."""
        if external_id is None:
            return None
        name = self.name(record_type, external_id)
        if not erased_among(self.ever_erased, self.secret, [name]):
            return external_id
        return external_id.removesuffix(name[2]) + pseudonym(self.secret, name)

    def number(self, record_type: str, record: Record, values: dict[str, Any]) -> None:
        """Make of the names in the record's values what is stored for them."""
        for field, target in REFERRING[record_type]:
            value = values.get(field)
            if value is None:
                continue
            if field == "options":
                values[field] = [
                    {
                        "what": option.what,
                        "owner_id": None if option.owner_id is None else self.id_of("user", option.owner_id),
                        "accepted_on": plain_text(option.accepted_on),
                    }
                    for option in value
                ]
            elif target := target or record.__dict__["record_type"]:
                ids = self._ids[target]
                values[field] = [ids[one] for one in value] if isinstance(value, list) else ids[value]

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


def _named(records: Iterable[tuple[str, Record]]) -> dict[str, set[str]]:
    """The ids, as sent, of the records and of all that they name, by type."""
    named: dict[str, set[str]] = defaultdict(set)
    for record_type, record in records:
        named[record_type].add(record.id)
        said = record.__dict__
        for field, target in REFERRING[record_type]:
            value = said.get(field)
            if value is None:
                continue
            if field == "options":
                named["user"].update(option.owner_id for option in value if option.owner_id is not None)
            elif target := target or said["record_type"]:
                if isinstance(value, list):
                    named[target].update(value)
                else:
                    named[target].add(value)
    return named
