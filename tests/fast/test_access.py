"""Roles, scope, and an attack on the small numbers by somebody who knows the rule and every total."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.access import (
    PUBLIC,
    Action,
    Mark,
    NotAllowedError,
    Person,
    Role,
    at_screen,
    shown,
    suppress,
    suppress_levels,
)
from geo.errors import UserError


def test_scope_bounds_a_role():
    officer = Person(name="rina", role=Role.OFFICER, scope=("53", "7404"))
    assert officer.may(Action.PUBLISH, "5304")
    assert officer.may(Action.IMPORT, "740401")
    assert not officer.may(Action.PUBLISH, "52")
    assert not officer.may(Action.PUBLISH, "00")
    assert not officer.may(Action.APPROVE_PLANS, "53")
    assert officer.may(Action.SEE, "52")
    assert Person(name="a", role=Role.ADMIN).may(Action.MANAGE)
    assert not PUBLIC.may(Action.SEE_SMALL_NUMBERS, "530412")
    with pytest.raises(NotAllowedError) as caught:
        officer.require(Action.ROLL_BACK, "52")
    assert "52" in caught.value.render("id")
    officer.require(Action.ROLL_BACK, "53")


def test_districts_are_public():
    assert set(suppress({"53": 3, "5304": 1, "5305": 2}).values()) == {Mark.SHOWN}


def test_one_small_subdistrict_takes_another_with_it():
    marks = suppress({"530401": 2, "530402": 9, "530403": 40, "530404": 0, "530405": None})
    assert marks == {
        "530401": Mark.FEW,
        "530402": Mark.PROTECTED,
        "530403": Mark.SHOWN,
        "530404": Mark.SHOWN,
        "530405": Mark.MISSING,
    }
    assert shown(2, Mark.FEW, "id") == "<5"
    assert shown(9, Mark.PROTECTED, "en") == "hidden"
    assert shown(4000, Mark.SHOWN, "id") == "4.000"
    assert shown(None, Mark.MISSING, "id") == "–"


def test_when_nothing_protects_the_whole_group_is_hidden():
    assert set(suppress({"530401": 1, "530402": 0}).values()) == {Mark.PROTECTED}
    assert set(suppress({"530401": 4, "530402": 4}).values()) == {Mark.PROTECTED}


def test_villages_do_not_give_a_hidden_subdistrict_away():
    marks = suppress_levels(
        {"530401": 2, "530402": 30, "530403": 60}, {"5304011001": 2, "5304011002": 0, "5304031001": 60}
    )
    assert marks["5304011001"] is marks["5304011002"] is Mark.PROTECTED
    assert marks["5304031001"] is Mark.SHOWN


def _released(values):
    codes = [f"53040{i}" for i in range(1, len(values) + 1)]
    marks = suppress(dict(zip(codes, values, strict=True)))
    return tuple(
        value if marks[code] is Mark.SHOWN else str(marks[code])
        for code, value in zip(codes, values, strict=True)
    )


@pytest.mark.parametrize(("cells", "largest"), [(2, 24), (3, 18), (4, 11)])
def test_attack_by_a_reader_who_knows_rule_and_total(cells, largest):
    """Every table of these sizes: of each release with its total, no hidden cell has one possible value."""
    behind = defaultdict(list)
    for values in product(range(largest + 1), repeat=cells):
        if sum(values) <= largest:
            behind[_released(values), sum(values)].append(values)
    for (release, _), tables in behind.items():
        for place, cell in enumerate(release):
            if isinstance(cell, str):
                assert len({values[place] for values in tables}) >= 2, (release, tables)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_attack_with_the_total_leaves_every_small_value_open(values):
    """Interval attack: given total, shown cells and marks, each "<5" could still be 1, 2, 3 or 4."""
    release = _released(values)
    hidden = [(value, cell) for value, cell in zip(values, release, strict=True) if isinstance(cell, str)]
    if not any(cell == "few" for _, cell in hidden):
        assert all(not 1 <= v < 5 for v, cell in zip(values, release, strict=True) if cell != "protected")
        return
    least = sum(1 if cell == "few" else 5 for _, cell in hidden)
    most = sum(4 if cell == "few" else 10**6 for _, cell in hidden)
    total = sum(value for value, _ in hidden)
    for value in range(1, 5):
        assert least - 1 + value <= total <= most - 4 + value


ROLES = "Rina@contoh.id=officer:53+7404, kepala@contoh.id = admin"


@pytest.mark.parametrize(
    ("setting", "login", "address", "local", "name", "role"),
    [
        # a login: the address decides, and only what is listed
        (ROLES, True, "rina@contoh.id", False, "rina@contoh.id", Role.OFFICER),
        (ROLES, True, "KEPALA@contoh.id", True, "kepala@contoh.id", Role.ADMIN),
        (ROLES, True, "siapa@contoh.id", True, "siapa@contoh.id", Role.VIEWER),
        (ROLES + ", *=officer", True, "siapa@contoh.id", False, "siapa@contoh.id", Role.OFFICER),
        # not signed in, or an address the provider calls unverified: nobody, even on this machine
        ("*=admin", True, None, True, "public", Role.VIEWER),
        ("=admin,", True, "", True, "public", None),
        # no login: whoever sits here; from elsewhere readers only, unless said otherwise
        ("", False, None, True, "me", Role.ADMIN),
        ("", False, None, False, "public", Role.VIEWER),
        (ROLES, False, None, False, "public", Role.VIEWER),
        ("*=viewer", False, None, True, "me", Role.VIEWER),
        ("*=officer:53", False, None, False, "public", Role.OFFICER),
    ],
)
def test_who_is_at_the_screen(monkeypatch, setting, login, address, local, name, role):
    monkeypatch.setenv("WASPADA_ROLES", setting)
    monkeypatch.setattr("getpass.getuser", lambda: "me")
    if role is None:
        with pytest.raises(UserError):
            at_screen(login=login, address=address, local=local)
        return
    person = at_screen(login=login, address=address, local=local)
    assert (person.name, person.role) == (name, role)


def test_roles_hold_for_their_areas(monkeypatch):
    monkeypatch.setenv("WASPADA_ROLES", ROLES)
    rina = at_screen(login=True, address="rina@contoh.id", local=False)
    assert rina.scope == ("53", "7404")
    assert rina.can(Action.PUBLISH)
    assert not rina.can(Action.APPROVE_PLANS)
    rina.require(Action.PUBLISH, "5304", "740401")
    with pytest.raises(NotAllowedError):
        rina.require(Action.PUBLISH, "5304", "5201")
    with pytest.raises(NotAllowedError):
        rina.require(Action.PUBLISH)


@pytest.mark.parametrize(
    "setting", ["rina", "rina=boss", "rina=officer:NTT", "rina=officer:53,sari=", "=admin"]
)
def test_a_setting_that_cannot_be_read_gives_nobody_a_right(monkeypatch, setting):
    monkeypatch.setenv("WASPADA_ROLES", setting)
    with pytest.raises(UserError) as caught:
        at_screen(login=False, address=None, local=True)
    assert "rina" not in caught.value.render("id")


@pytest.mark.parametrize(
    ("server", "headers", "local"),
    [
        ("localhost", {"Host": "localhost:8501", "Origin": "http://localhost:8501"}, True),
        ("127.0.0.1", {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501", "Origin": "http://[::1]:8501"}, True),
        ("0.0.0.0", {"Host": "localhost:8501"}, False),
        (None, {"Host": "localhost:8501"}, False),
        ("localhost", {"Host": "dasbor.contoh.id", "Origin": "https://dasbor.contoh.id"}, False),  # a proxy
        ("localhost", {"Host": "localhost:8501", "Origin": "https://dasbor.contoh.id"}, False),
        ("localhost", {"Host": "localhost:8501", "X-Forwarded-For": "10.0.0.7"}, False),
        (
            "localhost",
            {"Host": "jahat.contoh.id:8501", "Origin": "http://jahat.contoh.id:8501"},
            False,
        ),  # rebinding
        ("localhost", {}, False),
    ],
)
def test_only_this_machine_is_local(monkeypatch, server, headers, local):
    from types import SimpleNamespace

    from pages.ui import people

    fake = SimpleNamespace(get_option=lambda _: server, context=SimpleNamespace(headers=headers))
    monkeypatch.setattr(people, "st", fake)
    assert people._is_local() is local
