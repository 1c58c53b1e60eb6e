"""timekpr-mngr: the app and its command line. Wiring only; what it does is in the modules below."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clock import SystemClock
from commands import (
    accounts,
    audit,
    backup,
    check,
    digest,
    doctor,
    edits,
    git_copy,
    history,
    key,
    look,
    mail,
    mqtt,
    pending,
    servers,
    sync,
    tokens,
    users,
    versions,
)
from commands.frame import Frame, frame_of, say
from core import Core
from errors import CannotListen
from i18n import N_
from process import raise_descriptor_limit
from services import Services

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

DEMO_INTERVAL = 10
"""Seconds between two cycles of the demo, whose children live in fast time."""
GRACE_SECONDS = 1
"""How long open pages may take to say goodbye when the program is asked to end."""

MAX_MESSAGE = 1_000_000
"""Bytes of one WebSocket message from a browser."""

Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port of the pages; else the setting “port”.")]

cli = typer.Typer(
    help="Timekpr-nExT on all computers of a family or a school, from one place.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cli.add_typer(servers.app, name="server")
cli.add_typer(users.app, name="user")
cli.add_typer(key.app, name="key")
cli.add_typer(accounts.app, name="account")
cli.add_typer(tokens.app, name="token")
cli.add_typer(mqtt.app, name="mqtt")
cli.add_typer(backup.app, name="backup")
cli.add_typer(git_copy.app, name="git-copy")
cli.add_typer(mail.app, name="mail")
cli.command()(sync.sync)
cli.command()(look.status)
cli.command()(look.get)
cli.command()(doctor.doctor)
cli.command()(check.check)
cli.add_typer(pending.app, name="pending")
cli.command("set")(edits.set_)
cli.command(context_settings=edits.DASHES_ARE_AMOUNTS)(edits.grant)
cli.command()(edits.today)
cli.command()(edits.lock)
cli.command()(edits.unlock)
cli.command()(edits.revert)
cli.command()(versions.versions)
cli.command()(audit.audit)
cli.command()(digest.digest)
cli.command()(history.history)


@cli.callback()
def options(
    context: typer.Context,
    data: Annotated[Path, typer.Option(envvar="TIMEKPR_MNGR_DATA", readable=False, help="The data directory.")] = Path(
        "data"
    ),
) -> None:
    """Options before the command."""
    # What a command has to say it prints itself; only what nobody expects comes through the log.
    start_log(logging.ERROR)
    context.obj = Frame(data, SystemClock())


@cli.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen at; else the setting “host”.")] = None,
    port: Port = None,
    tls: Annotated[str | None, typer.Option(help="off, or auto for a certificate made here; else “tls”.")] = None,
) -> None:
    """Run the pages and the sync thread until SIGTERM or Ctrl-C."""
    _unwind_on_sigterm()
    frame = frame_of(context)
    with frame.core(writer=True, tell=False) as core:
        given = {"host": host, "port": port, "tls": tls}
        changes = {name: value for name, value in given.items() if value is not None}
        _serve(replace(core, settings=core.settings.changed(**changes)))


@cli.command()
def demo(context: typer.Context, port: Port = None) -> None:
    """Try it out: everything on a throw-away data directory, with five played computers."""
    from demo import start, start_broker  # noqa: PLC0415 - the demo's SSH servers are for the demo alone
    from demo_fleet import ask_for_edits, make_link, make_parent, remember_days, take_in  # noqa: PLC0415

    _unwind_on_sigterm()
    clock = frame_of(context).clock
    with (
        TemporaryDirectory(prefix="timekpr-mngr-demo-") as folder,
        Frame(Path(folder), clock).core(writer=True, tell=False) as core,
    ):
        settings = core.settings.changed(
            sync_interval_seconds=DEMO_INTERVAL, host="127.0.0.1", **({"port": port} if port else {})
        )
        with ExitStack() as stage:
            cast = stage.enter_context(start(Services(core).public_key(), clock))
            if not settings.mqtt.host:
                port = stage.enter_context(start_broker())
                settings = settings.changed(**{"mqtt.host": "127.0.0.1", "mqtt.port": port})
                listen = f"mosquitto_sub -p {port} -v -t 'homeassistant/#' -t 'timekpr/#'"
                say(N_("What Home Assistant is told: {command}"), core, command=listen)
            take_in(core, cast)
            ask_for_edits(core)
            remember_days(core)
            say(N_("The played children use their time six to twenty times as fast, to have something to show."), core)
            name, password = make_parent(core)
            say(N_("Sign in as {name} with the password {password}"), core, name=name, password=password)
            child, secret = make_link(core)
            address = f"http://{settings.host}:{settings.port}/c/{secret}"
            say(N_("The page that {child} has: {address}"), core, child=child, address=address)
            _serve(replace(core, settings=settings))


def start_log(level: int | str) -> None:
    """Log to stderr from this level on."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    # Both tell of every hiccup of a connection; what matters is told by ssh_client and cycle, once.
    for library in ("paramiko", "asyncssh"):
        logging.getLogger(library).setLevel(logging.CRITICAL)


