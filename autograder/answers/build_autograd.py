"""Lesson 07: what each known mistake is called, and what its author is told.

The implementations stand in ``engine_values``, ``engine_orders``, ``engine_backward`` and
``engine_training``.
"""

from autograder.answers import engine_backward as backward
from autograder.answers import engine_orders as orders
from autograder.answers import engine_training as training
from autograder.answers import engine_values as values
from autograder.records.exercises import Answer, Mistake

VALUE = (
    Mistake(
        "product_own_factor",
        "In a · b each parent got its own number as the slope. If you nudge a, how fast a · b "
        "moves depends on the other factor.",
        values.MulOwnFactor,
    ),
    Mistake(
        "product_ones",
        "a · b got the slopes of a sum, 1 and 1. In a product a nudge is multiplied.",
        values.MulOnes,
    ),
    Mistake(
        "set_of_parents",
        "The parents are a set: it has no order, so nobody knows which local derivative belongs "
        "to which, and in a · a it holds a once. Use a tuple, with round brackets.",
        values.MulSetOfParents,
    ),
    Mistake(
        "values_for_slopes",
        "The local derivatives of a product are Values. They have to be plain numbers: take the "
        "data of the other operand.",
        values.MulValuesForSlopes,
    ),
    Mistake(
        "plain_number",
        "The product is a plain number. The number is right, but without a Value around it "
        "nothing is recorded, and the graph ends here.",
        values.MulPlainNumber,
    ),
    Mistake(
        "nothing_recorded",
        "The product is a Value with the right number and without parents: nobody can go back "
        "from it. Give the new Value its parents and its local derivatives.",
        values.MulNoRecord,
    ),
    Mistake(
        "in_place",
        "The product changes an operand, its number or its parents. An operation makes a new Value "
        "and leaves its operands as they are: they may be used again.",
        values.MulInPlace,
    ),
    Mistake(
        "numbers_as_parents",
        "The parents of a product are plain numbers. The backward pass has to leave grads in "
        "them, so record the Values themselves.",
        values.MulNumbersAsParents,
    ),
    Mistake(
        "numbers_not_wrapped",
        "A plain number beside a Value stops your operators: it has no data. Turn `other` into a "
        "Value first, as __add__ does.",
        values.NumbersNotWrapped,
    ),
    Mistake(
        "number_not_wrapped_in_a_product",
        "a * 2.5 fails: a plain number has no data. Turn `other` into a Value first, as __add__ "
        "does.",
        values.ProductNotWrapped,
    ),
    Mistake(
        "minus_lost",
        "a − b got the slopes of a sum. When b grows, where does a − b go?",
        values.SubNoMinus,
    ),
    Mistake(
        "minus_on_the_wrong_one",
        "In a − b the signs of the two slopes are exchanged: the minus stands before b.",
        values.SubMinusOnBoth,
    ),
    Mistake(
        "exponent_not_lowered",
        "The slope of a power has the exponent in front, as yours does. But the exponent above "
        "stays what it was.",
        values.PowerNotLowered,
    ),
    Mistake(
        "exponent_without_brackets",
        "In the slope of a power the 1 is taken from the whole product. `**` is stronger than `-`: "
        "put the lowered exponent into brackets.",
        values.PowerWithoutBrackets,
    ),
    Mistake(
        "no_exponent_in_front",
        "The slope of a power has the lower exponent, as yours does. But nothing came down in "
        "front.",
        values.PowerNoFactor,
    ),
    Mistake(
        "lowered_exponent_in_front",
        "In the slope of a power, what comes down in front is the exponent before it is lowered.",
        values.PowerLoweredAndUsed,
    ),
    Mistake(
        "slope_of_an_exponential",
        "That is the slope with respect to the exponent, which has a logarithm. Here the exponent "
        "is a fixed number, and the base moves.",
        values.PowerOfExponential,
    ),
    Mistake(
        "always_a_square",
        "Every power got the slope of a square. The exponent may be any number.",
        values.PowerAlwaysSquare,
    ),
    Mistake(
        "caret",
        "`^` isn't a power in Python: it compares bits. A power is written with `**`.",
        values.PowerCaret,
    ),
    Mistake(
        "quotient_no_minus",
        "In a / b, the slope with respect to b has lost its sign: when b grows, what happens to "
        "a / b?",
        values.DivNoMinus,
    ),
    Mistake(
        "quotient_not_squared",
        "In a / b, look at the power of b in the slope with respect to b: differentiate b⁻¹ once "
        "more.",
        values.DivNotSquared,
    ),
    Mistake(
        "quotient_brackets",
        "In a / b, the slope with respect to b is −a, without b. In `-a / b * b` Python divides "
        "first and multiplies then: a product below the line needs brackets.",
        values.DivBracketsMissing,
    ),
    Mistake(
        "quotient_no_numerator",
        "In a / b, you differentiated 1 / b with respect to b. The constant factor a stays.",
        values.DivNoNumerator,
    ),
    Mistake(
        "quotient_as_product",
        "a / b got the slopes of a product.",
        values.DivAsProduct,
    ),
    Mistake(
        "quotient_exchanged",
        "The two slopes of a / b are right and in the wrong order: they have to stand in the order "
        "of the parents.",
        values.DivSlopesExchanged,
    ),
    Mistake(
        "whole_division",
        "`//` divides and rounds down to a whole number. A fraction is `/`.",
        values.DivWhole,
    ),
    Mistake(
        "minus_cos",
        "The slope of the sine got a minus. The minus belongs to the slope of the cosine.",
        values.SinMinusCos,
    ),
    Mistake(
        "sine_for_its_slope",
        "The local derivative of sin is the sine itself; its derivative is asked for.",
        values.SinOfSin,
    ),
    Mistake(
        "cos_of_the_result",
        "The slope of the sine is taken at the result. It is the cosine of what went in.",
        values.SinCosOfResult,
    ),
    Mistake(
        "log_of_the_result",
        "The slope of the logarithm is taken at the result. It is one over what went in.",
        values.LogOfResult,
    ),
    Mistake(
        "log_of_base_ten",
        "That is the logarithm to the base 10. The natural one is math.log.",
        values.LogOfBaseTen,
    ),
    Mistake(
        "log_for_its_slope",
        "The local derivative of log is the logarithm itself; its derivative is asked for.",
        values.LogOfLog,
    ),
    Mistake(
        "log_slope_not_inverted",
        "The slope of the logarithm is what went in. Upside down it would be right: a logarithm "
        "gets flatter.",
        values.LogSlopeIsInput,
    ),
    Mistake(
        "tanh_from_the_input",
        "The slope of tanh is computed from the input. The square in 1 − tanh² is that of the "
        "result.",
        values.TanhFromInput,
    ),
    Mistake(
        "tanh_twice",
        "In the slope of tanh you took the tanh once too often: the result already is a tanh.",
        values.TanhTwice,
    ),
    Mistake(
        "tanh_not_squared",
        "The slope of tanh is 1 minus a square; yours has no square.",
        values.TanhNotSquared,
    ),
    Mistake(
        "tanh_bracket_squared",
        "In the slope of tanh you squared the whole bracket. The square belongs to the tanh alone.",
        values.TanhBracketSquared,
    ),
    Mistake(
        "tanh_plus",
        "The slope of tanh has a minus between 1 and the square: it is never above 1.",
        values.TanhPlus,
    ),
    Mistake(
        "tan_for_tanh",
        "That is the tangent, math.tan. The hyperbolic one, which stays between −1 and 1, is "
        "math.tanh.",
        values.TanhOfTan,
    ),
    Mistake(
        "no_comma",
        "A tuple of one item needs a comma: (self,). Round brackets alone change nothing, so "
        "parents is a Value here, not a tuple that holds one.",
        values.OneParentNoComma,
    ),
    Mistake(
        "no_reflected_operators",
        "2 + a fails, and so do 2 * a, 2 - a and 2 / a: the 2 knows no Values, so Python asks a "
        "for __radd__ and its sisters, and there are none.",
        values.NoReflected,
    ),
    Mistake(
        "no_radd",
        "2 + a fails: the 2 knows no Values, so Python asks a for __radd__, and there is none. "
        "Python's sum needs it too: it begins with 0.",
        values.NoRadd,
    ),
    Mistake(
        "no_rmul",
        "2 * a fails: the 2 knows no Values, so Python asks a for __rmul__, and there is none.",
        values.NoRmul,
    ),
    Mistake(
        "no_rsub_no_rtruediv",
        "2 - a and 2 / a fail: the 2 knows no Values, so Python asks a for __rsub__ and "
        "__rtruediv__, and there are none.",
        values.NoRsubNoRtruediv,
    ),
    Mistake(
        "both_turned",
        "2 - a gives a - 2, and 2 / a gives a / 2. In __rsub__ and __rtruediv__ `other` stands on "
        "the left.",
        values.BothTurned,
    ),
    Mistake(
        "difference_turned",
        "2 - a gives a - 2. In __rsub__ `other` stands on the left.",
        values.SubTurned,
    ),
    Mistake(
        "quotient_turned",
        "2 / a gives a / 2. In __rtruediv__ `other` stands on the left.",
        values.DivTurned,
    ),
    Mistake(
        "sum_calls_itself",
        "In __radd__, `other + self` has a plain number on the left. So it asks for __radd__ "
        "again, and so on without end. In a sum the sides don't matter: who has an __add__?",
        values.SumCallsItself,
    ),
    Mistake(
        "product_calls_itself",
        "In __rmul__, `other * self` has a plain number on the left. So it asks for __rmul__ "
        "again, and so on without end. In a product the sides don't matter: who has a __mul__?",
        values.ProductCallsItself,
    ),
    Mistake(
        "calls_itself",
        "`other + self` with a plain number on the left asks for __radd__ again, and so on without "
        "end. Put self on the left, or make a Value of `other` first.",
        values.CallsItself,
    ),
    Mistake(
        "power_by_logarithm",
        "a ** n stops where a is negative, since only positive numbers have a logarithm. The "
        "exponent is a plain number and no parent: neither the value nor the slope with respect "
        "to a needs a logarithm.",
        values.PowByLog,
    ),
    Mistake(
        "grad_starts_at_one",
        "The grad of a new Value is not 0. Only the output of a backward pass has the adjoint 1, "
        "and that pass puts it there.",
        values.GradStartsAtOne,
    ),
)

