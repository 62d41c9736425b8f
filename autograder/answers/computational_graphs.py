"""Lesson 02: what each known mistake is called, and what its author is told.

The implementations, right and wrong, stand in ``graph_formulas``, ``graph_forward``,
``graph_backward`` and ``gradient_checks``.
"""

from autograder.answers import gradient_checks as checks
from autograder.answers import graph_backward as backward
from autograder.answers import graph_formulas as formulas
from autograder.answers import graph_forward as forward
from autograder.answers.difference_words import tell_difference
from autograder.answers.edge_words import tell_backward, tell_chain
from autograder.records.exercises import Answer, Mistake

NO_TANH = (
    "The first edge, f → e, is passed without its local derivative. f is the tanh of e, and the "
    "slope of tanh is not 1."
)
TANH_OF_F = (
    "In the slope of tanh you took the tanh once too often: f already is tanh e, so that tanh f "
    "is the tanh of a tanh."
)
TANH_NOT_SQUARED = "The slope of tanh is 1 minus a square; yours has no square."
ONE_OVER_D = (
    "On the edge e → d, the slope of a logarithm is one over what stands inside the logarithm: "
    "look at e again, there is more inside than d."
)
NO_LOG = (
    "The edge e → d is passed without its local derivative: e is a logarithm, and its slope is "
    "missing."
)
NO_Z = "The edge d → c is passed as if d were equal to c. What multiplies c in d?"
NO_C = "The edge d → z is passed as if d were equal to z. What multiplies z in d?"
Z_SKIPS_D = (
    "The path to z starts at d, and the edge e → d lies on it as well: on your way to z, the "
    "slope of the logarithm is missing."
)
NO_MINUS = "On the edge c → b a sign is lost: when b grows, what happens to a / b?"
B_NOT_SQUARED = "On the edge c → b, look at the power of b: differentiate b⁻¹ once more."
SQUARE_OUTSIDE = (
    "In the slope of tanh you squared the whole bracket. The square belongs to the tanh alone, "
    "inside the bracket."
)
NO_POWER_OF_B = (
    "On the edge c → b no b is left: the derivative of a · b⁻¹ with respect to b has a power of b "
    "in it."
)
NO_A = (
    "On the edge c → b stands the derivative of 1 / b. The function is a / b: a constant factor "
    "stays."
)
NO_TWO = "The edge a → x is passed as if a were x."
NO_COS = "The last edge, b → y, is passed without its local derivative: b is the sine of y."
SIN_FOR_COS = "On the edge b → y stands the sine itself; its derivative is asked for."
ADDED = (
    "You added the local derivatives. Along a path they are multiplied: a factor of a factor of a "
    "change."
)
FORWARD_WRONG = (
    "Every step backward fits, but to other values of the forward pass: "
    "mend the forward pass first, then run this check again. "
)

CHAIN_RULE = (
    Mistake("no_tanh_derivative", NO_TANH, formulas.formula_no_tanh_derivative),
    Mistake("tanh_of_f", TANH_OF_F, formulas.formula_tanh_of_f),
    Mistake(
        "tanh_itself",
        "The first factor is tanh itself; the slope of tanh is asked for.",
        formulas.formula_tanh_itself,
    ),
    Mistake("tanh_not_squared", TANH_NOT_SQUARED, formulas.formula_tanh_not_squared),
    Mistake("one_over_d", ONE_OVER_D, formulas.formula_one_over_d),
    Mistake("no_log_derivative", NO_LOG, formulas.formula_no_log_derivative),
    Mistake("no_two", NO_TWO, formulas.formula_no_two),
    Mistake("no_z", NO_Z, formulas.formula_no_z),
    Mistake("no_minus", NO_MINUS, formulas.formula_no_minus),
    Mistake("b_not_squared", B_NOT_SQUARED, formulas.formula_b_not_squared),
    Mistake("no_cos", NO_COS, formulas.formula_no_cos),
    Mistake("no_a", NO_A, formulas.formula_no_a),
    Mistake("sin_for_cos", SIN_FOR_COS, formulas.formula_sin),
    Mistake("no_c", NO_C, formulas.formula_no_c),
    Mistake("z_skips_d", Z_SKIPS_D, formulas.formula_z_skips_d),
    Mistake(
        "z_in_its_own_derivative",
        "Your ∂f/∂z has a factor z in it. Along the edge d → z, d is z times something: only the "
        "something stays.",
        formulas.formula_z_in_z,
    ),
    Mistake(
        "x_and_y_swapped",
        "The first two formulas are exchanged: ∂f/∂x comes first, then ∂f/∂y.",
        formulas.formula_x_y_swapped,
    ),
    Mistake(
        "x_and_z_swapped",
        "∂f/∂x and ∂f/∂z are exchanged: the order is x, y, z.",
        formulas.formula_x_z_swapped,
    ),
    Mistake("square_outside", SQUARE_OUTSIDE, formulas.formula_square_outside),
    Mistake("no_power_of_b", NO_POWER_OF_B, formulas.formula_no_power_of_b),
    Mistake("added", ADDED, formulas.formula_added),
    Mistake(
        "list_of_formulas",
        "Your formulas come in a list. Return three formulas, separated by commas, without the "
        "square brackets.",
        formulas.formula_list,
    ),
    Mistake(
        "function_itself",
        "That is f itself, three times. Its derivatives are asked for.",
        formulas.formula_function_itself,
    ),
)

