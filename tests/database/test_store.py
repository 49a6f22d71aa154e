"""The store on both databases: first start, batches, audit, two officers at once, documents, programmes."""

import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from geo import counts, store
from geo.counts import export
from geo.errors import UserError
from geo.store import engine, shipped, tables

_digest = count(1)


def meta(title="november.xlsx", **more):
    return store.BatchMeta(title=title, digest=more.pop("digest", f"{next(_digest):064d}"), **more)


def row(**changes):
    base = {
        "area_code": "5304",
        "role": "origin",
        "indicator": "deceased",
        "procedural": "unknown",
        "period_start": dt.date(2025, 11, 1),
        "period_end": dt.date(2025, 11, 30),
        "value": 3,
        "source_id": "BP3MI",
    }
    return base | changes


SOURCES = [{"id": "BP3MI", "title": "BP3MI NTT, November 2025", "date": "2025-12-02"}]


def stage(data, rows=None, **more):
    return data.stage(meta(**more), rows or [row()], sources=SOURCES, who="rina")


def publish(data, rows=None, **more):
    staged = stage(data, rows, **more)
    data.publish(staged.batch_id, "rina")
    return staged.batch_id


def exported(data):
    return export.write(export.observations_frame(data), format="csv", lang="id")


def test_first_start_publishes_the_shipped_figures_once(url):
    first = store.open_store(url)
    assert len(first.observations()) == 1506
    assert len(first.snapshot().sources) == 261
    assert len(first.programmes()) == 57
    assert first.programmes(within="5321", kind="desmigratif").empty  # no list names a village of Malaka
    assert set(first.programmes()["source_id"]) <= set(first.sources().index)
    assert first.batches()[["title", "status"]].to_numpy().tolist() == [[shipped.TITLE, "published"]]
    version = first.version
    first.close()
    again = store.open_store(url)
    assert (again.version, len(again.batches()), len(again.audit())) == (version, 1, 3)
    assert len(again.programmes()) == 57
    again.close()


def test_two_programs_start_at_once(url):
    script = f"from geo import store; print(len(store.open_store({url!r}).observations()))"
    with ThreadPoolExecutor(3) as pool:
        command = [sys.executable, "-c", script]
        done = list(
            pool.map(lambda _: subprocess.run(command, capture_output=True, text=True, check=False), range(3))
        )
    assert [d.stdout.strip() for d in done] == ["1506"] * 3, [d.stderr[-500:] for d in done]
    opened = store.open_store(url)
    assert len(opened.batches()) == 1
    opened.close()


def test_both_databases_select_the_same(data):
    chosen = counts.select(counts.Window.year(2024), "deceased", within="53", store=data)
    assert (chosen.total, chosen.parent_figure.value) == (122, 125)
    assert data.version == "26271b36de32"


def test_staged_is_invisible_published_is_seen_rolled_back_is_gone(data):
    before, version = exported(data), data.version
    staged = stage(data)
    assert staged.status == "staged"
    assert (exported(data), data.version) == (before, version)
    assert data.observations(batch_id=staged.batch_id)["value"].tolist() == [3]
    data.publish(staged.batch_id, "rina")
    assert len(data.observations()) == 1507
    assert data.version != version
    assert data.sources().loc["BP3MI", "reported_until"] == dt.date(2025, 11, 30)
    data.rollback(staged.batch_id, "boss")
    assert (exported(data), data.version) == (before, version)
    assert "BP3MI" not in data.sources().index


def test_the_same_file_twice_is_one_batch(data):
    first = stage(data, digest="a" * 64)
    second = stage(data, digest="a" * 64)
    assert (second.batch_id, second.existing, first.existing) == (first.batch_id, True, False)
    data.publish(first.batch_id, "rina")
    assert stage(data, digest="a" * 64).status == "published"
    data.rollback(first.batch_id, "rina")
    assert not stage(data, digest="a" * 64).existing


def test_the_same_file_from_two_officers_at_once_is_one_batch(data):
    with ThreadPoolExecutor(4) as pool:
        staged = list(pool.map(lambda _: stage(data, digest="b" * 64), range(4)))
    assert len({s.batch_id for s in staged}) == 1
    assert sum(not s.existing for s in staged) == 1


