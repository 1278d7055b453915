"""The people of a test, and what they do: say, edit, press, type, send.

Who joins, leaves and rules is in `membership.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.telegram_server.bots import BotAccount
from tests.telegram_server.chats import Chat, ChatKind, Topic
from tests.telegram_server.entities import find_entities, read_text
from tests.telegram_server.membership import Membership
from tests.telegram_server.queries import InlineQuery, Press
from tests.telegram_server.users import ANONYMOUS_ADMIN, POSTING_CHANNEL, User

if TYPE_CHECKING:
    from tests.telegram_server.messages import Message

INLINE_CACHE = 300  # seconds, where the bot does not say


@dataclass(eq=False, kw_only=True)
class Person(Membership):
    """Somebody with a Telegram client. What they do reaches the bots as Telegram would tell it."""

    def says(
        self,
        chat: Chat,
        text: str | None,
        *,
        thread: Topic | int | None = None,
        reply_to: Message | None = None,
        entities: list[dict[str, Any]] | None = None,
        anonymous: bool = False,
        as_channel: Chat | None = None,
        **content: Any,
    ) -> Message:
        """Send a message; `content` is any other field of it, as the API names it (sticker, location, …).

        Commands and mentions are found as Telegram finds them unless `entities` are given. `anonymous`
        writes as the group itself, `as_channel` as a channel.
        """
        with self.world.changed:
            self._may_write(chat)
            number = thread.id if isinstance(thread, Topic) else thread
            if number is None and reply_to is not None:
                number = reply_to.thread
            if number is not None and reply_to is None:
                reply_to = chat.topics[number].opening  # so it comes in a topic, with no reply meant
            mask = ANONYMOUS_ADMIN if anonymous else POSTING_CHANNEL if as_channel else None
            return self.world.post(
                chat,
                self,
                shown_as=mask,
                sender_chat=chat if anonymous else as_channel,
                text=text,
                entities=entities,
                thread=number,
                reply_to=reply_to,
                content=content or None,
            )

    def starts(self, bot: BotAccount | None = None, payload: str = "") -> Chat:
        """Open the private chat with the bot and press Start."""
        chat = self.private(bot)
        self.says(chat, f"/start {payload}".rstrip())
        return chat

    def private(self, bot: BotAccount | None = None) -> Chat:
        """Return the private chat with the bot, opened if it was not."""
        bot = bot or self.first_bot
        with self.world.changed:
            chat = private_chat(bot, self)
            chat.started = True
            return chat

    def replies(self, message: Message, text: str, **options: Any) -> Message:
        return self.says(message.chat, text, reply_to=message, **options)

    def posts(self, channel: Chat, text: str, **options: Any) -> Message:
        """Write in a channel: the post shows no author."""
        return self.says(channel, text, **options)

    def edits(self, message: Message, text: str) -> None:
        """Edit the text, or what stands under a file or a picture."""
        with self.world.changed:
            assert message.author is self, f"{self.name} did not write {message}"
            if message.content:
                self.world.edit(message, content=message.content | _caption(text))
            else:
                self.world.edit(message, text_or_none=text, entities=find_entities(text))
            message.chat.mark = message.changed
            self.world.tell_of(message, edited=True)

    def deletes(self, message: Message) -> None:
        """Delete a message, one's own or another's; Telegram does not tell bots."""
        with self.world.changed:
            message.deleted = True
            self.world.changed.notify_all()

    def sends_file(
        self,
        chat: Chat,
        name: str,
        content: bytes,
        *,
        mime: str | None = None,
        size: int | None = None,
        **options: Any,
    ) -> Message:
        """Send a document, with `caption=` if wanted; `size` is what is said of it, if it is to be larger than it is."""
        file = self.world.files.keep(name, content, mime, size)
        return self._sends(chat, {"document": file.as_document()}, options)

    def sends_photo(self, chat: Chat, content: bytes, **options: Any) -> Message:
        file = self.world.files.keep("photo.jpg", content, "image/jpeg")
        return self._sends(chat, {"photo": file.as_photo()}, options)

    def _sends(self, chat: Chat, content: dict[str, Any], options: dict[str, Any]) -> Message:
        caption = options.pop("caption", None)
        if caption:
            content |= _caption(caption)
        return self.says(chat, None, **content, **options)

    def presses(self, message: Message, button: str) -> Press:
        """Press a button that stands under the message now, by its label or its callback data."""
        return self.sends_callback(message, message.data_of(button))

    def sends_callback(self, message: Message, data: str) -> Press:
        """Press what may not be there (any more): a client of any making can send any data."""
        world = self.world
        with world.changed:
            bot = message.via if message.inline_id else message.author
            press = Press(
                world=world,
                id=f"4{world.number():018d}",
                bot=_a_bot(bot),
                person=self,
                born=monotonic(),
                data=data,
            )
            world.presses[press.id] = press
            message.chat.mark = world.change()
            shown = message.to_dict()
            if message.deleted:
                shown = {"chat": message.chat.to_dict(), "message_id": message.id, "date": 0}
            where = {"inline_message_id": message.inline_id} if message.inline_id else {"message": shown}
            update = {
                "id": press.id,
                "from": self.to_dict(),
                "chat_instance": str(-7 * message.chat.id),
                "data": data,
            }
            press.bot.put("callback_query", update | where, message.chat.id)
            return press

    def types_inline(self, text: str, *, offset: str = "", chat_type: str = "sender") -> InlineQuery:
        """Type `@bot words` in some chat. What is cached is shown without the bot being asked, as Telegram does."""
        handle, _, words = text.partition(" ")
        world = self.world
        with world.changed:
            bot = next(bot for bot in world.bots.values() if f"@{bot.username}".lower() == handle.lower())
            number = f"5{world.number():018d}"
            query = InlineQuery(
                world=world,
                id=number,
                bot=bot,
                person=self,
                born=monotonic(),
                text=words.strip(),
                offset=offset,
            )
            query.answer = self._cached(query)
            if query.answer is None and bot.inline:
                world.inline_queries[query.id] = query
                update = {"id": query.id, "from": self.to_dict(), "query": query.text, "offset": offset}
                bot.put("inline_query", update | {"chat_type": chat_type})
            return query

    def _cached(self, query: InlineQuery) -> dict[str, Any] | None:
        for whose in (None, self.id):
            until, answer = self.world.inline_cache.get(
                (query.bot.id, query.text, query.offset, whose), (0.0, {})
            )
            if monotonic() < until:
                return answer
        return None

    def chooses(self, query: InlineQuery, result: str, chat: Chat) -> Message:
        """Send one of an inline query's results, by its id, into a chat."""
        world = self.world
        with world.changed:
            chosen = next(one for one in query.wait_results() if str(one["id"]) == result)
            content = chosen.get("input_message_content") or {}
            text, entities = read_text(
                content.get("message_text", ""), content.get("parse_mode"), content.get("entities")
            )
            markup = chosen.get("reply_markup")
            inline_id = f"AgAAA{world.number():010d}" if markup else None
            message = world.post(
                chat, self, text=text, entities=entities, markup=markup, via=query.bot, inline_id=inline_id
            )
            if inline_id:
                world.inline_messages[inline_id] = message
            if query.bot.inline_feedback:
                told = {"result_id": result, "from": self.to_dict(), "query": query.text}
                query.bot.put(
                    "chosen_inline_result", told | ({"inline_message_id": inline_id} if inline_id else {})
                )
            return message

    def _may_write(self, chat: Chat) -> None:
        """Assert that Telegram would let this happen: else the test is wrong."""
        if chat.kind == ChatKind.PRIVATE:
            assert chat.person is self, f"the private chat of {chat.title} is not {self.name}'s"
            assert not chat.blocked, f"{self.name} has blocked the bot: unblock it first"
            chat.started = True
            return
        assert chat.migrated_to is None, f"{chat.title} is a supergroup now: write in chat.migrated_to"
        member = chat.member(self)
        assert member.present, f"{self.name} is not in {chat.title}"
        assert chat.kind != ChatKind.CHANNEL or member.is_admin, f"{self.name} may not post in {chat.title}"


def private_chat(bot: BotAccount, person: User) -> Chat:
    """Find or make the chat of a person and a bot, not started yet."""
    key = (bot.id, person.id)
    world = bot.world
    if key not in world.private:
        world.private[key] = Chat(
            world=world, id=person.id, kind=ChatKind.PRIVATE, title=person.name, person=person, bot=bot
        )
    return world.private[key]


def _a_bot(account: User | None) -> BotAccount:
    assert isinstance(account, BotAccount), "only a bot's message has buttons that answer"
    return account


def _caption(text: str) -> dict[str, Any]:
    return {"caption": text, "caption_entities": find_entities(text)}
