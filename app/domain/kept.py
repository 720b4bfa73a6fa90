"""A value of an object that is worked out when first asked for, and kept."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as kept
else:

    class kept:
        """The standard library's cached_property, without the lock that Python 3.11 takes at each of its first uses.

        Judging asks for some hundred such values an account, each in one thread.
        """

        def __init__(self, work: Any) -> None:
            self.work = work
            self.__doc__ = work.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            value = instance.__dict__[self.name] = self.work(instance)
            return value


__all__ = ["kept"]
