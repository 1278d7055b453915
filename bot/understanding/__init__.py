"""A question's text to a `Question`. PURE.

`understand` cuts out, one after the other, departments, codes, times and question words, and reads what is
left as topics. `Lexicon` holds what the plans know, built once a version. Everything works on normalised
text; a piece cut out keeps its place, so spans stay true. Used by the handlers and the command line only.
"""
