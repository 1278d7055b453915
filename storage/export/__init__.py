"""Plans as files for people and programs: an .xlsx like the office's own table, .csv, a calendar. PURE.

Values in, bytes out. What is written reads back (`storage.parsing`) as the same items, so that a file can go
out, be worked on, and be loaded again.
"""
