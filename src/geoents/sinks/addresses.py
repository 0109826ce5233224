"""Addresses of databases, which are shown and quoted without their passwords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_plus

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

__all__ = ["Address"]

_DRIVERS: Final = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_HELP: Final = "write sqlite:///news.db or postgresql+psycopg://user@host/database"
_MIN_SECRET: Final = 3


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. As a string it names the place, and no password or option."""

    url: URL

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read an address.

        Raises:
            ValueError: It is none, or one of a database that geoents does not write to.
        """
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            # What cannot be taken apart may hold a password anywhere: it is not repeated.
            raise ValueError(f"not a database address; {_HELP}") from None
        driver = _DRIVERS.get(parsed.drivername)
        if driver is None:
            raise ValueError(f"{parsed.drivername} is no database geoents writes to; {_HELP}")
        if driver == "sqlite" and not parsed.database:
            raise ValueError("the address names no file; write sqlite:///news.db")
        return cls(parsed.set(drivername=driver))

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite's."""
        return self.url.drivername == "sqlite"

    def __str__(self) -> str:
        if self.is_sqlite:
            return f"sqlite:///{self.url.database}"
        host = self.url.host or "localhost"
        port = "" if self.url.port is None else f":{self.url.port}"
        user = "" if self.url.username is None else f"{self.url.username}@"
        return f"postgresql://{user}{host}{port}/{self.url.database or ''}"

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"

    def censor(self, message: str) -> str:
        """Return a driver's message without the password, however it was written."""
        given = self.url.query.get("password", ())
        secrets = [given] if isinstance(given, str) else list(given)
        secrets += [str(self.url.password)] if self.url.password else []
        for secret in secrets:
            for form in {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}:
                if len(form) >= _MIN_SECRET:
                    message = message.replace(form, "***")
        return message
