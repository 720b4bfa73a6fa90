"""What a writer believes to be there: changing what somebody else changed meanwhile is refused, not done."""

from dataclasses import dataclass

from app.errors import FieldError, Problem


@dataclass(frozen=True, slots=True)
class Expected:
    """The headers ``If-Match`` and ``If-None-Match`` of a request that writes, as sent.

    A tag is what ``ETag`` said, or the ``version`` of the body alone: some callers cannot see headers.
    """

    if_match: str | None = None
    if_none_match: str | None = None

    def __bool__(self) -> bool:
        return self.if_match is not None or self.if_none_match is not None

    def check(self, version: int | None) -> None:
        """Raises Problem 412 unless ``version`` (None: nothing is there), read under the lock, is as expected."""
        if self.if_match is not None and not _names(self.if_match, version):
            raise _changed("If-Match", version)
        if self.if_none_match is not None and _names(self.if_none_match, version):
            raise _changed("If-None-Match", version)


ANYTHING = Expected()


def _names(header: str, version: int | None) -> bool:
    tags = {tag.strip().removeprefix("W/").strip('"').split("-")[0] for tag in header.split(",")}
    return version is not None and bool(tags & {"*", str(version)})


def _changed(header: str, version: int | None) -> Problem:
    there = "there is nothing here" if version is None else f"it is at version {version} now"
    detail = "Nothing was changed. Read it again, lay your change on what you find, and send that."
    error = FieldError(f"/header/{header}", "changed_meanwhile", there)
    return Problem(412, "changed-meanwhile", "It is not as you expect it.", detail, errors=(error,))
