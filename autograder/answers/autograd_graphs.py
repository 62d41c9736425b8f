"""Lesson 03: references and known mistakes of ``predict_flags`` and ``count_nodes``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def predict_flags():
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
    ten = {"x": x, "k": k, "w": w, "b": b, "u": u, "a": a, "c": c, "d": d, "e": e, "loss": loss}
    filled = ("w", "b", "c")
    return {
        name: (t.is_leaf, t.requires_grad, t.grad.item() if name in filled else None)
        for name, t in ten.items()
    }


def flags_results_are_no_leaves():
    return {
        "x": (True, False, None),
        "k": (False, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (False, False, None),
        "e": (False, False, None),
        "loss": (False, True, None),
    }


def flags_leaf_means_requires_grad():
    return {
        "x": (False, False, None),
        "k": (False, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (False, False, None),
        "e": (False, False, None),
        "loss": (False, True, None),
    }


def flags_detach_is_no_leaf():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (False, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_no_grad_result_is_no_leaf():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (False, False, None),
        "loss": (False, True, None),
    }


def flags_constant_result_is_no_leaf():
    return {
        "x": (True, False, None),
        "k": (False, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_only_leaves_require_grad():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, False, None),
        "c": (False, False, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, False, None),
    }


def flags_detach_requires_grad():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, True, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_no_grad_requires_grad():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, True, None),
        "loss": (False, True, None),
    }


def flags_everything_requires_grad():
    return {
        "x": (True, True, None),
        "k": (True, True, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_unused_has_zero():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, 0.0),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_detach_forgotten():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 26.0),
        "b": (True, True, 10.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 10.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_no_grad_forgotten():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 15.0),
        "b": (True, True, 8.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_results_keep_grad():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, 5.0),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, 1.0),
    }


def flags_loss_keeps_one():
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
        "loss": (False, True, 1.0),
    }


def flags_retain_grad_overlooked():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, None),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_first_path_only():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 10.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_second_path_only():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 6.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_values_for_grads():
    return {
        "x": (True, False, None),
        "k": (True, False, None),
        "w": (True, True, 3.0),
        "b": (True, True, -1.0),
        "u": (True, True, None),
        "a": (False, True, None),
        "c": (False, True, 5.0),
        "d": (True, False, None),
        "e": (True, False, None),
        "loss": (False, True, None),
    }


def flags_x_has_a_gradient():
    return {
        "x": (True, False, 30.0),
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


def flags_columns_exchanged():
    return {
        "x": (False, True, None),
        "k": (False, True, None),
        "w": (True, True, 16.0),
        "b": (True, True, 5.0),
        "u": (True, True, None),
        "a": (True, False, None),
        "c": (True, False, 5.0),
        "d": (False, True, None),
        "e": (False, True, None),
        "loss": (True, False, None),
    }


def count_nodes(loss):
    seen = set()
    waiting = [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return len(seen)


def count_paths(loss):
    def below(node):
        if node is None:
            return 0
        return 1 + sum(below(following) for following, _ in node.next_functions)

    return below(loss.grad_fn)


def count_without_leaves(loss):
    seen, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return sum(not hasattr(node, "variable") for node in seen)


def count_leaves(loss):
    seen, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return sum(hasattr(node, "variable") for node in seen)


def count_names(loss):
    names, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None:
            names.add(node.name())
            waiting.extend(following for following, _ in node.next_functions)
    return len(names)


def count_edges(loss):
    seen, waiting, edges = set(), [loss.grad_fn], 0
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            after = [following for following, _ in node.next_functions if following is not None]
            edges += len(after)
            waiting.extend(after)
    return edges


def count_first_inputs(loss):
    node, count = loss.grad_fn, 0
    while node is not None:
        count += 1
        node = node.next_functions[0][0] if node.next_functions else None
    return count


def count_without_first(loss):
    seen = set()
    waiting = [following for following, _ in loss.grad_fn.next_functions] if loss.grad_fn else []
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return len(seen)


def count_none_too(loss):
    count, seen, waiting = 0, set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None:
            count += 1
        elif node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return count + len(seen)


def count_pairs(loss):
    seen, waiting = set(), [(loss.grad_fn, 0)]
    while waiting:
        pair = waiting.pop()
        if pair[0] is not None and pair not in seen:
            seen.add(pair)
            waiting.extend(pair[0].next_functions)
    return len(seen)


def count_walks_to_pairs(loss):
    seen, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(node.next_functions)
    return len(seen)


def count_stumbles_over_none(loss):
    if loss.grad_fn is None:
        return 0
    seen, waiting = {loss.grad_fn}, [loss.grad_fn]
    while waiting:
        for following, _ in waiting.pop().next_functions:
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return len(seen)


def count_needs_a_graph(loss):
    seen, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(n for n, _ in node.next_functions if n is not None)
    return len(seen)


def count_levels(loss):
    def depth(node):
        if node is None:
            return 0
        return 1 + max((depth(following) for following, _ in node.next_functions), default=0)

    return depth(loss.grad_fn)


def count_neighbours(loss):
    if loss.grad_fn is None:
        return 0
    return 1 + sum(following is not None for following, _ in loss.grad_fn.next_functions)


def count_as_a_set(loss):
    seen, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return seen


def count_after_backward(loss):
    if loss.requires_grad:
        loss.backward(retain_graph=True)
    seen, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return len(seen)


def count_new_names(loss):
    names, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node.name() not in names:
            names.add(node.name())
            waiting.extend(following for following, _ in node.next_functions)
    return len(names)


def count_as_a_list(loss):
    seen, waiting = [], [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.append(node)
            waiting.extend(following for following, _ in node.next_functions)
    return seen


ANSWERS = {
    "predict_flags": Answer(
        predict_flags,
        (
            Mistake(
                "results_are_no_leaves",
                "You call every result of an operation a non-leaf. Only *recorded* operations "
                "count: which of the ten results came from operations that autograd skipped?",
                flags_results_are_no_leaves,
            ),
            Mistake(
                "leaf_mixed_up_with_requires_grad",
                "You took a leaf to be a tensor that asks for gradients. Being a leaf is about how "
                "a tensor came to be, not about what it asks for.",
                flags_leaf_means_requires_grad,
            ),
            Mistake(
                "detach_makes_a_leaf",
                "Look at what `detach` gives back once more: does it remember the operation that "
                "made it?",
                flags_detach_is_no_leaf,
            ),
            Mistake(
                "no_grad_makes_leaves",
                "Look at e once more: was its operation recorded?",
                flags_no_grad_result_is_no_leaf,
            ),
            Mistake(
                "constants_make_leaves",
                "Look at k once more: none of its inputs asks for gradients. Was its operation "
                "recorded?",
                flags_constant_result_is_no_leaf,
            ),
            Mistake(
                "results_require_grad_too",
                "`requires_grad` isn't for leaves alone: a result needs gradients as soon as one "
                "of its inputs does, else backward couldn't pass through it.",
                flags_only_leaves_require_grad,
            ),
            Mistake(
                "detach_stops_requires_grad",
                "You let d ask for gradients. Detaching is there to stop that.",
                flags_detach_requires_grad,
            ),
            Mistake(
                "no_grad_stops_requires_grad",
                "You let e ask for gradients, since its inputs do. Look at the block in which it "
                "is computed.",
                flags_no_grad_requires_grad,
            ),
            Mistake(
                "nobody_asked",
                "Nobody asked for gradients of x and k. `requires_grad` flows forward from inputs "
                "to results, never back to inputs.",
                flags_everything_requires_grad,
            ),
            Mistake(
                "unused_is_not_zero",
                "u isn't part of the loss. Nothing ever writes into its `.grad`, not even a 0.",
                flags_unused_has_zero,
            ),
            Mistake(
                "detach_forgotten",
                "You differentiated c·d as if it were c². d is detached: for backward it is a "
                "constant.",
                flags_detach_forgotten,
            ),
            Mistake(
                "no_grad_forgotten",
                "You counted the path through e. It is computed inside no_grad: for backward it is "
                "a constant.",
                flags_no_grad_forgotten,
            ),
            Mistake(
                "results_keep_no_grad",
                "You gave the results in between a gradient. backward computes them, hands them "
                "on, and keeps only those that were asked to be kept.",
                flags_results_keep_grad,
            ),
            Mistake(
                "loss_keeps_no_grad",
                "The derivative of the loss with respect to itself starts the walk, but the loss "
                "is a result: nobody asked it to keep that number.",
                flags_loss_keeps_one,
            ),
            Mistake(
                "retain_grad_overlooked",
                "One result in between was asked to keep its gradient. Look for the line.",
                flags_retain_grad_overlooked,
            ),
            Mistake(
                "first_path_only",
                "w reaches the loss on two paths, and you followed one: the one through a. The "
                "gradients of both paths are added.",
                flags_first_path_only,
            ),
            Mistake(
                "second_path_only",
                "w reaches the loss on two paths, and you followed one: its square. The gradients "
                "of both paths are added.",
                flags_second_path_only,
            ),
            Mistake(
                "values_for_grads",
                "For w and b you gave the values of the tensors. Their gradients are asked for.",
                flags_values_for_grads,
            ),
            Mistake(
                "x_has_no_gradient",
                "The loss depends on x, but x never asked for a gradient.",
                flags_x_has_a_gradient,
            ),
            Mistake(
                "columns_exchanged",
                "The first two columns are exchanged: is_leaf comes first, then requires_grad.",
                flags_columns_exchanged,
            ),
        ),
    ),
    "count_nodes": Answer(
        count_nodes,
        (
            Mistake(
                "each_name_once",
                "Nodes with the same name are taken for one, so that the walk ends too early. Two "
                "additions are two nodes: remember the nodes themselves.",
                count_new_names,
            ),
            Mistake(
                "nodes_in_a_list",
                "A list of nodes came back. How many there are is asked for: `len` tells.",
                count_as_a_list,
            ),
            Mistake(
                "counted_on_every_path",
                "A node that several paths lead to is counted once for each path. Remember which "
                "nodes you have seen.",
                count_paths,
            ),
            Mistake(
                "leaves_left_out",
                "You left out the nodes named AccumulateGrad. They belong to the leaves, and are "
                "nodes like the others.",
                count_without_leaves,
            ),
            Mistake(
                "leaves_only",
                "You counted the leaves only. The operations are nodes as well.",
                count_leaves,
            ),
            Mistake(
                "names",
                "You counted different names. Two multiplications have the same name, and are two "
                "nodes.",
                count_names,
            ),
            Mistake(
                "edges",
                "You counted the edges, not the nodes.",
                count_edges,
            ),
            Mistake(
                "first_inputs_only",
                "You followed the first input of each operation only. `next_functions` has a pair "
                "for every input.",
                count_first_inputs,
            ),
            Mistake(
                "start_left_out",
                "One node is missing, the one where you start: `loss.grad_fn` itself.",
                count_without_first,
            ),
            Mistake(
                "none_counted",
                "You counted None as a node. It stands where an input needs no gradient.",
                count_none_too,
            ),
            Mistake(
                "pairs",
                "You remember pairs of a node and a number. One node can be in several pairs, with "
                "another number for each of its outputs. Remember the node alone.",
                count_pairs,
            ),
            Mistake(
                "walks_to_pairs",
                "`next_functions` holds pairs, and you go on from a pair as if it were a node. The "
                "node is the first of the two.",
                count_walks_to_pairs,
            ),
            Mistake(
                "stumbles_over_none",
                "Your walk stumbles over None, which stands in `next_functions` where an input "
                "needs no gradient. Pass over it.",
                count_stumbles_over_none,
            ),
            Mistake(
                "needs_a_graph",
                "It works for every graph, but a tensor may have none: its `grad_fn` is None, and "
                "the answer is a number all the same.",
                count_needs_a_graph,
            ),
            Mistake(
                "levels",
                "That is the length of the longest path, not the number of nodes.",
                count_levels,
            ),
            Mistake(
                "neighbours",
                "You stopped after one step. The nodes that you find have `next_functions` too.",
                count_neighbours,
            ),
            Mistake(
                "set_itself",
                "You return the nodes themselves. Their number is asked for.",
                count_as_a_set,
            ),
            Mistake(
                "ran_backward",
                "The counts are right, but gradients are left behind: you called backward. The "
                "graph is there before it.",
                count_after_backward,
            ),
        ),
    ),
}
