"""What a person can set: environment variables, or the same names in a `.env` file in the working folder.

Built once, where the program starts, and handed down; importing this module reads nothing.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.question import Language
from storage.errors import DubanError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

ENV_FILE = ".env"
SHORTEST_SECRET = 16
"""Characters; less could as well be a word."""


class SettingsError(DubanError):
    """A setting has a value that cannot be meant."""


def _read_ids(value: object) -> object:
    """Ids stand apart by commas, semicolons (also full-width ones) or blanks."""
    return tuple(re.findall(r"[^,;，；、\s]+", value)) if isinstance(value, str) else value


def _read_zone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone; write it like Asia/Shanghai") from error


def _read_language(value: object) -> object:
    """Take `en` and `zh`, and what systems put into LANGUAGE themselves (`en_US:en`, `zh_CN.UTF-8`).

    A language that we do not speak is no error there: the default stands.
    """
    if not isinstance(value, str):
        return value
    for wanted in value.split(":"):
        short = re.split(r"[_.@-]", wanted.strip().lower())[0]
        if short in set(Language):
            return Language(short)
    return Language.CHINESE


def _read_address(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("write it like https://api.telegram.org")
    return value


def _read_level(value: object) -> object:
    if not isinstance(value, str):
        return value
    level = value.upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return level


class Settings(BaseSettings):
    """All settings, each with the variable of the same name in capitals; an empty value means unset."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: Annotated[str | None, BeforeValidator(_read_address)] = None
    database_url: SecretStr = SecretStr("sqlite:///duban.db")
    admin_ids: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_read_ids)] = ()
    timezone: Annotated[ZoneInfo, BeforeValidator(_read_zone)] = Field(
        default_factory=lambda: ZoneInfo("Asia/Shanghai")
    )
    language: Annotated[Language, BeforeValidator(_read_language)] = Language.CHINESE
    plan_file: Path | None = None
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    port: Annotated[int | None, Field(ge=1, le=65535)] = None
    log_level: Annotated[str | None, BeforeValidator(_read_level)] = None
    """None: what happens on Telegram, but in a terminal only what goes wrong."""

    def with_database(self, url: str) -> Settings:
        """Return the same settings on another database."""
        return self.model_copy(update={"database_url": SecretStr(url)})


def read_settings() -> Settings:
    """Read the environment and the file; the environment wins. No value is ever part of an error."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(" ".join(map(_describe, error.errors()))) from None
    except UnicodeDecodeError:
        raise SettingsError(f"The file {ENV_FILE} is not UTF-8 text: save it as UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"The file {ENV_FILE} cannot be read: {error.strerror}.") from None


def language_set() -> Language:
    """Say which language is set, even where another setting is wrong."""
    try:
        return read_settings().language
    except SettingsError:
        return Language(str(_read_language(os.environ.get("LANGUAGE", ""))))


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Collect what must never be logged: the token, the webhook's secret, the database's password."""
    given = (settings.telegram_token, settings.webhook_secret)
    password = _password(settings.database_url.get_secret_value())
    return (*(form for secret in given if secret for form in _forms(secret.get_secret_value())), *password)


def _forms(secret: str) -> tuple[str, ...]:
    """Return a secret as it may be written: also in an address, and a token without its bot's id."""
    secret = secret.strip()
    bare = secret.partition(":")[2]
    return (secret, quote(secret, safe=""), *((bare,) if len(bare) >= SHORTEST_SECRET else ()))


def _password(url: str) -> tuple[str, ...]:
    """Find the password in a database's address, as it stands there and as it is meant."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return ()
    return (password, unquote(password)) if password else ()


def _describe(error: ErrorDetails) -> str:
    name = str(error["loc"][0]).upper()
    reason = str(error["msg"]).removeprefix("Value error, ")
    return f"{name} is not valid: {reason}."
