"""Tables, reading, checking, loading, deriving, judging, demonstration data. The only package that writes."""
