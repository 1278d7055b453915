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
    people = {id_: chats.look_up(id_, id_)[1] for id_ in ids}
    return {id_: person.name if person else "" for id_, person in people.items()}
