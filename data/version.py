"""The version of the program, as files and pages name it."""

PROGRAM_VERSION = "0.1.0"
