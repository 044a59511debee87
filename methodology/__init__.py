"""The rules as data (YAML) and as small pure functions. Imports nothing of ours."""
