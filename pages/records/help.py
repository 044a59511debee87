"""How is the program used? For everybody who opens it for the first time, and for whoever looks something up."""

from components.guide import guide

guide()
