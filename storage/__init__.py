"""What we know and keep: plan files are read here, plans are stored here (bottom layer).

`plan`, `deadlines`, `parsing` and `formats` are pure: bytes and text in, values out. `database`,
`tables` and the stores do the I/O; they return the nouns of `plan`, never rows. Imports nothing of
`bot` or `scheduler`.
"""
