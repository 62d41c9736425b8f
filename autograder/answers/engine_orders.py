"""Lesson 07: ``topological_order``, rightly and wrongly."""


def topological_order(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order


def order_recursive(output):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    return order


def order_reversed(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order[::-1]


def order_node_before_parents(output):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            order.append(node)
            for parent in node.parents:
                visit(parent)

    visit(output)
    return order


def order_preorder_reversed(output):
    order, seen, stack = [], set(), [output]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            stack.extend(node.parents)
    return order[::-1]


def order_pushed_on_its_parents(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.extend((parent, False) for parent in node.parents)
            stack.append((node, True))
    return order


def order_seen_when_pushed(output):
    order, seen, stack = [], {output}, [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
            continue
        stack.append((node, True))
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, False))
    return order


def order_only_the_output(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for parent in node.parents:
                seen.add(parent)
                stack.append((parent, False))
    return order


def order_of_nothing(output):
    order, seen, stack = [], {output}, [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order


def order_by_size(output):
    seen, stack = [], [output]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.append(node)
            stack.extend(node.parents)
    return sorted(seen, key=lambda node: node.data)


def order_breadth_first(output):
    order, seen, queue = [], {output}, [output]
    while queue:
        node = queue.pop(0)
        order.append(node)
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return order[::-1]


def order_breadth_first_forward(output):
    order, seen, queue = [], {output}, [output]
    while queue:
        node = queue.pop(0)
        order.append(node)
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return order


def order_every_path(output):
    order = []

    def visit(node):
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(output)
    return order


def order_remembers_too_late(output):
    order = []

    def visit(node):
        for parent in node.parents:
            visit(parent)
        if node not in order:
            order.append(node)

    visit(output)
    return order


def order_by_number(output):
    order, seen = [], set()

    def visit(node):
        if node.data not in seen:
            seen.add(node.data)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    return order


def order_without_output(output):
    return topological_order(output)[:-1]


def order_without_leaves(output):
    return [node for node in topological_order(output) if node.parents]


def order_first_parent(output):
    order, node = [], output
    while node.parents:
        order.append(node)
        node = node.parents[0]
    return [node, *reversed(order)]


def order_one_level(output):
    return [*dict.fromkeys(output.parents), output]


def order_of_numbers(output):
    return [node.data for node in topological_order(output)]


def order_as_set(output):
    seen, stack = set(), [output]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(node.parents)
    return seen


def order_remembered_between_calls(output, order=[], seen=set()):  # noqa: B006 (the mistake)
    if output not in seen:
        seen.add(output)
        for parent in output.parents:
            order_remembered_between_calls(parent)
        order.append(output)
    return order


def order_not_returned(output):
    order_recursive(output)


def order_seen_for_ever(output, seen=set()):  # noqa: B006 (the mistake)
    order, stack = [], [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent in node.parents]
    return order
