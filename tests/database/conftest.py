"""Every test here runs on SQLite and on a real PostgreSQL (skipped, with the reason, when there is none)."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import server

from geo import store


@pytest.fixture(scope="session")
def postgresql():
    reason = server.why_not()
    if reason:
        pytest.skip(reason)
    with server.running() as address:
        yield address


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind(request):
    return request.param


@pytest.fixture
def url(request, tmp_path, kind):
    """The address of a database that nobody has opened yet."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'waspada.db'}"
    return server.new_database(request.getfixturevalue("postgresql"))


@pytest.fixture(scope="session")
def opened_once(request, tmp_path_factory, kind):
    """A database after its first start, to copy: the first start itself has its own tests."""
    if kind == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('first') / 'first.db'}"
    else:
        address = server.new_database(request.getfixturevalue("postgresql"))
    store.open_store(address).close()
    return address


@pytest.fixture
def data(request, tmp_path, kind, opened_once):
    if kind == "sqlite":
        copied = tmp_path / "waspada.db"
        shutil.copyfile(opened_once.removeprefix("sqlite:///"), copied)
        opened = store.open_store(f"sqlite:///{copied}")
    else:
        template = opened_once.rpartition("/")[2]
        opened = store.open_store(
            server.new_database(request.getfixturevalue("postgresql"), template=template)
        )
    yield opened
    opened.close()
