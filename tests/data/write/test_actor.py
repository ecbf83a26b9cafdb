"""Who may write where: by role, by region, by what lies below it."""

import itertools

import pytest
from each import each

from data.write.actor import WHOLE, Actor, alone, permit, program
from data.write.errors import NotPermitted, NotWritten
from queries.roles import ACTS, BUSINESS, EXACT, KEEPERS, ROLES, names_of


@pytest.fixture
def tree(world):
    world.add_regions(("411400", "city", None), ("411421", "county", "411400"), ("411422", "county", "411400"),
                      ("411421100", "township", "411421"))
    return world


def clerk(world, role: str, code: str) -> Actor:
    return Actor("睢县妇联", frozenset({(role, world.region[code])}), account="zhang")


def test_roles_are_the_offices_and_the_keepers():
    assert {*BUSINESS, *KEEPERS} == set(ROLES) and not {*BUSINESS} & {*KEEPERS}
    assert all(roles and roles <= set(ROLES) for _, roles in ACTS.values())
    assert {"viewer", *KEEPERS}.isdisjoint(EXACT)
    assert not [act for act in ("import", "targets", "weights", "confirm") if {*KEEPERS, "viewer", "leader"} & ACTS[act][1]]


def test_a_grant_covers_its_region_and_what_lies_below(tree):
    county = clerk(tree, "county", "411421")
    permit(tree.connection, county, "import", [tree.region["411421"], tree.region["411421100"]])
    permit(tree.connection, county, "import", [])
    with pytest.raises(NotPermitted) as refused:
        permit(tree.connection, county, "import", [tree.region["411421"], tree.region["411422"]])
    assert str(refused.value) == ("没有写入：zhang（县级业务员）不能在411422导入数据、撤销导入。"
                                  "可以做的是管这里的市级业务员、县级业务员。")
    assert isinstance(refused.value, NotWritten)


@pytest.mark.parametrize("where", (WHOLE, [1], [2]), ids=("whole", "city", "county"))
def test_above_the_grant_is_beyond_it(tree, where):
    county = clerk(tree, "county", "411422")
    with pytest.raises(NotPermitted):
        permit(tree.connection, county, "import", where)
    permit(tree.connection, clerk(tree, "city", "411400"), "import", where)


@each("role_and_act", itertools.product(ROLES, ACTS))
def test_the_role_must_allow_the_act(tree, role_and_act):
    role, act = role_and_act
    actor = clerk(tree, role, "411400")
    if role in ACTS[act][1]:
        permit(tree.connection, actor, act)
        assert ROLES[role] in names_of(act)
    else:
        with pytest.raises(NotPermitted, match=f"不能.*{ACTS[act][0]}"):
            permit(tree.connection, actor, act, [])


def test_grants_add_up_but_not_across_roles(tree):
    actor = Actor("商丘市妇联", frozenset({("county", tree.region["411421"]), ("viewer", tree.region["411422"])}), account="li")
    with pytest.raises(NotPermitted, match="县级业务员、查看.*411422"):
        permit(tree.connection, actor, "import", [tree.region["411421"], tree.region["411422"]])
    both = Actor("商丘市妇联", frozenset({("county", tree.region["411421"]), ("county", tree.region["411422"])}), account="li")
    permit(tree.connection, both, "import", [tree.region["411421"], tree.region["411422"]])


@pytest.mark.parametrize("actor", (alone("睢县妇联", "127.0.0.1"), alone("睢县妇联", way="command"), program()))
def test_without_accounts_the_machine_itself_may_do_everything(tree, actor):
    for act in ACTS:
        permit(tree.connection, actor, act, [tree.region["411421"], 999])


@pytest.mark.parametrize("grants", (frozenset(), frozenset({("all", 1)}), frozenset({("everything", 0), ("viewer", 1)})))
def test_without_a_grant_nothing_may_be_done(tree, grants):
    for act in ACTS:
        with pytest.raises(NotPermitted):
            permit(tree.connection, Actor("睢县妇联", grants), act, [])


def test_who_has_an_account_signs_with_its_unit():
    assert alone("商丘市妇联").signing("睢县妇联").unit == "睢县妇联"
    assert Actor("商丘市妇联", account="li").signing("睢县妇联").unit == "商丘市妇联"
