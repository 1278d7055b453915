"""Plans that wait for an admin's decision: kept over restarts, published at most once."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from storage.database import reading, writing
from storage.errors import DubanError, PlanConflictError
from storage.plan import Publication
from storage.plan_codec import plan_from_bytes, plan_to_bytes
from storage.publishing import Upload, checked_plan, preview_plan
from storage.rollback import read_rollback, read_version_plan
from storage.staging import publish
from storage.upload_tables import PLAN_UPLOADS
from storage.uploads import (
    Awaited,
    Decided,
    PlanUpload,
    UploadDecisions,
    UploadState,
    decisions_json,
    read_decisions,
    settle,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Column, Connection, Engine, Row, Select

    from storage.plan import ParsedPlan, Preview

KEPT_AFTERWARDS = timedelta(days=30)
"""So long an upload that was not published stays after it has expired."""
_LARGE = ("content", "plan")
_COLUMNS = [column for column in PLAN_UPLOADS.columns if column.name not in _LARGE]


class UploadStore:
    """One transaction for each method; `placeholders` as in `PlanStore`."""

    def __init__(self, engine: Engine, placeholders: Collection[str] = ()) -> None:
        self._engine = engine
        self._placeholders = placeholders

    def keep(self, upload: PlanUpload, content: bytes | None, plan: ParsedPlan | None) -> PlanUpload:
        """Keep a new upload with its file and what was read of it; a version to go back to has neither.

        What was decided when the very same reading of this file was published is decided again. What is no
        plan of a year is refused.
        """
        if plan is not None and upload.year is not None:
            checked_plan(plan, upload.year)
        packed = None if plan is None else plan_to_bytes(plan)
        with writing(self._engine) as connection:
            if packed is not None:
                upload = replace(upload, decisions=_decided_before(connection, upload, packed))
            _forget(connection, upload.created_at - KEPT_AFTERWARDS)
            row = {**_row(upload), "content": content, "plan": packed}
            connection.execute(insert(PLAN_UPLOADS).values(**row))
        return upload

    def find(self, key: str) -> PlanUpload | None:
        """Return an upload, also one that has expired."""
        with reading(self._engine) as connection:
            return _find(connection, key)

    def find_awaiting(self, person_id: int, message_id: int) -> PlanUpload | None:
        """Return the open upload for which a person was asked by this message to write something."""
        with reading(self._engine) as connection:
            mine = (
                PLAN_UPLOADS.c.person_id == person_id,
                PLAN_UPLOADS.c.state == UploadState.OPEN.value,
                PLAN_UPLOADS.c.awaited.is_not(None),
            )
            uploads = map(_upload, connection.execute(select(*_COLUMNS).where(*mine)))
            found = (each for each in uploads if each.awaited and each.awaited.message_id == message_id)
            return next(found, None)

    def find_without_year(self, person_id: int, now: datetime) -> PlanUpload | None:
        """Return a person's newest open upload that was asked for its year and has none yet."""
        mine = (
            PLAN_UPLOADS.c.person_id == person_id,
            PLAN_UPLOADS.c.state == UploadState.OPEN.value,
            PLAN_UPLOADS.c.year.is_(None),
            PLAN_UPLOADS.c.awaited.is_not(None),
            PLAN_UPLOADS.c.expires_at > now,
        )
        latest = (PLAN_UPLOADS.c.created_at.desc(), PLAN_UPLOADS.c.message_id.desc())
        newest = select(*_COLUMNS).where(*mine).order_by(*latest).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(newest).first()
            return None if row is None else _upload(row)

    def last_watched(self) -> str | None:
        """Return the SHA-256 of the file that was last found on disk and offered to admins."""
        with reading(self._engine) as connection:
            return connection.execute(_last_watched(PLAN_UPLOADS.c.sha256)).scalar()

    def supersede_watched(self, sha256: str) -> tuple[PlanUpload, ...]:
        """Close the open uploads of a file on disk that now has another content; return them."""
        old = (
            PLAN_UPLOADS.c.watched,
            PLAN_UPLOADS.c.state == UploadState.OPEN.value,
            PLAN_UPLOADS.c.sha256 != sha256,
        )
        with writing(self._engine) as connection:
            closed = tuple(map(_upload, connection.execute(select(*_COLUMNS).where(*old))))
            state = {"state": UploadState.SUPERSEDED.value, "awaited": None}
            connection.execute(update(PLAN_UPLOADS).where(*old).values(**state))
        return closed

    def plan_of(self, key: str) -> ParsedPlan:
        """Return the plan as it was read, or as the version to go back to says."""
        with reading(self._engine) as connection:
            return _plan_of(connection, _known(connection, key))

    def change(self, key: str, **what: Any) -> PlanUpload:  # noqa: ANN401 - fields of a PlanUpload
        """Change fields of an upload; return it as it is now."""
        if "decisions" in what:
            what["decisions"] = decisions_json(what["decisions"])
        if what.get("awaited") is not None:
            what["awaited"] = asdict(what["awaited"])
        if "state" in what:
            what["state"] = what["state"].value
        with writing(self._engine) as connection:
            connection.execute(update(PLAN_UPLOADS).where(PLAN_UPLOADS.c.key == key).values(**what))
            return _known(connection, key)

    def preview(self, key: str) -> Preview:
        """Say what publishing an upload would do, its decisions applied."""
        with reading(self._engine) as connection:
            upload = _known(connection, key)
            plan = _plan_of(connection, upload)
            if upload.restores is not None:
                return preview_plan(connection, plan, _year(upload))
            settled = settle(plan, upload.decisions, _year(upload))
            checked, year = checked_plan(settled.plan, upload.year)
            return preview_plan(connection, checked, year, self._placeholders, settled.matches)

    def publish(self, key: str, now: datetime) -> Publication:
        """Publish an upload, or say again what publishing it did: it is marked in the same transaction.

        PlanConflictError where another version has come since the one that its card compares with.
        """
        with reading(self._engine) as connection:
            upload = _known(connection, key)
        if upload.outcome is not None:
            return upload.outcome

        def read(connection: Connection) -> Upload:
            return self._as_upload(connection, upload, now)

        def finish(connection: Connection, publication: Publication) -> None:
            own = update(PLAN_UPLOADS).where(
                PLAN_UPLOADS.c.key == key, PLAN_UPLOADS.c.state == UploadState.OPEN.value
            )
            done = {"state": UploadState.PUBLISHED.value, "outcome": asdict(publication)}
            if not connection.execute(own.values(**done, content=None, awaited=None)).rowcount:
                raise PlanConflictError("This upload has been decided about meanwhile.")

        return publish(self._engine, read, upload.seen, self._placeholders, finish)

    def _as_upload(self, connection: Connection, upload: PlanUpload, now: datetime) -> Upload:
        if upload.restores is not None:
            return read_rollback(connection, _year(upload), upload.restores, now, upload.person_id)
        settled = settle(_plan_of(connection, upload), upload.decisions, _year(upload))
        plan, year = checked_plan(settled.plan, upload.year)
        content = select(PLAN_UPLOADS.c.content).where(PLAN_UPLOADS.c.key == upload.key)
        file = connection.execute(content).scalar_one()
        if file is None:  # somebody else has just published it
            raise PlanConflictError("This upload has been decided about meanwhile.")
        return Upload(plan, year, upload.file_name, bytes(file), now, settled.matches, upload.person_id)