ORDER = (
    Mistake(
        "recursion_limit",
        "Right, and two points of three. On a chain of 4,000 nodes Python stops it: a function "
        "that calls itself for each parent is 4,000 calls deep there. Keep a stack of your own.",
        orders.order_recursive,
    ),
    Mistake(
        "from_end_to_beginning",
        "The order is right and runs the wrong way: the output comes first. Here the parents come "
        "first; the backward pass turns the list round by itself.",
        orders.order_reversed,
    ),
    Mistake(
        "node_before_parents",
        "Each node is written down before its parents are visited. Append it after them.",
        orders.order_node_before_parents,
    ),
    Mistake(
        "preorder_reversed",
        "You write a node down when you first meet it, and turn the list round at the end. That is "
        "not the same as parents first: a node that is met early may have a parent that is met "
        "earlier still, on a shorter way.",
        orders.order_preorder_reversed,
    ),
    Mistake(
        "pushed_on_its_parents",
        "You put the node back onto the stack after its parents, so it lies on top of them and "
        "comes off first: it is written down before they are.",
        orders.order_pushed_on_its_parents,
    ),
    Mistake(
        "seen_when_pushed",
        "Some nodes come before their parents. Do you remember a node when it is pushed? It may "
        "lie deep in the stack then, and a node that needs it sooner won't push it again. "
        "Remember a node when it comes off.",
        orders.order_seen_when_pushed,
    ),
    Mistake(
        "only_the_output",
        "The list has the output alone. Do you remember its parents when they are pushed? Then "
        "they count as visited when they come off, and nobody visits them.",
        orders.order_only_the_output,
    ),
    Mistake(
        "nothing_listed",
        "The list is empty, even of the output. Does the output count as visited before it comes "
        "off the stack for the first time?",
        orders.order_of_nothing,
    ),
    Mistake(
        "by_size",
        "You sort the nodes by their data. A parent can be larger than what was computed from it: "
        "the order follows from the parents, not from the numbers.",
        orders.order_by_size,
    ),
    Mistake(
        "breadth_first",
        "You go level by level, by the distance from the output. A node with a short and a long "
        "way to the output comes too late then: it has to stand before all that use it.",
        orders.order_breadth_first,
    ),
    Mistake(
        "breadth_first_from_the_output",
        "You go level by level, beginning with the output. Here the parents come first, and the "
        "distance from the output doesn't tell who is whose parent.",
        orders.order_breadth_first_forward,
    ),
    Mistake(
        "no_memory",
        "A node that is used twice comes twice, and all below it as well: forty sums in a row have "
        "2⁴⁰ ways through them. Remember which nodes were visited, in one set for all of the walk.",
        orders.order_every_path,
    ),
    Mistake(
        "memory_too_late",
        "Each node is listed once, but its parents are visited on every way that leads to it: "
        "forty sums in a row take for ever. Ask whether a node is known before you visit its "
        "parents.",
        orders.order_remembers_too_late,
    ),
    Mistake(
        "known_by_its_number",
        "Two nodes with equal data are taken for one. Remember the nodes themselves, not their "
        "numbers.",
        orders.order_by_number,
    ),
    Mistake(
        "without_the_output",
        "The output itself is missing. It is a node like the others, and the last one.",
        orders.order_without_output,
    ),
    Mistake(
        "without_leaves",
        "The leaves are missing. They have no parents, but they are nodes, and it is their grads "
        "that one wants.",
        orders.order_without_leaves,
    ),
    Mistake(
        "first_parent_only",
        "You follow the first parent alone. A node may have several, and all have to come before "
        "it.",
        orders.order_first_parent,
    ),
    Mistake(
        "one_level",
        "The list has the output and its parents. What about the parents of these?",
        orders.order_one_level,
    ),
    Mistake(
        "numbers",
        "The list holds the numbers. The nodes are asked for: the backward pass has to write into "
        "them.",
        orders.order_of_numbers,
    ),
    Mistake(
        "a_set",
        "A set has no order. Use it to remember what was visited, and a list for the answer.",
        orders.order_as_set,
    ),
    Mistake(
        "memory_between_calls",
        "The nodes of an earlier call are still in the list. A default argument such as `order=[]` "
        "is made once, and all calls share it. Make list and set inside the function.",
        orders.order_remembered_between_calls,
    ),
    Mistake(
        "seen_for_ever",
        "The first order of a graph is right, and one that is asked for a second time leaves nodes "
        "out: which nodes were visited is kept from call to call, usually in a default argument "
        "such as `seen=set()`, or in a mark on the nodes themselves. Begin anew in each call.",
        orders.order_seen_for_ever,
    ),
    Mistake(
        "no_return",
        "The function gives back None. Is there a `return` with the list at the end?",
        orders.order_not_returned,
    ),
)

