"""A private PostgreSQL for tests and benches: its own folder, a free loopback port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def programs() -> Path | None:
    """Return the folder that holds ``initdb`` and ``pg_ctl``, if PostgreSQL is installed."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def why_not() -> str | None:
    """Return why no server can be started here, or None."""
    if programs() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and not _has_user("postgres"):
        return "PostgreSQL does not run as root and there is no user postgres"
    return None


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@contextmanager
def running() -> Iterator[str]:
    """Start a server and give its address without a database name: ``postgresql://user@127.0.0.1:port``."""
    folder = Path(tempfile.mkdtemp(prefix="waspada-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = (
        {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    if as_user:
        shutil.chown(folder, user)
    tools, data = programs(), folder / "data"
    assert tools is not None

    def run(*command: object) -> None:
        words = [str(word) for word in command]
        quiet = subprocess.DEVNULL
        subprocess.run(words, stdout=quiet, stderr=quiet, check=True, cwd=folder, **as_user)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = (tools / "pg_ctl", "-D", data)
    try:
        run(tools / "initdb", "-D", data, "-A", "trust", "-U", user, "-E", "UTF8", "--locale=C")
        run(*control, "-w", "-o", options, "-l", folder / "log", "start")
        try:
            yield f"postgresql://{user}@127.0.0.1:{port}"
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, *, template: str = "template0") -> str:
    """Make a database, empty or like ``template``, and return its address."""
    name = f"w{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"