def _forget(connection: Connection, before: datetime) -> None:
    """Delete what is long over; what was last found on disk is remembered, not to be offered again."""
    old = (PLAN_UPLOADS.c.expires_at < before, PLAN_UPLOADS.c.state != UploadState.PUBLISHED.value)
    latest = PLAN_UPLOADS.c.key.not_in(_last_watched(PLAN_UPLOADS.c.key))
    connection.execute(delete(PLAN_UPLOADS).where(*old, latest))


def _last_watched(column: Column[str]) -> Select[str]:
    still = PLAN_UPLOADS.c.state != UploadState.SUPERSEDED.value
    latest = select(column).where(PLAN_UPLOADS.c.watched, still)
    return latest.order_by(PLAN_UPLOADS.c.created_at.desc()).limit(1)


def _year(upload: PlanUpload) -> int:
    if upload.year is None:
        raise DubanError("The plan does not say which year it is for.")
    return upload.year


def _find(connection: Connection, key: str) -> PlanUpload | None:
    row = connection.execute(select(*_COLUMNS).where(PLAN_UPLOADS.c.key == key)).first()
    return None if row is None else _upload(row)


def _known(connection: Connection, key: str) -> PlanUpload:
    found = _find(connection, key)
    if found is None:
        raise DubanError("This upload is no longer there: send the file again.")
    return found


def _plan_of(connection: Connection, upload: PlanUpload) -> ParsedPlan:
    if upload.restores is not None:
        return read_version_plan(connection, _year(upload), upload.restores)
    packed = select(PLAN_UPLOADS.c.plan).where(PLAN_UPLOADS.c.key == upload.key)
    return plan_from_bytes(bytes(connection.execute(packed).scalar_one()))


def _decided_before(connection: Connection, upload: PlanUpload, packed: bytes) -> UploadDecisions:
    same = (
        PLAN_UPLOADS.c.sha256 == upload.sha256,
        PLAN_UPLOADS.c.year == upload.year,
        PLAN_UPLOADS.c.state == UploadState.PUBLISHED.value,
        PLAN_UPLOADS.c.plan == packed,
    )
    latest = select(*_COLUMNS).where(*same).order_by(PLAN_UPLOADS.c.created_at.desc()).limit(1)
    row = connection.execute(latest).first()
    before = None if row is None else _upload(row)
    if before is None or not before.decisions.edits:
        return UploadDecisions()
    earlier = None if before.decisions.steps else before.decisions.earlier
    # Which items are which is a matter of the version that is replaced; readings are the file's own.
    return UploadDecisions(
        before.decisions.edits, earlier=earlier or Decided(before.person_id, before.created_at)
    )


def _row(upload: PlanUpload) -> dict[str, object]:
    made: dict[str, object] = {"decisions": decisions_json(upload.decisions), "state": upload.state.value}
    for name, value in (("awaited", upload.awaited), ("outcome", upload.outcome)):
        made[name] = None if value is None else asdict(value)
    names = [column.name for column in _COLUMNS]
    return {name: made[name] if name in made else getattr(upload, name) for name in names}


def _upload(row: Row[Any]) -> PlanUpload:
    said = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    made: dict[str, Any] = {
        "decisions": read_decisions(said["decisions"]),
        "state": UploadState(said["state"]),
    }
    for name, kind in (("awaited", Awaited), ("outcome", Publication)):
        made[name] = None if said[name] is None else kind(**said[name])
    return PlanUpload(**{**said, **made})
