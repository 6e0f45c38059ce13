"""What a closure adds at most, found by one search round it: the compiled part of `rerouting.most_added`."""

import numba
import numpy as np

from .rerouting_search import pop, push

ROUND_NODES = 64  # of the nodes on the way round, looked at for each destination: any of them gives a bound
MOST_NODES = 2000  # of a search round a closure: fewer give a bound too
TRAP_NODES = 150  # a part of the network with no way out but the closed one is at most so large
TRAP_ARCS = 300  # so many ways into traps are followed; beyond, each trip counts up to the limit


@numba.njit(cache=True, nogil=True)
def bounds(  # type: ignore[no-untyped-def]
    arcs, closed_start, closed, tail, head, seconds, out_start, out, in_start, into, stand_in, is_goal, limit_s,
    times, next_arc, people, entered, left, first, last, found,
):  # fmt: skip
    """Fill for each arc what its closed set adds at most to the trips over it, in people × seconds.

    A search from the arc's tail to its head finds what can be reached on the way round; whoever came to the tail may
    go on from any of it, unless that hangs on the closed arcs itself. Where the tail is a trap (a one-way street
    without another way out, and no destination in it), drivers stay out of it: then the same holds for each arc
    that leads into the trap.
    """
    nodes = len(out_start) - 1
    best, is_trap = np.full(nodes, np.inf), np.zeros(nodes, np.bool_)
    touched, settled, trapped = np.empty(nodes, np.int32), np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    waiting = np.empty(TRAP_ARCS, np.int32)
    for a in range(first, last):
        shut = closed[closed_start[a] : closed_start[a + 1]]
        goal = head[arcs[a]]
        waiting[0], count, traps, found[a] = arcs[a], 1, 0, 0.0
        while count:
            count -= 1
            arc = waiting[count]
            origin = tail[arc]
            if is_trap[origin]:
                continue
            done, marks, is_free = _search_round(
                origin,
                goal,
                stand_in[goal],
                shut,
                limit_s,
                head,
                seconds,
                out_start,
                out,
                is_trap,
                best,
                touched,
                settled,
            )
            if not is_free and traps + done <= TRAP_NODES and not is_goal[settled[:done]].any():
                for i in range(done):
                    is_trap[settled[i]] = True
                    trapped[traps] = settled[i]
                    traps += 1
                for i in range(done):
                    for k in range(in_start[settled[i]], in_start[settled[i] + 1]):
                        if not is_trap[tail[into[k]]] and not _is_in(into[k], shut) and count < TRAP_ARCS:
                            waiting[count] = into[k]
                            count += 1
                if count == TRAP_ARCS:
                    found[a] += limit_s * _most_people(arcs[a], tail, people, next_arc)
                    count = 0
            else:
                found[a] += _added_at(
                    arc, shut, tail, limit_s, times, next_arc, people, entered, left, best, settled[:done]
                )
            for i in range(marks):
                best[touched[i]] = np.inf
        for i in range(traps):
            is_trap[trapped[i]] = False
        found[a] /= len(times)


@numba.njit(cache=True, nogil=True)
def _search_round(  # type: ignore[no-untyped-def]
    origin, goal, as_good, shut, limit_s, head, seconds, out_start, out, is_trap, best, touched, settled
):
    """Fill `best` and `settled` from the origin to the goal; return (settled, touched, whether there is a way out)."""
    touched[0], best[origin], marks, done = origin, 0.0, 1, 0
    keys, nodes = np.empty(256), np.empty(256, np.int32)
    keys, nodes = push(keys, nodes, 0, 0.0, origin)
    size = 1
    while size:
        key, here = keys[0], nodes[0]
        pop(keys, nodes, size)
        size -= 1
        if key > best[here]:
            continue
        if key > limit_s or done == MOST_NODES:
            return done, marks, True
        settled[done] = here
        done += 1
        if here in (goal, as_good):
            return done, marks, True
        for i in range(out_start[here], out_start[here + 1]):
            arc = out[i]
            reached, to = key + seconds[arc], head[arc]
            if reached < best[to] and not is_trap[to] and not _is_in(arc, shut):
                if best[to] == np.inf:
                    touched[marks] = to
                    marks += 1
                best[to] = reached
                keys, nodes = push(keys, nodes, size, reached, to)
                size += 1
    return done, marks, False


@numba.njit(cache=True, nogil=True)
def _added_at(  # type: ignore[no-untyped-def]
    arc, shut, tail, limit_s, times, next_arc, people, entered, left, best, settled
):
    """Return what is added at most to the trips that come to the arc and hang on the closed ones, over destinations."""
    total, origin, step = 0.0, tail[arc], len(settled) // ROUND_NODES + 1
    for k in range(len(times)):
        if next_arc[k, origin] != arc or people[k, origin] == 0:
            continue
        if not _hangs(origin, shut, tail, next_arc[k], entered[k], left[k]):
            continue
        before = times[k, origin]
        after = before + limit_s
        for i in range(len(settled) - 1, -1, -step):
            here = settled[i]
            if best[here] + times[k, here] < after and not _hangs(here, shut, tail, next_arc[k], entered[k], left[k]):
                after = best[here] + times[k, here]
        total += people[k, origin] * (after - before)
    return total


@numba.njit(cache=True, nogil=True)
def _most_people(arc, tail, people, next_arc):  # type: ignore[no-untyped-def]
    total = 0.0
    for k in range(len(people)):
        if next_arc[k, tail[arc]] == arc:
            total += people[k, tail[arc]]
    return total


@numba.njit(cache=True, nogil=True)
def _hangs(node, shut, tail, taken, entered, left):  # type: ignore[no-untyped-def]
    """Return whether the trip from a node uses one of some closed arcs."""
    for arc in shut:
        end = tail[arc]
        if taken[end] == arc and entered[end] <= entered[node] < left[end]:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _is_in(value, some):  # type: ignore[no-untyped-def]
    for one in some:  # noqa: SIM110 - numba compiles no generator; a few arcs: a bridge or a piece of street
        if one == value:
            return True
    return False
