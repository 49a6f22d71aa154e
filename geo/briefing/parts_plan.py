"""The campaign plan that was approved for the area, with its list by language."""

from geo.briefing.blocks import Section
from geo.briefing.frame import Frame


def plan(frame: Frame) -> Section:
    """Return the newest approved plan of the area, or say that there is none."""
    return frame.section("plan", paragraphs=(frame.say("plan_none", area=frame.area),))
