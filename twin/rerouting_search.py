"""The searches of `rerouting`, compiled with numba; they give up Python's lock.

Plain arrays in and out; `rerouting` says what they are. Each fills a part of its result: from `first` up to `last`.
"""

import numba
import numpy as np

NOTICED_S = 1.0  # a trip that takes less longer than this is not delayed


@numba.njit(cache=True, nogil=True)
def push(keys, nodes, size, key, node):  # type: ignore[no-untyped-def]
    """Add a node to the heap, whose arrays grow when they are full; return the arrays."""
    if size == len(keys):
        more_keys, more_nodes = np.empty(2 * size), np.empty(2 * size, np.int32)
        more_keys[:size], more_nodes[:size] = keys, nodes
        keys, nodes = more_keys, more_nodes
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at], nodes[at] = keys[above], nodes[above]
        at = above
    keys[at], nodes[at] = key, node
    return keys, nodes


@numba.njit(cache=True, nogil=True)
def pop(keys, nodes, size):  # type: ignore[no-untyped-def]
    """Close the gap at the top of a heap of `size`, whose first entry has been read."""
    last = size - 1
    key, node = keys[last], nodes[last]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= last:
            break
        if below + 1 < last and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[at], nodes[at] = keys[below], nodes[below]
        at = below
    keys[at], nodes[at] = key, node


@numba.njit(cache=True, nogil=True)
def trees(root_start, root_nodes, tail, seconds, in_start, into, first, last, times, next_arc, order):  # type: ignore[no-untyped-def]
    """Fill for each root the seconds of each node to it, the arc that leads on, and the nodes from near to far."""
    for k in range(first, last):
        time, taken, settled = times[k], next_arc[k], order[k]
        keys, nodes, size = np.empty(1024), np.empty(1024, np.int32), 0
        for r in range(root_start[k], root_start[k + 1]):
            time[root_nodes[r]] = 0.0
            keys, nodes = push(keys, nodes, size, 0.0, root_nodes[r])
            size += 1
        done = 0
        while size:
            key, node = keys[0], nodes[0]
            pop(keys, nodes, size)
            size -= 1
            if key > time[node]:
                continue
            settled[done] = node
            done += 1
            for i in range(in_start[node], in_start[node + 1]):
                arc = into[i]
                reached = key + seconds[arc]
                if reached < time[tail[arc]]:
                    time[tail[arc]] = reached
                    taken[tail[arc]] = arc
                    keys, nodes = push(keys, nodes, size, reached, tail[arc])
                    size += 1


@numba.njit(cache=True, nogil=True)
def choices(times, start, node, seconds, first, last, choice):  # type: ignore[no-untyped-def]
    """Fill for each destination and home the seed by which the trip is shortest; -1 without a trip."""
    for k in range(first, last):
        for home in range(len(start) - 1):
            least = np.inf
            for seed in range(start[home], start[home + 1]):
                reached = seconds[seed] + times[k, node[seed]]
                if reached < least:
                    least = reached
                    choice[k, home] = seed


@numba.njit(cache=True, nogil=True)
def gather(  # type: ignore[no-untyped-def]
    next_arc, order, choice, head, node, weight, first, last, people, entered, left, preorder
):
    """Fill for each destination and node the people who pass it, and the span of the nodes that hang on it.

    Node m hangs on node n when entered[n] <= entered[m] < left[n]; those nodes are preorder[entered[n]:left[n]].
    """
    size, free = np.empty(order.shape[1], np.int32), np.empty(order.shape[1], np.int32)
    for k in range(first, last):
        for home in range(len(weight)):
            if choice[k, home] >= 0:
                people[k, node[choice[k, home]]] += weight[home]
        size[:] = 1
        for i in range(len(size) - 1, -1, -1):
            here = order[k, i]
            if here >= 0 and next_arc[k, here] >= 0:
                people[k, head[next_arc[k, here]]] += people[k, here]
                size[head[next_arc[k, here]]] += size[here]
        start = 0
        for i in range(len(size)):
            here = order[k, i]
            if here < 0:
                break
            if next_arc[k, here] < 0:
                entered[k, here] = start
                start += size[here]
            else:
                above = head[next_arc[k, here]]
                entered[k, here] = free[above]
                free[above] += size[here]
            left[k, here] = entered[k, here] + size[here]
            preorder[k, entered[k, here]] = here
            free[here] = entered[k, here] + 1