BACKWARD = (
    Mistake(
        "equals_for_plus_equals",
        "Each contribution replaces the one before: a + a gives 1 in place of 2. Where ways meet, "
        "contributions add.",
        backward.backward_equals,
    ),
    Mistake(
        "at_every_visit",
        "A node that is reached on several ways passes its grad on each time, while that is still "
        "growing, so that some of it is counted twice: b = a + a, f = b + (a + b) gives 7 in place "
        "of 5. Take the nodes in topological order, each once.",
        backward.backward_every_visit,
    ),
    Mistake(
        "at_every_visit_with_a_stack",
        "A node that is reached on several ways goes onto the stack each time, and passes its grad "
        "on each time: b = a + a, f = b + (a + b) gives 9 in place of 5. Take the nodes in "
        "topological order, each once.",
        backward.backward_every_visit_with_a_stack,
    ),
    Mistake(
        "at_the_first_visit",
        "A node passes its grad on when it is first reached, before all of it has arrived: b = a + "
        "a, f = b + (a + b) gives 3 in place of 5. A node has to wait for everybody who uses it: "
        "that is what the topological order is for.",
        backward.backward_first_visit,
    ),
    Mistake(
        "breadth_first",
        "You go level by level from the output. A node with a short and a long way to the output "
        "passes its grad on before the long way has arrived. Use the topological order.",
        backward.backward_breadth_first,
    ),
    Mistake(
        "every_path",
        "You walk along every path. The grads are right, and the time is not: forty sums in a row "
        "have 2⁴⁰ paths and 41 nodes. Visit each node once, when its grad is complete.",
        backward.backward_every_path,
    ),
    Mistake(
        "not_reversed",
        "The pass runs from the leaves to the output, so that only the parents of the output get "
        "something. It begins at the output: turn the order round.",
        backward.backward_not_reversed,
        clues=("walk",),
    ),
    Mistake(
        "no_seed",
        "All grads are still 0, that of the output too. Which adjoint does the output have, and is "
        "it still there when the pass begins? Is each adjoint written into the `grad` of its node, "
        "not only into a name or a dictionary of yours, and does it stay there?",
        backward.backward_no_seed,
    ),
    Mistake(
        "seed_is_data",
        "The pass begins with the value of the output. It begins with the slope of the output with "
        "respect to itself.",
        backward.backward_seed_is_data,
    ),
    Mistake(
        "inner_grads_kept",
        "The first call is right. In the second one, inner nodes still hold the grads of the first "
        "and pass them on once more. Put the grads of nodes with parents back to 0 before a pass.",
        backward.backward_inner_kept,
    ),
    Mistake(
        "all_grads_kept",
        "The first call is right. The second one begins with 2 at the output, and inner nodes pass "
        "on what they still hold of the first. Put the grads of nodes with parents back to 0 "
        "before a pass.",
        backward.backward_all_kept,
    ),
    Mistake(
        "leaves_cleared",
        "A second call wipes out what the first left in the leaves. That is tidy, but not our "
        "rule: as in PyTorch, the grads of leaves add up until somebody puts them back to 0.",
        backward.backward_leaves_cleared,
    ),
    Mistake(
        "wrong_nodes_cleared",
        "The first call is right. Before the second you put the leaves back to 0 and leave what "
        "inner nodes hold. It is the other way round: leaves add up, inner nodes begin anew.",
        backward.backward_wrong_nodes_cleared,
    ),
    Mistake(
        "wrong_nodes_cleared_and_one_added",
        "The first call is right. Before the second you put the leaves back to 0 and leave what "
        "inner nodes and the output hold. It is the other way round: leaves add up, and nodes with "
        "parents begin anew.",
        backward.backward_wrong_nodes_cleared_and_one_added,
    ),
    Mistake(
        "times_data",
        "You multiply by the data of the parent. What belongs there is the local derivative that "
        "was recorded for it.",
        backward.backward_times_data,
    ),
    Mistake(
        "no_chain",
        "Each parent gets the local derivative alone. Along a path slopes are multiplied: the "
        "node's own grad is a factor as well.",
        backward.backward_local_only,
    ),
    Mistake(
        "added_along_the_path",
        "You add the node's grad and the local derivative. Along a path they are multiplied; only "
        "where paths meet one adds.",
        backward.backward_added,
    ),
    Mistake(
        "no_local_derivative",
        "Each parent gets the grad of the node as it is. The local derivative is missing.",
        backward.backward_no_slope,
    ),
    Mistake(
        "first_parent_only",
        "Only the first parent of each node gets something. zip goes through all of them.",
        backward.backward_first_parent,
    ),
    Mistake(
        "one_level",
        "The output passes its grad on, and no other node does. Every node of the topological "
        "order does the same, from the end: if you have a loop over them, does a `return` or "
        "`break` stand in it?",
        backward.backward_one_level,
        clues=("walk",),
    ),
    Mistake(
        "pairs_crossed",
        "Parents and local derivatives are paired crosswise: the first of one belongs to the first "
        "of the other.",
        backward.backward_pairs_crossed,
    ),
    Mistake(
        "dictionary_of_parents",
        "In a + a both parents are the same node. A dictionary, or a set, of parents holds it "
        "once, and one contribution is lost.",
        backward.backward_set_of_parents,
    ),
    Mistake(
        "nothing_arrives",
        "The output has its adjoint 1, and no other node has anything in the end. In the inner "
        "loop it is the grad of the parent that has to change, not that of the node itself, and "
        "no other number. And what has arrived must not be put back to 0 on the way.",
        backward.backward_pulled,
        clues=("walk",),
    ),
    Mistake(
        "without_the_output",
        "The output has its adjoint 1, and no other node has anything: the output doesn't pass it "
        "on. The first node to pass on is the output itself, the last one of the order.",
        backward.backward_without_output,
        clues=("walk",),
    ),
    Mistake(
        "leaves_left_out",
        "Inner nodes have the right grads, and the leaves get nothing. They have no parents of "
        "their own, but they are parents of others, and it is their grads that one wants.",
        backward.backward_without_leaves,
    ),
    Mistake(
        "cleared_on_the_way",
        "The leaves are right, and all other nodes hold 0 in the end, the output too. Put them "
        "back to 0 before the pass, not after they have passed their grads on: whoever looks at "
        "the graph afterwards wants to see them.",
        backward.backward_cleared_on_the_way,
    ),
    Mistake(
        "by_size",
        "The nodes are taken in the order of their data, the largest first. A parent can be larger "
        "than what was computed from it: the order follows from the parents.",
        backward.backward_by_size,
    ),
    Mistake(
        "times_own_data",
        "You multiply by the data of the node. What belongs there is the local derivative that was "
        "recorded for each parent.",
        backward.backward_times_own_data,
    ),
    Mistake(
        "data_for_grad",
        "You multiply the local derivative by the data of the node. What is passed on is the "
        "node's grad, times the local derivative.",
        backward.backward_data_for_grad,
    ),
    Mistake(
        "minus",
        "Each contribution is subtracted, so that the sign changes from node to node. Add them.",
        backward.backward_minus,
    ),
    Mistake(
        "added_twice",
        "Where ways meet, what has arrived already is added once more with each contribution. "
        "`+=` adds to the old grad by itself.",
        backward.backward_added_twice,
    ),
    Mistake(
        "slopes_of_the_output",
        "Every node uses the local derivatives of the output. Each has its own: those beside its "
        "parents.",
        backward.backward_slopes_of_output,
    ),
    Mistake(
        "two_parents_only",
        "Nodes with one parent, such as a sine or a power, pass nothing on. How many parents does "
        "your loop ask for?",
        backward.backward_two_parents_only,
        clues=("walk",),
    ),
    Mistake(
        "output_for_every_node",
        "The parents of the output get its grad again and again, once for each node of your loop. "
        "In the loop it is the node at hand that passes on: its parents, its local derivatives, "
        "its grad.",
        backward.backward_output_for_all,
    ),
    Mistake(
        "output_for_every_inner_node",
        "The parents of the output get its grad again and again, once for each node with parents. "
        "In the loop it is the node at hand that passes on: its parents, its local derivatives, "
        "its grad.",
        backward.backward_output_each_time,
    ),
    Mistake(
        "first_slope_for_all",
        "All parents of a node get the local derivative of the first one. Each has its own, in the "
        "order of the parents: zip pairs them.",
        backward.backward_first_slope,
    ),
    Mistake(
        "all_begin_with_one",
        "All nodes with parents begin with 1. Only the output has the adjoint 1; the others begin "
        "with 0, and get what arrives.",
        backward.backward_ones,
    ),
    Mistake(
        "slope_and_data",
        "You multiply by the local derivative and by the data of the parent as well. The local "
        "derivative has the data in it already, where it belongs.",
        backward.backward_slope_and_data,
    ),
    Mistake(
        "every_path_replaces",
        "You walk along every path, and the last one to reach a node replaces what the others "
        "left. Where ways meet, contributions add; and each node passes on once, when all of it "
        "has arrived.",
        backward.backward_every_path_replaced,
    ),
    Mistake(
        "grads_set_to_none",
        "None can't be added to. If it is a grad: in PyTorch None means that nothing has arrived "
        "yet, but in this engine a grad is a number from the start, so it is put back to 0.",
        backward.backward_set_to_none,
    ),
)

