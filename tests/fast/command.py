"""One command as a user types it: exit code, what was printed, what was complained of."""

import json
import subprocess
import sys
from typing import Any

import pytest

from geo.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run ``waspada`` inside this process."""
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


def answer(*arguments: str) -> Any:
    """Run ``python -m geo … --json`` as a program of its own and return what it answered."""
    done = subprocess.run(
        [sys.executable, "-m", "geo", *arguments, "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)
