"""YAML as data files are written here: read safely, and in C where there is one."""

from typing import Any

import yaml

YAMLError = yaml.YAMLError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in Python takes ten times as long, at every start."""


def from_yaml(text: bytes | str) -> Any:
    """What the document says; raises `YAMLError`, or `UnicodeDecodeError` for bytes not UTF-8."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe
