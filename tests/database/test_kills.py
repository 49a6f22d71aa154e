"""SIGKILL at random moments of staging, publishing and rolling back: nothing lost, nothing half there.

``WASPADA_KILLS`` sets how many (default 25 on each database); ``bench/kills.py`` does 200.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_nothing_published_is_lost_and_nothing_is_half_there(url):
    kills = int(os.environ.get("WASPADA_KILLS", "25"))
    command = [sys.executable, str(Path(__file__).parent / "rounds.py"), url, str(kills), "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout)
    assert result["faults"] == []
    assert result["kills"] == kills
    assert result["announced"] > 0
