"""The tables of the store, as SQLAlchemy Core describes them.

Migrations write the same tables step by step; a test compares the two. Moments are kept as ISO text in
UTC, so that both databases order and compare them alike.
"""

import sqlalchemy as sa

HEAD = "v0001"
"""The newest migration; kept here so that opening an up-to-date store need not load Alembic."""

ROLES = ("origin", "arrival", "served")
INDICATORS = (
    "placements",
    "deportations",
    "deceased",
    "repatriations",
    "returns_all",
    "prevented_departures",
    "complaints",
    "placement_target",
)
PROCEDURAL = ("yes", "no", "unknown")
BATCH_STATUS = ("staged", "published", "superseded", "rolled_back")

PROGRAMME_KINDS = (
    "mou",
    "ltsa",
    "blk",
    "desa_migran_emas",
    "desmigratif",
    "migrant_friendly_village",
    "immigration_village",
    "task_force",
    "outreach",
    "billboard",
)
PROGRAMME_STATUS = ("planned", "active", "held", "ended", "unknown")

metadata = sa.MetaData()
key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{column}")


batches = sa.Table(
    "batches",
    metadata,
    sa.Column("id", key, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("rows_digest", sa.String(64), nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("template_id", sa.String(64)),
    sa.Column("supersedes", sa.JSON, nullable=False),
    sa.Column("superseded_by", key, sa.ForeignKey("batches.id", name="fk_batches_superseded_by")),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("published_at", sa.String(32)),
    sa.Column("published_by", sa.Text),
    sa.Column("ended_at", sa.String(32)),
    sa.Column("ended_by", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
    _one_of("status", BATCH_STATUS),
    sa.Index(
        "uq_batches_digest_alive",
        "digest",
        unique=True,
        sqlite_where=sa.text("status <> 'rolled_back'"),
        postgresql_where=sa.text("status <> 'rolled_back'"),
    ),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("date", sa.String(10), nullable=False),
    sa.Column("publisher", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

observations = sa.Table(
    "observations",
    metadata,
    sa.Column("id", key, primary_key=True),
    sa.Column("batch_id", key, sa.ForeignKey("batches.id", name="fk_observations_batch"), nullable=False),
    sa.Column("area_code", sa.String(10), nullable=False),
    sa.Column("role", sa.String(8), nullable=False),
    sa.Column("indicator", sa.String(24), nullable=False),
    sa.Column("procedural", sa.String(8), nullable=False),
    sa.Column("country", sa.String(64)),
    sa.Column("sex", sa.String(16)),
    sa.Column("sector", sa.String(64)),
    sa.Column("period_start", sa.Date, nullable=False),
    sa.Column("period_end", sa.Date, nullable=False),
    sa.Column("value", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(16)),
    sa.Column("complete_for", sa.String(10)),
    sa.Column(
        "source_id", sa.String(64), sa.ForeignKey("sources.id", name="fk_observations_source"), nullable=False
    ),
    sa.Column("sheet", sa.Text),
    sa.Column("cell", sa.String(16)),
    sa.Column("note", sa.Text),
    _one_of("role", ROLES),
    _one_of("indicator", INDICATORS),
    _one_of("procedural", PROCEDURAL),
    sa.CheckConstraint("value >= 0", name="ck_value"),
    sa.CheckConstraint("period_start <= period_end", name="ck_period"),
    sa.Index("ix_observations_batch", "batch_id"),
    sa.Index("ix_observations_source", "source_id"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", key, primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("object", sa.String(32), nullable=False),
    sa.Column("object_id", sa.String(64), nullable=False),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
    sa.Index("ix_audit_object", "object", "object_id"),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("kind", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("updated_at", sa.String(32), nullable=False),
    sa.Column("updated_by", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

programmes = sa.Table(
    "programmes",
    metadata,
    sa.Column("id", key, primary_key=True),
    sa.Column("area_code", sa.String(10), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("start", sa.Date),
    sa.Column("end", sa.Date),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("source_id", sa.String(64), sa.ForeignKey("sources.id", name="fk_programmes_source")),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("updated_at", sa.String(32), nullable=False),
    sa.Column("updated_by", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.CheckConstraint('"start" IS NULL OR "end" IS NULL OR "start" <= "end"', name="ck_programme_period"),
    sa.Index("ix_programmes_area", "area_code"),
)