def test_a_correction_supersedes_and_its_rollback_restores(data):
    old = publish(data)
    with_old = exported(data)
    new = publish(data, [row(value=4)], supersedes=(old,))
    values = data.observations(indicator="deceased", within="5304")
    assert values[values["source_id"] == "BP3MI"]["value"].tolist() == [4]
    status = data.batches().set_index("id")["status"]
    assert (status[old], status[new]) == ("superseded", "published")
    with pytest.raises(UserError) as caught:
        data.rollback(old, "rina")
    assert caught.value.key == "store.cannot_roll_back"
    data.rollback(new, "rina")
    assert exported(data) == with_old


def test_every_step_is_in_the_audit_and_the_audit_cannot_be_changed(data):
    batch = publish(data)
    data.rollback(batch, "boss")
    told = data.audit(kind="batch", object_id=batch)
    assert told["action"].tolist() == ["roll back", "publish", "stage"]
    assert told["who"].tolist() == ["boss", "rina", "rina"]
    assert told["before"].iloc[0]["status"] == "published"
    assert told["after"].iloc[0]["status"] == "rolled_back"
    assert told["at"].tolist() == sorted(told["at"], reverse=True)
    for statement in ("UPDATE audit SET who = 'nobody'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError), data.engine.begin() as connection:
            connection.execute(sa.text(statement))
    assert data.audit(kind="batch", object_id=batch)["who"].tolist() == ["boss", "rina", "rina"]


def test_two_officers_do_not_lose_each_others_work(data):
    mine, version = stage(data), data.version
    publish(data, [row(area_code="5305")])  # a colleague was faster
    with pytest.raises(store.StaleError) as caught:
        data.publish(mine.batch_id, "rina", data_version=version)
    assert caught.value.key == "store.data_changed"
    data.publish(mine.batch_id, "rina", version=mine.version, data_version=data.version)
    with pytest.raises(store.StaleError):
        data.publish(mine.batch_id, "sari")
    with pytest.raises(store.StaleError):
        data.rollback(mine.batch_id, "sari", version=mine.version)
    assert len(data.observations()) == 1508


def test_many_officers_publish_at_once(data):
    staged = [stage(data, [row(area_code=f"53{n:02d}")]).batch_id for n in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda batch: data.publish(batch, "rina"), staged))
    assert len(data.observations()) == 1506 + 8
    assert (data.batches()["status"] == "published").sum() == 9


def test_one_batch_published_by_two_at_once_is_published_once(data):
    batch = stage(data).batch_id

    def attempt(who):
        try:
            data.publish(batch, who)
        except store.StaleError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, ["a", "b", "c", "d"])) == 1
    assert (data.audit(kind="batch", object_id=batch)["action"] == "publish").sum() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": "deaths"},
        {"role": "transit"},
        {"procedural": ""},
        {"value": -1},
        {"value": 1.5},
        {"value": None},
        {"area_code": "Belu"},
        {"source_id": None},
        {"source_id": "unheard of"},
        {"period_end": dt.date(2025, 10, 1)},
        {"period_start": "soon"},
        {"area_code": "53041220019"},
        {"country": "x" * 65},
        {"value": 10**18},
    ],
)
def test_what_is_no_figure_is_refused_whole(data, wrong):
    with pytest.raises(UserError):
        stage(data, [row(), row(**wrong)])
    assert len(data.batches()) == 1
    assert len(data.observations()) == 1506


def test_unknown_batches_are_said(data):
    for act in (data.publish, data.rollback):
        with pytest.raises(UserError) as caught:
            act(4711, "rina")
        assert caught.value.key == "store.batch_unknown"


def test_many_rows_come_back_as_they_went_in(data):
    rows = [
        row(area_code=f"5304{i % 90 + 1:02d}", country=f"C{i % 7}", sex=None, value=i, note="ã ' \" \\N \t|")
        for i in range(20_000)
    ]
    batch = publish(data, rows)
    back = data.observations(within="5304")
    back = back[back["batch_id"] == batch]
    assert back["value"].tolist() == list(range(20_000))
    assert set(back["note"]) == {"ã ' \" \\N \t|"}
    assert back["sex"].isna().all()
    assert back["period_start"].iloc[0] == dt.date(2025, 11, 1)


