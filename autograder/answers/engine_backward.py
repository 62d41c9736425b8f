"""Lesson 07: ``backward_pass``, rightly by PyTorch's autograd, and wrongly."""

import torch

from autograder.answers.engine_orders import topological_order


def backward_pass(output):
    tensors = {}
    for node in topological_order(output):
        pairs = zip(node.parents, node.local_derivatives, strict=True)
        terms = [slope * tensors[parent] for parent, slope in pairs]
        leaf = torch.zeros((), dtype=torch.float64, requires_grad=True)
        tensors[node] = sum(terms[1:], terms[0]) if terms else leaf
    adjoints = torch.autograd.grad(tensors[output], list(tensors.values()))
    for node, adjoint in zip(tensors, adjoints, strict=True):
        node.grad = (0.0 if node.parents else node.grad) + adjoint.item()


def backward_equals(output):
    order = topological_order(output)
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad = node.grad * slope


def backward_every_visit(output):
    for node in topological_order(output):
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0

    def push(node):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
            push(parent)

    push(output)


def backward_every_visit_with_a_stack(output):
    for node in topological_order(output):
        node.grad = 0.0 if node.parents else node.grad
    output.grad, stack = 1.0, [output]
    while stack:
        node = stack.pop()
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
            stack.append(parent)


def backward_first_visit(output):
    for node in topological_order(output):
        node.grad = 0.0 if node.parents else node.grad
    output.grad, seen = 1.0, set()

    def push(node):
        if node in seen:
            return
        seen.add(node)
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
        for parent in node.parents:
            push(parent)

    push(output)


def backward_breadth_first(output):
    for node in topological_order(output):
        node.grad = 0.0 if node.parents else node.grad
    output.grad, queue, seen = 1.0, [output], {output}
    while queue:
        node = queue.pop(0)
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)


def backward_every_path(output):
    for node in topological_order(output):
        node.grad = 0.0 if node.parents else node.grad

    def push(node, adjoint):
        node.grad += adjoint
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            push(parent, adjoint * slope)

    push(output, 1.0)


def backward_not_reversed(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in order:
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_no_seed(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_seed_is_data(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = output.data
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_inner_kept(output):
    output.grad = 1.0
    for node in reversed(topological_order(output)):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_all_kept(output):
    output.grad += 1.0
    for node in reversed(topological_order(output)):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_leaves_cleared(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_wrong_nodes_cleared(output):
    order = topological_order(output)
    for node in order:
        node.grad = node.grad if node.parents else 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_wrong_nodes_cleared_and_one_added(output):
    order = topological_order(output)
    for node in order:
        node.grad = node.grad if node.parents else 0.0
    output.grad += 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_times_data(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent in node.parents:
            parent.grad += node.grad * parent.data


def backward_local_only(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += slope


def backward_added(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad + slope


def backward_no_slope(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent in node.parents:
            parent.grad += node.grad


def backward_first_parent(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        if node.parents:
            node.parents[0].grad += node.grad * node.local_derivatives[0]


def backward_one_level(output):
    output.grad = 1.0
    for parent, slope in zip(output.parents, output.local_derivatives, strict=True):
        parent.grad += slope


def backward_pairs_crossed(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives[::-1], strict=True):
            parent.grad += node.grad * slope


def backward_set_of_parents(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in dict(zip(node.parents, node.local_derivatives, strict=True)).items():
            parent.grad += node.grad * slope


def backward_pulled(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            node.grad += parent.grad * slope


def backward_without_output(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order[:-1]):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_without_leaves(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            if parent.parents:
                parent.grad += node.grad * slope


def backward_cleared_on_the_way(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
        node.grad = 0.0 if node.parents else node.grad


def backward_by_size(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in sorted(order, key=lambda node: node.data, reverse=True):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_times_own_data(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent in node.parents:
            parent.grad += node.grad * node.data


def backward_data_for_grad(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.data * slope


def backward_minus(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad -= node.grad * slope


def backward_added_twice(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += parent.grad + node.grad * slope


def backward_slopes_of_output(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, output.local_derivatives, strict=False):
            parent.grad += node.grad * slope


def backward_set_to_none(output):
    order = topological_order(output)
    for node in order:
        node.grad = None if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_two_parents_only(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        if len(node.parents) == 2:
            for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
                parent.grad += node.grad * slope


def backward_output_each_time(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        if node.parents:
            for parent, slope in zip(output.parents, output.local_derivatives, strict=True):
                parent.grad += output.grad * slope


def backward_output_for_all(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        _ = node
        for parent, slope in zip(output.parents, output.local_derivatives, strict=True):
            parent.grad += output.grad * slope


def backward_first_slope(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent in node.parents:
            parent.grad += node.grad * node.local_derivatives[0]


def backward_ones(output):
    order = topological_order(output)
    for node in order:
        node.grad = 1.0 if node.parents else node.grad
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def backward_slope_and_data(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope * parent.data


def backward_every_path_replaced(output, adjoint=1.0):
    output.grad = adjoint
    for parent, slope in zip(output.parents, output.local_derivatives, strict=True):
        backward_every_path_replaced(parent, adjoint * slope)
