"""A plan in the making: it runs beside the page, says how far it is, and can be stopped."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from geo.campaign.plans import Record
from geo.campaign.solution import CurvePoint, Progress
from geo.errors import UserError

Tell = Callable[[Progress], bool]
Made = tuple[Record, Callable[[], list[CurvePoint]] | None]


@dataclass
class PlanWork:
    """``make(tell)`` returns the record and what makes its curve; ``tell`` returns ``False`` to stop."""

    make: Callable[[Tell], Made]
    seconds: float
    record: Record | None = None
    curve: list[CurvePoint] = field(default_factory=list)
    error: UserError | None = None
    failed: Exception | None = None
    progress: Progress | None = None
    cancelled: bool = False
    thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        """Say whether the plan or its curve is still being made."""
        return self.thread is not None and self.thread.is_alive()

    def start(self) -> "PlanWork":
        """Begin in a thread of its own."""
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        return self

    def cancel(self) -> None:
        """Stop at the next step; the best plan so far is kept."""
        self.cancelled = True

    def _run(self) -> None:
        try:
            self.record, curve = self.make(self._tell)
            if curve is not None and not self.cancelled:
                self.curve = curve()
        except UserError as error:
            self.error = error
        except Exception as error:
            self.failed = error

    def _tell(self, progress: Progress) -> bool:
        self.progress = progress
        return not self.cancelled