def create_app(core: Core, announce: Callable[[str], None] = lambda _code: None) -> FastAPI:
    """The whole web app on an opened data directory; its lifespan runs the sync thread.

    ``announce`` shows the set-up code to whoever owns this machine, as long as there is no account.
    """
    from fastapi import FastAPI, Request  # noqa: PLC0415 - half a second that the other commands need not wait
    from starlette.responses import JSONResponse  # noqa: PLC0415

    from bus import Bus  # noqa: PLC0415
    from mqtt_ha import Bridge  # noqa: PLC0415
    from services.signed_in import SignedIn  # noqa: PLC0415
    from ui.shell import install  # noqa: PLC0415
    from views import FleetView  # noqa: PLC0415
    from web import Web  # noqa: PLC0415

    bus: Bus[FleetView] = Bus()
    services = Services(core, bus)
    bridge = Bridge(services)
    services.bridge = bridge
    web = Web(services, announce)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        bus.attach(asyncio.get_running_loop())
        web.begin()
        services.thread.start()
        services.chores.start()
        bridge.start()
        try:
            yield
        finally:
            await asyncio.gather(asyncio.to_thread(services.stop), asyncio.to_thread(bridge.stop))
            bus.detach()

    def signed_in(request: Request) -> SignedIn:
        return SignedIn(services, request.scope["state"]["access"])

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        alive = services.thread.is_alive
        return JSONResponse({"status": "ok" if alive else "failing"}, status_code=200 if alive else 503)

    web.add_to(app)
    install(app, signed_in, bus, services.language)
    return app


def _unwind_on_sigterm() -> None:
    """Let SIGTERM close what is open and remove what is temporary, also where uvicorn hands it on when it is done."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _serve(core: Core) -> None:
    """Serve until a signal comes; then end within three seconds with nothing half-written."""
    import uvicorn  # noqa: PLC0415

    raise_descriptor_limit()
    settings = core.settings
    start_log(settings.log_level.upper())
    with _listen(settings.host, settings.port) as listener:
        config = server_config(create_app(core, _announce(core)), **_certificate(core))
        scheme = "https" if config.is_ssl else "http"
        typer.echo(f"{scheme}://{_shown_host(settings.host)}:{settings.port}")
        uvicorn.Server(config).run(sockets=[listener])


def server_config(app: FastAPI, **more: Any) -> uvicorn.Config:  # noqa: ANN401 - what uvicorn takes
    """How the app is served, here and where it is measured and tried."""
    import uvicorn  # noqa: PLC0415

    from web.patience import PatientProtocol  # noqa: PLC0415

    settings: dict[str, Any] = {
        # The access log would print client ids, which work like passwords.
        "access_log": False,
        # The peer is ours to judge, not a header's.
        "proxy_headers": False,
        "server_header": False,
        "log_level": "warning",
        "timeout_graceful_shutdown": GRACE_SECONDS,
        "ws_max_size": MAX_MESSAGE,
        # Compressing costs each open page 300 kB of memory, to make messages shorter that are short already.
        "ws_per_message_deflate": False,
        "http": PatientProtocol,
    }
    return uvicorn.Config(app, **{**settings, **more})


def _certificate(core: Core) -> dict[str, Any]:
    """What uvicorn needs for HTTPS; nothing without."""
    if core.settings.tls == "off":
        return {}
    from web.tls import own_certificate  # noqa: PLC0415

    own = own_certificate(core.store, core.settings)
    say(N_("The certificate's SHA-256 fingerprint is {fingerprint}"), core, fingerprint=own.fingerprint)
    return {"ssl_certfile": own.certificate, "ssl_keyfile": own.key}


def _shown_host(host: str) -> str:
    """An address as it stands in one that can be opened."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - it is only compared
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _announce(core: Core) -> Callable[[str], None]:
    """Show a set-up code on the console alone: a log may be read by more people."""

    def announce(code: str) -> None:
        say(N_("No account yet. Open /setup and enter this code: {code}"), core, code=code)
        sys.stdout.flush()

    return announce


def _listen(host: str, port: int) -> socket.socket:
    """Take the port now, so that a port in use is a sentence and not a traceback from inside the server."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CannotListen(host=host, port=port, why=error.strerror or type(error).__name__) from error


if __name__ == "__main__":
    cli()