FORWARD = (
    Mistake(
        "x_squared",
        "a is twice x, not x squared: the two agree only at 0 and 2.",
        forward.forward_x_squared,
    ),
    Mistake("cos_for_sin", "b is the sine of y; yours is the cosine.", forward.forward_cos),
    Mistake(
        "degrees",
        "NumPy's sine takes its angle in radians, and so does the lesson: nothing is converted.",
        forward.forward_degrees,
    ),
    Mistake(
        "product_for_quotient", "c divides a by b; yours multiplies them.", forward.forward_product
    ),
    Mistake("quotient_upside_down", "Your quotient c is upside down.", forward.forward_b_over_a),
    Mistake("sum_for_product", "d multiplies z and c; yours adds them.", forward.forward_sum),
    Mistake(
        "no_plus_one",
        "In e something is missing inside the logarithm: ln of d alone is not defined at d = 0, "
        "and e must be 0 there.",
        forward.forward_no_plus_one,
    ),
    Mistake(
        "one_outside",
        "In e the 1 stands outside the logarithm. It is added to d first: mind the brackets.",
        forward.forward_one_outside,
    ),
    Mistake(
        "log10",
        "e is the natural logarithm, to the base 2.718…; yours has the base 10.",
        forward.forward_log10,
    ),
    Mistake(
        "tan_for_tanh",
        "f is the hyperbolic tangent, with an h at the end; yours is the tangent of an angle.",
        forward.forward_tan,
    ),
    Mistake(
        "f_skips_e",
        "f is taken of d. It goes through e: the logarithm lies between.",
        forward.forward_tanh_of_d,
    ),
    Mistake(
        "rounded",
        "The values are right to four digits and then cut off. Don't round: what is lost here is "
        "missing in every step after it.",
        forward.forward_rounded,
    ),
    Mistake(
        "rounded_numbers",
        "You round the values. Don't: what is lost here is missing in every step after it, and "
        "Python's `round` doesn't take arrays.",
        forward.forward_rounded_numbers,
    ),
    Mistake(
        "no_quotes",
        "The names in your dictionary have no quotes. Without them, the *value* of a is the key, "
        'not its name: write "a", with quotes, before the colon.',
        forward.forward_no_quotes,
    ),
    Mistake(
        "math_module",
        "It works for single numbers, but not for arrays: the functions of Python's `math` take "
        "one number only. NumPy has functions of the same names.",
        forward.forward_math,
    ),
    Mistake(
        "tuple_of_values",
        "The values come as a tuple. Give them their names: return a dictionary.",
        forward.forward_tuple,
    ),
    Mistake(
        "f_only",
        "You return one value. The backward pass needs all six: return a dictionary of them.",
        forward.forward_f_only,
    ),
)

