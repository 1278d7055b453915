"""What `duban …` can be told to do: a module for each kind of command.

A command is a function with `@app.command()`, in a module that `bot.cli` imports; in this order `--help`
lists them. It reads its options, builds what it needs and prints what that says, and imports what it works
with when it runs, so that `--help` is quick.
"""