@numba.njit(cache=True, nogil=True)
def _hanging(shut, tail, taken, entered, left, preorder, is_hanging, hanging):  # type: ignore[no-untyped-def]
    """Mark and list the nodes whose trips use a closed arc; return how many there are."""
    count = 0
    for arc in shut:
        end = tail[arc]
        if taken[end] == arc and not is_hanging[end]:
            for i in range(entered[end], left[end]):
                node = preorder[i]
                if not is_hanging[node]:
                    is_hanging[node] = True
                    hanging[count] = node
                    count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _search_again(  # type: ignore[no-untyped-def]
    hanging, count, is_hanging, is_shut, time, new, tail, head, seconds, out_start, out, in_start, into
):
    """Fill `new` with the times of the hanging nodes, from those around them that nothing changes for."""
    keys, nodes, size = np.empty(1024), np.empty(1024, np.int32), 0
    for h in range(count):
        node = hanging[h]
        least = np.inf
        for i in range(out_start[node], out_start[node + 1]):
            arc = out[i]
            if not is_shut[arc] and not is_hanging[head[arc]]:
                least = min(least, seconds[arc] + time[head[arc]])
        new[node] = least
        if least < np.inf:
            keys, nodes = push(keys, nodes, size, least, node)
            size += 1
    while size:
        key, node = keys[0], nodes[0]
        pop(keys, nodes, size)
        size -= 1
        if key > new[node]:
            continue
        for i in range(in_start[node], in_start[node + 1]):
            arc = into[i]
            before = tail[arc]
            if is_hanging[before] and not is_shut[arc] and key + seconds[arc] < new[before]:
                new[before] = key + seconds[arc]
                keys, nodes = push(keys, nodes, size, new[before], before)
                size += 1


@numba.njit(cache=True, nogil=True)
def _count(  # type: ignore[no-untyped-def]
    hanging, some, is_hanging, new, time, choice, by_node, node_start, home_of, home_start, home_node, home_s, weight,
    limit_s, lost, sums,
):  # fmt: skip
    """Add to `sums` (delayed, seconds, lost) and `lost` the trips of who lives at hanging nodes."""
    for h in range(some):
        here = hanging[h]
        for i in range(node_start[here], node_start[here + 1]):
            seed = by_node[i]
            home = home_of[seed]
            if choice[home] != seed:
                continue
            after = np.inf
            for s in range(home_start[home], home_start[home + 1]):
                node = home_node[s]
                after = min(after, home_s[s] + (new[node] if is_hanging[node] else time[node]))
            extra = after - home_s[seed] - time[here]
            if after == np.inf:
                sums[2] += weight[home]
                lost[home] += 1
            elif extra > NOTICED_S:
                sums[0] += weight[home]
                sums[1] += weight[home] * min(extra, limit_s)


@numba.njit(cache=True, nogil=True)
def _cut_off(lost, choice, weight, is_cut):  # type: ignore[no-untyped-def]
    """Return the people who lose more than half of their trips; mark their homes in `is_cut` unless it is empty."""
    people = 0.0
    for home in range(len(weight)):
        if lost[home]:
            possible = 0
            for k in range(len(choice)):
                possible += choice[k, home] >= 0
            if 2 * lost[home] > possible:
                people += weight[home]
                if len(is_cut):
                    is_cut[home] = True
    return people


@numba.njit(cache=True, nogil=True)
def added(  # type: ignore[no-untyped-def]
    closed_start, closed, limit_s, tail, head, seconds, out_start, out, in_start, into,
    home_start, home_node, home_s, weight, by_node, node_start, home_of, times, next_arc, entered, left, preorder,
    choice, first, last, made, is_cut,
):  # fmt: skip
    """Fill for each closure: delayed, seconds, lost (means over destinations), people cut off."""
    count, node_count = times.shape
    for c in range(first, last):
        shut = closed[closed_start[c] : closed_start[c + 1]]
        is_shut = np.zeros(len(tail), np.bool_)
        for arc in shut:
            is_shut[arc] = True
        is_hanging, hanging, new = np.zeros(node_count, np.bool_), np.empty(node_count, np.int32), np.empty(node_count)
        lost, sums = np.zeros(len(weight), np.int32), np.zeros(3)
        for k in range(count):
            some = _hanging(shut, tail, next_arc[k], entered[k], left[k], preorder[k], is_hanging, hanging)
            if some == 0:
                continue
            _search_again(
                hanging, some, is_hanging, is_shut, times[k], new, tail, head, seconds, out_start, out, in_start, into
            )
            _count(
                hanging, some, is_hanging, new, times[k], choice[k], by_node, node_start, home_of,
                home_start, home_node, home_s, weight, limit_s, lost, sums,
            )  # fmt: skip
            for h in range(some):
                is_hanging[hanging[h]] = False
        made[c, :3] = sums / count
        made[c, 3] = _cut_off(lost, choice, weight, is_cut[c]) if sums[2] > 0 else 0.0