TRAINING = (
    Mistake(
        "no_zeroing",
        "The first step is right, and then the gradients pile up: leaves keep what earlier passes "
        "left. Put the grads of all parameters back to 0 in each epoch.",
        training.train_no_zeroing,
    ),
    Mistake(
        "zero_between",
        "The grads are put back to 0 after the backward pass and before the move, which then moves "
        "nothing. Clear them before the pass.",
        training.train_zero_between,
    ),
    Mistake(
        "grads_set_to_none",
        "The grads are set to None. PyTorch knows what that means. Your backward pass adds to the "
        "grad of a Value, so that has to be a number.",
        training.train_grads_set_to_none,
    ),
    Mistake(
        "data_from_values",
        "The data of a parameter became something else than a plain number. `p` is a Value, and a "
        "Value minus a number is one too: which part of p is the number?",
        training.train_data_from_values,
    ),
    Mistake(
        "uphill",
        "The parameters go uphill, with the gradient. The loss falls against it.",
        training.train_uphill,
    ),
    Mistake(
        "new_values",
        "The parameters never change: `p = p - ...`, or a new list, makes new Values, and the "
        "network knows only the old ones. Set the data of each parameter.",
        training.train_new_names,
    ),
    Mistake(
        "no_backward",
        "There is no backward pass, so all grads are 0 and nothing moves.",
        training.train_no_backward,
    ),
    Mistake(
        "sum",
        "The loss is the sum of the squares. Their mean is asked for.",
        training.train_sum,
    ),
    Mistake(
        "half",
        "The loss is half of what it should be. Some books put ½ in front; this lesson doesn't.",
        training.train_half,
    ),
    Mistake(
        "not_squared",
        "The loss is the mean error, without the square: it falls for ever, below zero.",
        training.train_not_squared,
    ),
    Mistake(
        "root",
        "That is the root of the mean squared error. Leave out the root.",
        training.train_root,
    ),
    Mistake(
        "last_reading",
        "Only the last reading counts: in the loop over the readings, each one replaces the loss "
        "of the one before. Add them up.",
        training.train_last_reading,
    ),
    Mistake(
        "after_each_reading",
        "The parameters move after each reading. That is a method of its own, but here an epoch is "
        "one step, on the mean over all readings.",
        training.train_after_each_reading,
    ),
    Mistake(
        "all_pairs",
        "Every prediction is compared with every label. zip pairs each feature with its own label.",
        training.train_all_pairs,
    ),
    Mistake(
        "labels_as_input",
        "The network is asked about the labels. It sees the features, and is compared with the "
        "labels.",
        training.train_labels_as_input,
    ),
    Mistake(
        "features_and_labels_exchanged",
        "Features and labels are exchanged: predict takes a feature.",
        training.train_swapped,
    ),
    Mistake(
        "loss_never_begun_anew",
        "The first epoch is right. Then the loss goes on growing: it still holds the graphs of all "
        "epochs before. Begin it anew inside the loop over the epochs.",
        training.train_loss_never_begun_anew,
    ),
    Mistake(
        "predicts_once",
        "The loss is computed once, before the loop. Its graph holds the numbers of the first "
        "epoch; after each move the network has to predict again.",
        training.train_predicts_once,
    ),
    Mistake(
        "returns_values",
        "The list holds Values, and with each of them the whole graph of its epoch. Write down "
        "their data.",
        training.train_returns_values,
    ),
    Mistake(
        "returns_the_last",
        "One number comes back, the last loss. The list of all losses is asked for.",
        training.train_returns_last,
    ),
    Mistake(
        "loss_after_the_move",
        "The losses are those after each move. Write down the one that the backward pass started "
        "from.",
        training.train_loss_after_step,
    ),
    Mistake(
        "no_rate",
        "The learning rate is not used: the parameters move by the whole gradient.",
        training.train_no_rate,
    ),
    Mistake(
        "one_epoch",
        "There is one epoch, and one loss, whatever n_epochs says. Is the `return` inside the "
        "loop?",
        training.train_one_epoch,
    ),
    Mistake(
        "one_parameter",
        "Only the first parameter moves. All of them have a grad.",
        training.train_first_parameter,
    ),
    Mistake(
        "no_return",
        "The function gives back None. Is there a `return` with the losses at the end?",
        training.train_no_return,
    ),
)

ANSWERS = {
    "Value": Answer(values.Value, VALUE),
    "topological_order": Answer(orders.topological_order, ORDER),
    "backward_pass": Answer(backward.backward_pass, BACKWARD),
    "train_with_values": Answer(training.train_with_values, TRAINING),
}
