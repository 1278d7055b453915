"""Who published versions of a plan, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.chat_store import ChatStore
    from storage.plan import PlanVersion


def publishers(chats: ChatStore, versions: Iterable[PlanVersion]) -> dict[int, str]:
    """Name the people who published; "" where a name is not known."""
    ids = {each.published_by for each in versions if each.published_by is not None}
    return {id_: name_of(chats, id_) for id_ in ids}


def name_of(chats: ChatStore, person_id: int) -> str:
    person = chats.look_up(person_id, person_id)[1]
    return person.name if person else ""
