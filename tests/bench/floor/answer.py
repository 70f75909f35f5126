"""An answer from memory alone: the floor for the product's statistics endpoint."""

import os
import random
from datetime import date
from itertools import accumulate

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FIRST_DAY = date(2023, 1, 1)
DAYS = 3 * 365
AGENCIES = 40
QUANTILES = (0.5, 0.9)

Running = list[list[int]]  # by day, the sums of all days before it


def _made_up(columns: int, seed: int) -> Running:
    """What such sums look like; only their number matters here."""
    chance = random.Random(seed)
    kept = [list(accumulate(chance.choices(range(30), k=DAYS), initial=0)) for _ in range(columns)]
    return [list(day) for day in zip(*kept, strict=True)]


# Of each agency: how many closed, their seconds altogether, and how many in time.
closed, seconds, in_time = (_made_up(AGENCIES, seed) for seed in range(3))
histogram = _made_up(64, 3)


def _quantile(counts: list[int], share: float) -> int:
    wanted = share * sum(counts)
    return next(i for i, so_far in enumerate(accumulate(counts)) if so_far >= wanted)


async def answer(request: Request) -> Response:
    """Closures of a period by agency, and the quantiles of all of them."""
    first, last = (
        (date.fromisoformat(request.query_params[name]) - FIRST_DAY).days for name in ("from", "to")
    )
    counts = [b - a for a, b in zip(histogram[first], histogram[last], strict=True)]
    agencies = [
        {
            "agency": f"A{i:03}",
            "closed": closed[last][i] - closed[first][i],
            "mean_seconds": (seconds[last][i] - seconds[first][i])
            / max(1, closed[last][i] - closed[first][i]),
            "in_time": in_time[last][i] - in_time[first][i],
        }
        for i in range(AGENCIES)
    ]
    body = {"agencies": agencies, "quantiles": [_quantile(counts, q) for q in QUANTILES]}
    return Response(orjson.dumps(body), media_type="application/json")


app = Starlette(routes=[Route("/statistics", answer)])

if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["FLOOR_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="error",
    )
