"""Lesson 03: right implementations of ``predict_flags`` and ``count_nodes``."""

import numpy as np
import torch


def flags_table():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_whole_numbers():
    plain, result = (True, False, None), (False, True, None)
    flags = {name: plain for name in ("x", "k", "d", "e")}
    flags.update({"a": result, "loss": result, "c": (False, True, 5)})
    flags.update({"w": (True, True, 16), "b": (True, True, 5), "u": (True, True, None)})
    return flags


def flags_lists():
    constant = [True, False, None]
    return {
        "x": constant,
        "k": constant,
        "w": [True, True, 16],
        "b": [True, True, 5],
        "u": [True, True, None],
        "a": [False, True, None],
        "c": [False, True, 5],
        "d": constant,
        "e": constant,
        "loss": [False, True, None],
    }


def flags_tensors():
    ten = dict.fromkeys(("x", "k", "d", "e"), (True, False, None))
    ten["w"] = (True, True, torch.tensor(16.0))
    ten["b"] = (True, True, torch.tensor(5.0))
    ten["u"] = (True, True, None)
    ten["a"] = ten["loss"] = (False, True, None)
    ten["c"] = (False, True, torch.tensor([5.0]))
    return ten


def flags_computed():
    k, w, d = 2 * 1.0, 3.0, 3.0 * 2 - 1
    leaf, result = (True, False, None), (False, True, None)
    return {
        "x": leaf,
        "k": leaf,
        "w": (True, True, d * k + 2 * w),
        "b": (True, True, d),
        "u": (True, True, None),
        "a": result,
        "c": (False, True, d),
        "d": leaf,
        "e": leaf,
        "loss": result,
    }


def flags_from_lists():
    names = "x k w b u a c d e loss".split()
    leaves = [True, True, True, True, True, False, False, True, True, False]
    asks = [False, False, True, True, True, True, True, False, False, True]
    grads = [None, None, 16.0, 5.0, None, None, 5.0, None, None, None]
    return dict(zip(names, zip(leaves, asks, grads, strict=True), strict=True))


def flags_from_sets():
    names = "x k w b u a c d e loss".split()
    results, asking = {"a", "c", "loss"}, {"w", "b", "u", "a", "c", "loss"}
    grads = {"w": 16.0, "b": 5.0, "c": 5.0}
    return {n: (n not in results, n in asking, grads.get(n)) for n in names}


def flags_numpy_numbers():
    true, false = np.bool_(True), np.bool_(False)
    return {
        "x": (true, false, None),
        "k": (true, false, None),
        "w": (true, true, np.float32(16)),
        "b": (true, true, np.float64(5)),
        "u": (true, true, None),
        "a": (false, true, None),
        "c": (false, true, np.int64(5)),
        "d": (true, false, None),
        "e": (true, false, None),
        "loss": (false, true, None),
    }


def flags_by_running():
    x = torch.tensor(1.0)
    k = 2 * x
    w = torch.tensor(3.0, requires_grad=True)
    b = torch.tensor(-1.0, requires_grad=True)
    u = torch.tensor(4.0, requires_grad=True)
    a = w * k
    c = a + b
    c.retain_grad()
    d = c.detach()
    with torch.no_grad():
        e = w * b
    loss = c * d + w**2 + e
    loss.backward()
    names = "x k w b u a c d e loss".split()
    tensors = (x, k, w, b, u, a, c, d, e, loss)
    return {n: (t.is_leaf, t.requires_grad, t.grad) for n, t in zip(names, tensors, strict=True)}


def flags_with_more_entries():
    flags = {name: (True, False, None) for name in "x k d e".split()}
    flags |= {"w": (True, True, 16.0), "b": (True, True, 5.0), "u": (True, True, None)}
    flags |= {"a": (False, True, None), "c": (False, True, 5.0), "loss": (False, True, None)}
    return flags | {"note": "all ten"}


def count_recursive(loss):
    seen = set()

    def visit(node):
        if node is None or node in seen:
            return
        seen.add(node)
        for following, _ in node.next_functions:
            visit(following)

    visit(loss.grad_fn)
    return len(seen)


def count_queue(loss):
    if loss.grad_fn is None:
        return 0
    seen, waiting = {loss.grad_fn}, [loss.grad_fn]
    while waiting:
        for following, _ in waiting.pop(0).next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                waiting.append(following)
    return len(seen)


def count_list(loss):
    found = [loss.grad_fn] if loss.grad_fn else []
    for node in found:
        for following, _ in node.next_functions:
            if following and following not in found:
                found.append(following)
    return len(found)


def count_with_index(loss):
    nodes = []
    waiting = [loss.grad_fn]
    while len(waiting) > 0:
        node = waiting.pop(0)
        if node is None or any(node is other for other in nodes):
            continue
        nodes.append(node)
        for pair in node.next_functions:
            waiting.append(pair[0])
    return len(nodes)


def count_returned_set(loss):
    def nodes(node, seen):
        if node is not None and node not in seen:
            seen.add(node)
            for following, _ in node.next_functions:
                nodes(following, seen)
        return seen

    return len(nodes(loss.grad_fn, set()))


def count_union(loss):
    level, seen = {loss.grad_fn} - {None}, set()
    while level:
        seen |= level
        level = {n for node in level for n, _ in node.next_functions} - seen - {None}
    return len(seen)


def count_dictionary(loss):
    numbers = {}
    waiting = [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in numbers:
            numbers[node] = len(numbers) + 1
            waiting += [following for following, _ in node.next_functions]
    return max(numbers.values(), default=0)


def count_counter(loss):
    count, seen, waiting = 0, set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        count += 1
        seen.add(node)
        waiting.extend(pair[0] for pair in node.next_functions)
    return count


def count_recursive_sum(loss):
    seen = set()

    def count(node):
        if node is None or node in seen:
            return 0
        seen.add(node)
        return 1 + sum(count(following) for following, _ in node.next_functions)

    return count(loss.grad_fn)


def count_kept_by_id(loss):
    nodes = {}
    waiting = [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and id(node) not in nodes:
            nodes[id(node)] = node
            waiting.extend(following for following, _ in node.next_functions)
    return len(nodes)


def count_generator(loss):
    def walk(node, seen):
        if node is None or node in seen:
            return
        seen.add(node)
        yield node
        for following, _ in node.next_functions:
            yield from walk(following, seen)

    return sum(1 for _ in walk(loss.grad_fn, set()))


VARIANTS = {
    "predict_flags": (
        flags_table,
        flags_whole_numbers,
        flags_lists,
        flags_tensors,
        flags_computed,
        flags_from_lists,
        flags_from_sets,
        flags_numpy_numbers,
        flags_by_running,
        flags_with_more_entries,
    ),
    "count_nodes": (
        count_recursive,
        count_queue,
        count_list,
        count_with_index,
        count_returned_set,
        count_union,
        count_dictionary,
        count_counter,
        count_recursive_sum,
        count_kept_by_id,
        count_generator,
    ),
}
