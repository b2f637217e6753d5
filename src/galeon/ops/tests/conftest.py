"""Fixtures of the operator's commands."""

from galeon.ops.tests.installed import data, installed

__all__ = ["data", "installed"]
