"""The connection to Home Assistant: how it stands, and trying it out."""

from __future__ import annotations

import os

import typer

import speech
from commands.doctor import tell_findings
from commands.frame import FAILED, AsJson, frame_of, say, show
from core import Core
from i18n import N_, FieldValue, Message
from mqtt_views import BridgeState, BridgeView
from plain import Plain

app = typer.Typer(help="The connection to Home Assistant by MQTT.", no_args_is_help=True)

LINES = {
    BridgeState.OFF: N_("Off, or no broker is known."),
    BridgeState.CONNECTING: N_("Connecting to {broker}…"),
    BridgeState.CONNECTED: N_("Connected to {broker} since {moment}."),
    BridgeState.WAITING: N_("{broker} has not been reached since {moment}; it is tried again by itself."),
}
NOT_REACHED = N_("Not reached. It is tried again by itself.")


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show what the running program has last said of the connection. Ends with 1 if none is running."""
    from mqtt_ha.status_file import bridge_status  # noqa: PLC0415 - half a second that other commands need not wait

    with frame_of(context).core(writer=False) as core:
        view = bridge_status(core.store)
        if as_json:
            show(Plain(core.settings.language)({"running": view is not None, "bridge": view}))
        elif view is None:
            say(N_("No program is running on these data that could be connected. Start it: main.py serve"), core)
        else:
            _print(core, view)
    if view is None:
        raise typer.Exit(FAILED)


@app.command("test")
def try_it(context: typer.Context, as_json: AsJson = False) -> None:
    """Try the connection with the settings in force, beside a running program. Ends with 1 if a step fails."""
    from mqtt_ha.trial import try_out  # noqa: PLC0415 - as above

    with frame_of(context).core(writer=False) as core:
        steps = try_out(core.settings.mqtt, os.environ, core.clock, core.settings.language)
        tell_findings(steps, as_json=as_json)


def _print(core: Core, view: BridgeView) -> None:
    language = core.settings.language
    style, now = core.style, core.clock.now().astimezone()
    since = speech.moment(view.since, now, language, style.time_format) if view.since else ""
    line = LINES[view.state] if view.broker and since else NOT_REACHED if view.state is BridgeState.WAITING else ""
    said: dict[str, FieldValue] = {"broker": view.broker, "moment": since}
    print(Message(line or LINES[view.state], said).text(language))
    if view.source == "supervisor":
        say(N_("Found through Home Assistant's Supervisor."), core)
    if view.error is not None and view.state is BridgeState.WAITING:
        print(view.error.text(language))
    if view.state is not BridgeState.OFF:
        counted = N_(
            "Entities: {entities}. Commands: {done} done, {refused} refused, {ignored} ignored. Messages sent: {sent}."
        )
        say(
            counted,
            core,
            entities=view.entities,
            done=view.done,
            refused=view.refused,
            ignored=view.ignored,
            sent=view.sent,
        )
    for topic in view.denied:
        say(N_("The broker does not let us use {topic}."), core, topic=topic)
