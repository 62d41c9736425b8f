"""Lesson 07: right implementations of ``topological_order`` and ``backward_pass``."""

import sys
from collections import deque

from autograder.answers.engine_orders import topological_order


def order_stack(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for parent in node.parents:
                stack.append((parent, False))
    return order


def order_look_again(output):
    order, done, stack = [], set(), [output]
    while stack:
        node = stack[-1]
        waiting = [parent for parent in node.parents if parent not in done]
        if waiting:
            stack.append(waiting[0])
            continue
        stack.pop()
        if node not in done:
            done.add(node)
            order.append(node)
    return order


def order_iterators(output):
    order, seen = [], {output}
    stack = [(output, iter(output.parents))]
    while stack:
        node, parents = stack[-1]
        for parent in parents:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, iter(parent.parents)))
                break
        else:
            order.append(node)
            stack.pop()
    return order


def order_count_children(output):
    children, seen, stack = {output: 0}, {output}, [output]
    while stack:
        for parent in stack.pop().parents:
            children[parent] = children.get(parent, 0) + 1
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    order, free = [], [output]
    while free:
        node = free.pop()
        order.append(node)
        for parent in node.parents:
            children[parent] -= 1
            if children[parent] == 0:
                free.append(parent)
    return order[::-1]


def order_count_parents(output):
    found, users, stack = {output}, {}, [output]
    while stack:
        node = stack.pop()
        for parent in set(node.parents):
            users.setdefault(parent, []).append(node)
            if parent not in found:
                found.add(parent)
                stack.append(parent)
    missing = {node: len(set(node.parents)) for node in found}
    queue = deque(node for node in found if not missing[node])
    order = []
    while queue:
        order.append(node := queue.popleft())
        for user in users.get(node, []):
            missing[user] -= 1
            if not missing[user]:
                queue.append(user)
    return order


def order_recursive_with_room(output):
    order, seen, limit = [], set(), sys.getrecursionlimit()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    sys.setrecursionlimit(20_000)
    try:
        visit(output)
    finally:
        sys.setrecursionlimit(limit)
    return order


def order_by_identity(output):
    order, state, stack = [], {}, [output]
    while stack:
        node = stack.pop()
        if state.get(id(node)) == "open":
            state[id(node)] = "done"
            order.append(node)
        elif id(node) not in state:
            state[id(node)] = "open"
            stack.append(node)
            stack.extend(p for p in node.parents if id(p) not in state)
    return order


def order_dictionary(output):
    done, stack = {}, [(output, False)]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready or not node.parents:
            done[node] = True
        else:
            stack += [(node, True), *((parent, False) for parent in node.parents)]
    return list(done)


def order_by_depth(output):
    depth, stack = {}, [output]
    while stack:
        node = stack[-1]
        unknown = [p for p in node.parents if p not in depth]
        if unknown:
            stack.extend(unknown)
        else:
            depth[node] = 1 + max((depth[p] for p in node.parents), default=0)
            stack.pop()
    return sorted(depth, key=depth.get)


def order_deque(output):
    order, seen, stack = deque(), set(), deque([(output, False)])
    while stack:
        node, ready = stack.popleft()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.appendleft((node, True))
            stack.extendleft((parent, False) for parent in reversed(node.parents))
    return list(order)


def order_generator(output):
    def walk():
        seen, stack = set(), [(output, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                yield node
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)

    return [*walk()]


def backward_plain(output):
    order = topological_order(output)
    for node in order:
        if node.parents:
            node.grad = 0.0
    output.grad += 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_set_seed(output):
    order = topological_order(output)
    for node in order:
        if len(node.parents) > 0:
            node.grad = 0
    output.grad = 1
    for node in order[::-1]:
        for i in range(len(node.parents)):
            node.parents[i].grad = node.parents[i].grad + node.local_derivatives[i] * node.grad


def backward_dictionary(output):
    order = topological_order(output)
    adjoint = dict.fromkeys(order, 0.0)
    adjoint[output] = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            adjoint[parent] += adjoint[node] * slope
    for node in order:
        node.grad = adjoint[node] if node.parents else node.grad + adjoint[node]


def backward_keeps_leaves(output):
    order = topological_order(output)
    before = {node: node.grad for node in order if not node.parents}
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
    for node, grad in before.items():
        node.grad += grad


def backward_popping(output):
    order = topological_order(output)
    for node in order:
        node.grad *= not node.parents
    output.grad = 1.0
    waiting = list(order)
    while waiting:
        node = waiting.pop()
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += slope * node.grad


def backward_by_index(output):
    order = topological_order(output)
    for node in order:
        node.grad = node.grad if node.parents == () else 0.0
    output.grad = 1.0
    for i in range(len(order) - 1, -1, -1):
        node = order[i]
        for j, parent in enumerate(node.parents):
            parent.grad += node.grad * node.local_derivatives[j]


def backward_gathers(output):
    order = topological_order(output)
    received = {node: [] for node in order}
    received[output].append(1.0)
    for node in reversed(order):
        total = sum(received[node])
        node.grad = total + (0.0 if node.parents else node.grad)
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            received[parent].append(total * slope)


def backward_inner_function(output):
    def pass_on(node):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope

    nodes = list(topological_order(output))
    for node in filter(lambda n: n.parents, nodes):
        node.grad = 0.0
    output.grad = 1.0
    for node in nodes[::-1]:
        pass_on(node)


def backward_own_order(output):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    for node in order:
        if node.parents:
            node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_counts_users(output):
    users, stack, seen = {}, [output], {output}
    while stack:
        node = stack.pop()
        node.grad = 0.0 if node.parents else node.grad
        for parent in node.parents:
            users[parent] = users.get(parent, 0) + 1
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    output.grad, ready = 1.0, [output]
    while ready:
        node = ready.pop()
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
            users[parent] -= 1
            if users[parent] == 0:
                ready.append(parent)


def backward_fresh_when_used(output):
    order = topological_order(output)
    fresh = {node for node in order if node.parents}
    fresh.discard(output)
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            if parent in fresh:
                fresh.discard(parent)
                parent.grad = 0.0
            parent.grad += node.grad * slope


ORDERS = (
    order_stack,
    order_look_again,
    order_iterators,
    order_count_children,
    order_count_parents,
    order_recursive_with_room,
    order_by_identity,
    order_dictionary,
    order_by_depth,
    order_deque,
    order_generator,
)
BACKWARDS = (
    backward_plain,
    backward_set_seed,
    backward_dictionary,
    backward_keeps_leaves,
    backward_popping,
    backward_by_index,
    backward_gathers,
    backward_inner_function,
    backward_own_order,
    backward_counts_users,
    backward_fresh_when_used,
)
