"""Borderless: the open workbench for films made across borders."""

__version__ = "0.1.0"
