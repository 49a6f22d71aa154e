"""``waspada serve``: start the dashboard, on this machine only unless told otherwise."""

import importlib
import os
import runpy
import socket
import sys
from typing import Annotated

import typer

from geo import paths
from geo.cli import output
from geo.errors import UserError
from geo.text import text


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; anything but localhost opens it to the network.")
    ] = "localhost",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = False,
) -> None:
    """Start the dashboard and say where it is; stop with Ctrl+C."""
    if not _is_free(host, port):
        raise UserError("cli.port_taken", port=str(port), other=str(port + 1))
    lang = output.language()
    typer.echo(text("cli.preparing", lang))
    if host not in ("localhost", "127.0.0.1", "::1"):
        typer.echo(text("cli.serving_open", lang), err=True)
    script = paths.ship() / "dashboard.py"
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "false" if browser else "true",
        "browser.gatherUsageStats": "false",
        "server.fileWatcherType": "none",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
    }
    os.chdir(paths.ship())  # where .streamlit/config.toml is
    sys.path.insert(0, str(paths.ship()))
    serving = importlib.import_module("pages.ui.serving")  # by name: geo does not depend on the pages
    serving.warm_up()  # before listening, so that the first visitor finds everything ready
    serving.warm_up_analysis()
    typer.echo(text("cli.serving", lang, address=f"http://{host}:{port}"))
    sys.argv = ["streamlit", "run", str(script), *(f"--{name}={value}" for name, value in options.items())]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _is_free(host: str, port: int) -> bool:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return False
    for family, kind, protocol, _, address in found:
        with socket.socket(family, kind, protocol) as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(address) == 0:
                return False
    return True
