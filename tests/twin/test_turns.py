import pandas as pd

from twin.turns import bans_of_links

# way/1 is cut at node 10 into links 0 and 1; way/2 is link 2, from node 10 to node 30.
NODES = pd.DataFrame({"osm_node": [1, 10, 20, 30]})
LINKS = pd.DataFrame({"start": [0, 1, 1], "end": [1, 2, 3]})
WAYS = pd.Series(["way/1", "way/1", "way/2"])


def _rules(*rules: tuple[str, int, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(list(rules), columns=["from_way", "via_node", "to_way", "only"])


def _bans(*rules: tuple[str, int, str, bool]) -> dict[tuple[int, int], frozenset[int]]:
    return dict(bans_of_links(_rules(*rules), NODES, LINKS, WAYS)[0])


def test_a_banned_turn_binds_its_link_at_its_node() -> None:
    assert _bans(("way/2", 10, "way/1", False)) == {(2, 1): {0, 1}}


def test_the_only_turn_bans_all_others_and_turning_round() -> None:
    assert _bans(("way/2", 30, "way/2", True)) == {(2, 3): frozenset()}
    assert _bans(("way/1", 10, "way/2", True)) == {(0, 1): {0, 1}, (1, 1): {0, 1}}


def test_no_u_turn_bans_the_way_back() -> None:
    assert _bans(("way/1", 10, "way/1", False)) == {(0, 1): {0}, (1, 1): {1}}


def test_rules_about_one_link_add_up() -> None:
    assert _bans(("way/2", 10, "way/1", False), ("way/2", 10, "way/2", False)) == {(2, 1): {0, 1, 2}}


def test_a_rule_about_ways_that_are_not_there_is_counted() -> None:
    bans, lost = bans_of_links(_rules(("way/9", 10, "way/1", False), ("way/1", 99, "way/2", False)), NODES, LINKS, WAYS)
    assert (dict(bans), len(lost)) == ({}, 2)
