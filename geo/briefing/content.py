"""From options to a briefing: gather the figures once, let every section speak, keep what it says."""

from collections.abc import Callable, Mapping
from functools import partial

from geo import __version__, store
from geo.briefing import annex, assessing, evidence, parts_context, parts_figures, parts_plan, parts_risk
from geo.briefing.blocks import Briefing, Section
from geo.briefing.frame import Frame
from geo.briefing.narrative import capital
from geo.briefing.options import Options
from geo.text import date

_BUILDERS: Mapping[str, Callable[[Frame], Section | None]] = {
    "headline": parts_figures.headline,
    "remarks": parts_figures.remarks,
    "arrivals": parts_figures.arrivals,
    "map": parts_risk.class_map,
    "ranking": parts_risk.ranking,
    "clusters": parts_risk.clusters,
    "series": parts_figures.series,
    "places": parts_context.places,
    "programmes": parts_context.programmes,
    "plan": parts_plan.plan,
    "unknown": parts_context.unknown,
    "method": parts_context.method,
    "sources": parts_context.sources,
}


def build(
    options: Options,
    *,
    data: store.Store | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Briefing:
    """Return the briefing that ``options`` ask for, on the published figures of ``data``.

    ``progress`` is told the section's key and the share done. The same options on the same data version give
    the same briefing.
    """
    opened = data if data is not None else store.default()
    tell = progress or (lambda _key, _share: None)
    tell("evidence", 0.0)
    found = evidence.gather(options, data=opened)
    harm = found[0].indicator != "placements"
    frame = Frame(
        options, found, assessing.assess(found[0].units, lang=options.lang) if harm else None, opened
    )
    sections = []
    for number, key in enumerate(options.sections, start=1):
        tell(key, number / (len(options.sections) + 1))
        section = _BUILDERS[key](frame)
        if section is not None:
            sections.append(section)
    version = frame.lead.own.data_version
    return Briefing(
        options=options,
        title=frame.say("title" if harm else "title_placements", area=frame.area),
        subtitle=capital(frame.say("subtitle", indicator=frame.indicator, period=frame.period)),
        sentence=frame.lead.units.sentence.render(options.lang),
        sections=tuple(sections),
        data_version=version,
        program_version=__version__,
        notice=frame.notice,
        annex=partial(annex.tables, frame),
        layer=partial(parts_risk.layer, frame),
        sources=partial(parts_context.all_sources, frame),
        stamp=frame.say(
            "stamp", data=version, program=__version__, created=date(options.created, options.lang)
        ),
    )
