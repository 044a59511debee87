"""Checks: one check is one function ``check_<area>_<what>``, listed by stage in ``data.checking``."""
