"""What all services speak HTTP with."""

from shared.absent import keep_out

keep_out("pydantic.v1")  # the framework would load it to ask of each annotation whether it is of it
