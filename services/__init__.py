"""The four services: none knows of another."""

from importlib import import_module

from shared.unbuilt import unbuilt

with unbuilt():  # what FastAPI describes interfaces with: a mebibyte that only readers of it need
    import_module("fastapi.openapi.models")
