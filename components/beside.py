"""What a selection can be shown next to: its cluster, its municipality, everything, the cycle of comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from queries.scope import Scope

TITLE = "Показать рядом"
"""How the filter is called."""
BESIDE = "beside"
"""Its key, in the session and in links."""
CYCLE, CLUSTER, PLACE, ALL = "Цикл сравнения", "Свой кластер", "Свой муниципалитет", "Все муниципалитеты"


def other_selections(scope: Scope, previous: str | None, cluster_of: Mapping[str, str | None]) -> dict[str, Scope]:
    """Label → the selection it stands for. Filters other than place and cycle act on both sides.

    ``cluster_of``: the cluster of every municipality. A cluster, and all municipalities, hold the selection itself too,
    as they do when they are chosen as a filter; a cluster of one municipality is not offered to it.
    """
    everywhere = replace(scope, municipalities=(), clusters=(), school=None)
    found = {CYCLE: scope.in_cycle(previous)} if previous is not None else {}
    clusters = [cluster for cluster in cluster_of.values() if cluster is not None]
    if scope.school is not None:
        found[PLACE] = everywhere.in_municipality(scope.school.municipality_id)
    if len(scope.municipalities) == 1:
        own = cluster_of.get(scope.municipalities[0])
        if own is not None and clusters.count(own) > 1:
            found[CLUSTER] = replace(everywhere, clusters=(own,))
    else:
        for cluster in sorted(set(clusters)):
            found[f"Кластер «{cluster}»"] = replace(everywhere, clusters=(cluster,))
    found[ALL] = everywhere
    return {label: other for label, other in found.items() if other != scope}