BACKWARD = (
    Mistake("no_tanh_derivative", NO_TANH, backward.backward_no_tanh_derivative),
    Mistake("tanh_of_f", TANH_OF_F, backward.backward_tanh_of_f),
    Mistake("tanh_not_squared", TANH_NOT_SQUARED, backward.backward_tanh_not_squared),
    Mistake(
        "square_of_e",
        "On the edge f → e you squared the value of e. The slope of tanh is made of what tanh "
        "gives, not of what it gets.",
        backward.backward_square_of_e,
    ),
    Mistake(
        "starts_from_f",
        "Your adjoint of e has a factor f too many, as if the backward pass started from the value "
        "of f. It starts from the adjoint of f: how much does f change when f changes?",
        backward.backward_starts_from_f,
    ),
    Mistake("one_over_d", ONE_OVER_D, backward.backward_one_over_d),
    Mistake("no_log_derivative", NO_LOG, backward.backward_no_log_derivative),
    Mistake(
        "log_for_its_derivative",
        "On the edge e → d stands the logarithm itself; its derivative is asked for.",
        backward.backward_log_for_inverse,
    ),
    Mistake("no_z", NO_Z, backward.backward_no_z),
    Mistake(
        "factors_exchanged",
        "Below d the two factors are exchanged: the derivative of a product with respect to one "
        "factor is the other one.",
        backward.backward_factors_exchanged,
    ),
    Mistake("no_c", NO_C, backward.backward_no_c),
    Mistake("z_skips_d", Z_SKIPS_D, backward.backward_z_skips_d),
    Mistake(
        "z_overwritten",
        "On the edge d → c you multiply by the adjoint of z where the value of z belongs. Keep "
        "values and adjoints apart, by names such as z and adj_z.",
        backward.backward_overwrites_z,
    ),
    Mistake(
        "times_b",
        "On the edge c → a you multiply by b. c is a divided by b: when a grows by one, by how "
        "much does c?",
        backward.backward_times_b,
    ),
    Mistake("no_minus", NO_MINUS, backward.backward_no_minus),
    Mistake("b_not_squared", B_NOT_SQUARED, backward.backward_b_not_squared),
    Mistake("no_power_of_b", NO_POWER_OF_B, backward.backward_no_power_of_b),
    Mistake("square_outside", SQUARE_OUTSIDE, backward.backward_square_outside),
    Mistake("no_a", NO_A, backward.backward_no_a),
    Mistake(
        "adjoint_for_value",
        "On the edge c → b you used the adjoint of a where the value of a belongs. Keep values "
        "and adjoints apart, by names such as a and adj_a.",
        backward.backward_adjoint_for_value,
    ),
    Mistake("no_two", NO_TWO, backward.backward_no_two),
    Mistake(
        "value_of_a",
        "On the edge a → x you multiplied by the value of a. The local derivative of 2x does not "
        "depend on x.",
        backward.backward_two_x,
    ),
    Mistake("no_cos", NO_COS, backward.backward_no_cos),
    Mistake(
        "minus_cos",
        "On the edge b → y the sign is wrong: a minus belongs to the derivative of the cosine, "
        "not of the sine.",
        backward.backward_minus_cos,
    ),
    Mistake("sin_for_cos", SIN_FOR_COS, backward.backward_sin),
    Mistake(
        "cos_of_b",
        "On the edge b → y the cosine is taken of b. A local derivative is taken at the node's "
        "input, and the input of the sine is y.",
        backward.backward_cos_of_b,
    ),
    Mistake(
        "local_derivatives_only",
        "These are the local derivatives alone. Each adjoint is the local derivative times the "
        "adjoint of the node above.",
        backward.backward_local_only,
    ),
    Mistake("added", ADDED, backward.backward_added),
    Mistake(
        "forward_values",
        "These are the values of the forward pass. The adjoints are asked for: the derivative of "
        "f with respect to each node.",
        backward.backward_forward_values,
    ),
    Mistake(
        "upside_down",
        "Every local derivative is upside down: you have the change of the lower node for a "
        "change of the upper one.",
        backward.backward_inverted,
    ),
    Mistake(
        "tuple_of_adjoints",
        "The adjoints come as a tuple. Give them the names of their nodes: return a dictionary.",
        backward.backward_tuple,
    ),
    Mistake(
        "forward_no_plus_one",
        FORWARD_WRONG + "Look at e.",
        backward.backward_of_no_plus_one,
    ),
    Mistake("forward_cos_for_sin", FORWARD_WRONG + "Look at b.", backward.backward_of_cos),
    Mistake("forward_product", FORWARD_WRONG + "Look at c.", backward.backward_of_product),
)

