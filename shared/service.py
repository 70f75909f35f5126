"""Puts one service together; every app.py calls it."""

import gc
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from fastapi import APIRouter, FastAPI
from sqlmodel import SQLModel
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import log
from shared.bus.bus import Bus
from shared.bus.hearing import Ear
from shared.clock import Clock, now
from shared.db.database import Database
from shared.events.base import Fact
from shared.memory import giving_back
from shared.settings import ServiceSettings
from shared.web import all_events, documents, health, pages, problems
from shared.web.edge import Edge, HotEndpoint

COLLECT_AFTER = (20_000, 20, 20)
"""New objects between two collections: a batch of events makes thousands, and none in a ring."""

Beside = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""Something that runs as long as the service: a timer, a sender, a writer."""


@dataclass(frozen=True)
class Blueprint:
    """All that differs between services."""

    title: str
    ear: Ear
    outbox: type[SQLModel]
    inbox: type[SQLModel]
    announces: Sequence[type[Fact]] = ()
    routers: Sequence[APIRouter] = ()
    beside: Sequence[Beside] = ()
    needs_broker: bool = True
    body_limits: Mapping[str, int] = field(default_factory=dict)
    hot: Mapping[tuple[str, str], HotEndpoint] = field(default_factory=dict)
    """Endpoints by method and path that skip the framework (see `Edge`)."""


class _Edged(FastAPI):
    """An application whose outermost layer is ours."""

    blueprint: Blueprint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Of the layers that the framework puts outside of ours, none is needed here.
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        inside = super().build_middleware_stack()
        return Edge(inside, self.blueprint.body_limits, self.blueprint.hot)


def build(blueprint: Blueprint, settings: ServiceSettings, clock: Clock = now) -> FastAPI:
    """The application of one service, ready to be served."""
    database = Database(settings.database_url.get_secret_value(), blueprint.outbox, blueprint.inbox)
    bus = Bus(settings, blueprint.ear, blueprint.announces, database=database, clock=clock)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            await stack.enter_async_context(giving_back())
            for beside in blueprint.beside:
                await stack.enter_async_context(beside(app))
            await bus.start()
            stack.push_async_callback(bus.stop)
            yield

    app = _Edged(title=blueprint.title, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.blueprint = blueprint
    app.state.settings = settings
    app.state.database = database
    app.state.bus = bus
    app.state.clock = clock
    app.state.needs_broker = blueprint.needs_broker
    problems.install(app)
    documents.install(app)
    common = (health.router, pages.router, documents.router, all_events.router)
    for router in (*common, *blueprint.routers):
        # Not included: that would make each endpoint once more, for this application alone.
        app.router.routes.extend(router.routes)
    return app


def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Serve until SIGTERM, then finish what has begun."""
    log.set_up(settings.service, settings.log_level)
    gc.freeze()  # what was imported lives for ever: collections need not look at it again
    gc.set_threshold(*COLLECT_AFTER)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
