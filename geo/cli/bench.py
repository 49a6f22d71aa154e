"""``waspada bench``: run a benchmark of the checkout; ``waspada demo``: a throw-away dashboard."""

import os
import subprocess
import sys
import tempfile
from typing import Annotated

import typer

from geo import paths
from geo.cli import output
from geo.errors import UserError
from geo.text import text


def register(app: typer.Typer) -> None:
    """Add the commands."""
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command("bench", context_settings=settings)(bench)
    app.command("demo")(demo)


def bench(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Name of the benchmark; without it they are listed.")
    ] = None,
) -> None:
    """Run a benchmark beside its alternative; further words go to the benchmark."""
    folder = paths.ship() / "bench"
    known = sorted(f.stem for f in folder.glob("*.py") if "__main__" in f.read_text(encoding="utf-8"))
    if not known:
        raise UserError("cli.bench_none")
    if name is None:
        typer.echo("\n".join(known))
        return
    if name not in known:
        raise UserError("cli.bench_unknown", name=name, known=known)
    command = [sys.executable, str(folder / f"{name}.py"), *context.args]
    environment = {**os.environ, "PYTHONPATH": str(paths.ship())}
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603


def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
) -> None:
    """Start the dashboard on the published figures alone; what is done there is gone afterwards."""
    from geo.cli.serve import serve

    with tempfile.TemporaryDirectory(prefix="waspada-demo-") as home:
        os.environ["WASPADA_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        typer.echo(text("cli.demo", output.language()))
        serve(host="localhost", port=port, browser=False)