GRADIENT_CHECK = (
    Mistake(
        "forward_difference",
        "That is the forward difference, from x to x + h. The central one goes from x − h to "
        "x + h, and its error is far smaller.",
        checks.check_forward_difference,
    ),
    Mistake(
        "backward_difference",
        "That is the backward difference, from x − h to x. The central one goes from x − h to "
        "x + h, and its error is far smaller.",
        checks.check_backward_difference,
    ),
    Mistake(
        "run_is_h",
        "Rise over run: the rise is taken over a longer way than the run that you divide by.",
        checks.check_run_is_h,
    ),
    Mistake(
        "no_brackets",
        "Only the second value is divided: Python divides before it subtracts. Put brackets "
        "around the difference.",
        checks.check_no_brackets,
    ),
    Mistake(
        "divided_by_two_times_h",
        "The rise is divided by 2 and then multiplied by h, as `/ 2 * h` does. Put the run in "
        "brackets.",
        checks.check_divides_by_two_times_h,
    ),
    Mistake(
        "sign",
        "Your result is that of slope and df(x) added. Either the slopes have the wrong sign (the "
        "rise is the value at x + h minus that at x − h), or a plus stands where their difference "
        "is asked for.",
        checks.check_sign,
    ),
    Mistake(
        "all_at_once",
        "You moved all components together, which gives the sum of all slopes. Move one "
        "component at a time.",
        checks.check_all_at_once,
    ),
    Mistake(
        "first_component_only",
        "Your result is the error of the first component alone; x may have any number of them. "
        "Look for a `return` inside the loop, or for an index `[0]`.",
        checks.check_first_only,
    ),
    Mistake(
        "last_component_only",
        "Your result is the error of the last component alone. Usually each turn of a loop "
        "overwrites the one before: keep the largest.",
        checks.check_last_only,
    ),
    Mistake(
        "no_absolute_value",
        "A slope that is too small gives a negative difference, and the largest difference "
        "overlooks it. Take absolute values first.",
        checks.check_no_abs,
    ),
    Mistake(
        "no_absolute_value_reversed",
        "A slope that is too large gives a negative difference here, and the largest difference "
        "overlooks it. Take absolute values first.",
        checks.check_no_abs_reversed,
    ),
    Mistake(
        "norm_of_errors",
        "That is the length of the vector of errors. The largest of them is asked for.",
        checks.check_norm,
    ),
    Mistake(
        "relative_to_df",
        "You divide by df(x). The absolute difference is asked for, as it is.",
        checks.check_relative_to_df,
    ),
    Mistake(
        "sum_of_errors",
        "You add the errors of all components; the largest one is asked for.",
        checks.check_sum,
    ),
    Mistake(
        "mean_of_errors",
        "You average over the components, so that one wrong component hides among right ones. "
        "The largest error is asked for.",
        checks.check_mean,
    ),
    Mistake(
        "relative_error",
        "You divide by the slope. The absolute difference is asked for, as it is.",
        checks.check_relative,
    ),
    Mistake(
        "one_error_a_component",
        "You return the errors of all components. One number is asked for: the largest.",
        checks.check_errors_array,
    ),
    Mistake(
        "numeric_gradient",
        "That is the numeric gradient. Compare it with df(x), and return the largest absolute "
        "difference.",
        checks.check_numeric_gradient,
    ),
    Mistake(
        "truth_value",
        "You return True or False. Return the error itself as a number; what is small enough is "
        "decided by the reader of the number.",
        checks.check_truth_value,
    ),
    Mistake(
        "own_step",
        "The step h that you are given is not used.",
        checks.check_own_h,
    ),
    Mistake(
        "largest_of_each",
        "The size of the largest slope is compared with that of the largest component of df(x). "
        "Compare each slope with its own component, and then take the largest difference.",
        checks.check_largest_of_each,
    ),
    Mistake(
        "no_copy",
        "The slopes that you measure are all 0, as if f were called twice at one point. Usually "
        "both points are one array, since `up = x` makes no copy and `x.copy()` does; or the step "
        "is an array of whole numbers, which cuts h down to 0.",
        checks.check_no_copy,
        clues=("given to f 2", "given to f 3"),
    ),
    Mistake(
        "not_put_back",
        "A component that was moved is not put back before the next one moves, and the caller's "
        "x has changed at the end. Work on copies.",
        checks.check_not_put_back,
    ),
)

ANSWERS = {
    "chain_rule": Answer(formulas.chain_rule, CHAIN_RULE, tell_chain),
    "forward_graph": Answer(forward.forward_graph, FORWARD),
    "backward_graph": Answer(backward.backward_graph, BACKWARD, tell_backward),
    "gradient_check": Answer(checks.gradient_check, GRADIENT_CHECK, tell_difference),
}
