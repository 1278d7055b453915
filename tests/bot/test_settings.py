from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.logs import configure_logs
from bot.question import Language
from bot.settings import Settings, SettingsError, read_settings, secrets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def _example() -> dict[str, str]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_names_every_setting_and_nothing_else() -> None:
    assert [name.lower() for name in _example()] == list(Settings.model_fields)


def test_the_example_holds_the_defaults(tmp_path: Path) -> None:
    untouched = read_settings()
    (tmp_path / ".env").write_bytes(EXAMPLE.read_bytes())
    assert read_settings() == untouched


def test_an_empty_value_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    untouched = read_settings()
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")
    assert read_settings() == untouched


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TIMEZONE=Europe/Berlin\nADMIN_IDS=7\n", encoding="utf-8")
    monkeypatch.setenv("ADMIN_IDS", "8")
    settings = read_settings()
    assert (settings.timezone, settings.admin_ids) == (ZoneInfo("Europe/Berlin"), (8,))


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("\ufeffADMIN_IDS=7\r\n".encode())
    assert read_settings().admin_ids == (7,)


@pytest.mark.parametrize("written", ["1,2,-3", "1, 2, -3", "1 2 -3", "1，2；-3,", "1、2、-3"])
def test_ids_stand_apart_by_commas_or_blanks(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ADMIN_IDS", written)
    assert read_settings().admin_ids == (1, 2, -3)


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("zh", Language.CHINESE),
        ("en", Language.ENGLISH),
        ("EN", Language.ENGLISH),
        ("en_US:en", Language.ENGLISH),
        ("de:en_GB.UTF-8", Language.ENGLISH),
        ("zh_CN.UTF-8", Language.CHINESE),
        ("fr_FR", Language.CHINESE),
    ],
)
def test_what_systems_put_into_language_is_understood(
    monkeypatch: pytest.MonkeyPatch, written: str, language: Language
) -> None:
    monkeypatch.setenv("LANGUAGE", written)
    assert read_settings().language is language


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMIN_IDS", "1,zhang"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../etc/passwd"),
        ("LOG_LEVEL", "loud"),
        ("TELEGRAM_API_URL", "api.telegram.example"),
    ],
)
def test_a_wrong_value_is_told_by_its_variable_but_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        read_settings()
    assert value not in str(caught.value)


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("LOG_LEVEL=DEBUG # 日志".encode("gb18030"))
    with pytest.raises(SettingsError, match="UTF-8"):
        read_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().log_level = "DEBUG"


def test_no_secret_shows_in_a_settings_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:token")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:pass%40word@h/d")
    settings = read_settings()
    assert not [secret for secret in ("123:token", "pass%40word") if secret in repr(settings)]
    assert {"123:token", "pass%40word", "pass@word"} <= set(secrets_of(settings))


@pytest.mark.usefixtures("_logs_as_before")
def test_a_secret_is_taken_out_of_messages_arguments_and_tracebacks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("INFO", ["123:token"])
    log = logging.getLogger("somewhere")
    log.info("calling %s", "https://api/bot123:token/getMe")
    try:
        int("123:token")
    except ValueError:
        log.exception("failed")
    logged = capsys.readouterr().err
    assert logged.count("•••") >= 2
    assert "123:token" not in logged
