"""When to remind, and getting it there (middle layer).

`clock` is the only module that asks the time. May import `storage`, never `bot`.
"""
