"""The bot's life on Telegram: how updates come, wait, are handled in order, and how answers go out.

An update is stored, confirmed, handled from the inbox, settled. What is said in answer is none of this
package's business: handlers are registered from above, and only `bot.app` and they may import it.
"""
