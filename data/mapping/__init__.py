"""A department's own table, understood and turned into rows of the template.

The way: ``structure`` (where the header is, what each row is), ``proposal`` and ``matching`` (which column is which
field, which spelling means whom, with reasons), the person's corrections (``draft``), ``rows`` (a book in the
template's terms) and ``totals`` (what the table's own totals say). ``kept`` keeps a mapping by name.
"""
