"""The kinds of files that plans come in: bytes of one kind to a `ParsedPlan`. PURE.

`READERS` (in `storage.parsing`) says which module reads which kind. A reader raises `UnreadableFileError`
with a sentence for the person who sent the file.
"""
