"""Immutable values that are cheap to make: judging makes some hundred an account."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """A dataclass that the type checker keeps from being changed.

    Nothing keeps it at run time: a frozen dataclass takes five times as long to make.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
