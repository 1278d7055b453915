"""Reading a table that was flattened to text by way of a PDF (DESIGN §2). PURE.

`lines` undoes pages: headers, page numbers, gaps. `pieces` says which column each piece of text stood
in. `grouping` says which measures share a label, weighing several readings of a page against where its
lines stood. `reader` puts the items together. Only `read_flattened` is for others.
"""
