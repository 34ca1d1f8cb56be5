"""The command line: one verb per question a producer asks."""

from borderless.cli.app import main

__all__ = ["main"]