def test_a_document_keeps_its_versions_apart(data):
    plan = data.save_document("plan", payload={"sites": [1, 2]}, title="Baliho 2026", who="rina")
    assert (plan.version, plan.status) == (1, "draft")
    mine = data.save_document(
        "plan", id=plan.id, payload={"sites": [3]}, who="rina", version=1, title="Baliho"
    )
    with pytest.raises(store.StaleError) as caught:
        data.save_document("plan", id=plan.id, payload={"sites": [4]}, who="sari", version=1)
    assert "Baliho" in caught.value.render("id")
    assert data.document("plan", plan.id) == mine
    assert data.document("plan", plan.id).payload == {"sites": [3]}
    assert [d.id for d in data.documents("plan")] == [plan.id]
    assert data.documents("plan", status="approved") == []
    with pytest.raises(store.StaleError):
        data.save_document("plan", id=plan.id, payload={}, who="sari")
    data.delete_document("plan", plan.id, who="rina", version=2)
    with pytest.raises(UserError):
        data.document("plan", plan.id)
    told = data.audit(kind="plan", object_id=plan.id)
    assert told["action"].tolist() == ["delete", "change", "create"]
    assert told["before"].iloc[1]["payload"] == {"sites": [1, 2]}


def test_programmes_are_edited_with_the_same_care(data):
    entry = {"area_code": "5304", "kind": "ltsa", "name": "LTSA Belu", "start": dt.date(2019, 1, 1)}
    (key,) = data.save_programmes([entry], who="rina")
    with pytest.raises(UserError):  # all or none
        data.save_programmes([entry | {"name": "LTSA Alor"}, entry | {"name": ""}], who="rina")
    for wrong in ({"end": dt.date(2018, 1, 1)}, {"kind": "party"}, {"status": "who knows"}):
        with pytest.raises(UserError):
            data.save_programmes([entry | wrong], who="rina")
    assert data.programmes(kind="ltsa")["name"].tolist() == ["LTSA Belu"]
    data.save_programmes([entry | {"id": key, "version": 1, "status": "ended"}], who="sari")
    with pytest.raises(store.StaleError):
        data.save_programmes([entry | {"id": key, "version": 1}], who="rina")
    assert data.programmes(within="53", kind="ltsa")["status"].tolist() == ["ended"]
    assert data.programmes(within="52", kind="ltsa").empty
    data.delete_programme(key, who="rina", version=2)
    assert data.programmes(kind="ltsa").empty
    told = data.audit(kind="programme", object_id=key)
    assert told["action"].tolist() == ["delete", "change", "create"]


def test_migrations_make_the_tables_the_program_describes(data):
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with data.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    config = Config()
    config.set_main_option("script_location", "geo:store/migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [tables.HEAD]


def test_a_newer_database_is_left_alone(url):
    opened = store.open_store(url)
    with opened.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'v9999'"))
    opened.close()
    with pytest.raises(store.StoreError) as caught:
        store.open_store(url)
    assert caught.value.key == "store.too_new"


def test_readers_see_one_state(data):
    before = data.snapshot()
    publish(data)
    assert len(before.observations) == 1506
    assert data.snapshot().version != before.version
    assert data.snapshot() is data.snapshot()
    with engine.reading(data.engine) as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(tables.batches)).scalar()
        publish(data)
        after = connection.execute(sa.select(sa.func.count()).select_from(tables.batches)).scalar()
    assert before == after


def test_what_cannot_be_opened_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "broken.db").write_bytes(b"this is no database, but long enough to look like one" * 50)
    wrong = {
        f"sqlite:///{tmp_path / 'broken.db'}": "store.unreachable",
        f"sqlite:///{tmp_path / 'no' / 'folder.db'}": "store.unreachable",
        "postgresql://waspada:secret@127.0.0.1:1/none": "store.unreachable",
        "mysterydb://x": "store.address_wrong",
        "no address": "store.address_wrong",
    }
    for address, key in wrong.items():
        with pytest.raises(store.StoreError) as caught:
            store.open_store(address)
        assert caught.value.key == key
        assert "secret" not in caught.value.render("en")
    monkeypatch.setenv("DATABASE_URL", "postgres://a@b/c")
    assert store.location() == "postgresql+psycopg://a@b/c"
