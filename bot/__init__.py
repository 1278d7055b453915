"""What people see: the command line, the conversation in a terminal, the chat bot (top layer).

`understanding` and `question_types` are pure: text to `Question`, `Question` and items to an answer.
May import `scheduler` and `storage`.
"""
