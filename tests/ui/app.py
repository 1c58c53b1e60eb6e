"""The smallest app that the pages run on: what ``create_app`` does for them, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from tests.ui.fleets import FakeServices
from ui.shell import install
from web.assets import add_assets


def make_app(services: FakeServices) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        services.bus.attach(asyncio.get_running_loop())
        yield
        services.bus.detach()

    app = FastAPI(lifespan=lifespan)
    add_assets(app)
    install(app, lambda _request: services, services.bus, services.language)
    return app
