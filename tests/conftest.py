"""What every test group shares: a home of its own, so that no test touches a user's data."""

import os
import tempfile

os.environ["WASPADA_HOME"] = tempfile.mkdtemp(prefix="waspada-test-")
os.environ.pop("DATABASE_URL", None)
