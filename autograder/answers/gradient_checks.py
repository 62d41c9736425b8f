"""Lesson 02, gradient_check: the reference and the mistakes, each of which stands on its own."""

import numpy as np


def gradient_check(f, df, x, h):
    steps = h * np.eye(x.size)
    numeric = np.array([(f(x + step) - f(x - step)) / (2 * h) for step in steps])
    return float(np.max(np.abs(numeric - df(x))))


def check_forward_difference(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up = x.copy()
        up[i] += h
        numeric[i] = (f(up) - f(x)) / h
    return float(np.max(np.abs(numeric - df(x))))


def check_backward_difference(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        down = x.copy()
        down[i] -= h
        numeric[i] = (f(x) - f(down)) / h
    return float(np.max(np.abs(numeric - df(x))))


def check_run_is_h(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / h
    return float(np.max(np.abs(numeric - df(x))))


def check_no_brackets(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = f(up) - f(down) / (2 * h)
    return float(np.max(np.abs(numeric - df(x))))


def check_divides_by_two_times_h(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / 2 * h
    return float(np.max(np.abs(numeric - df(x))))


def check_sign(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(down) - f(up)) / (2 * h)
    return float(np.max(np.abs(numeric - df(x))))


def check_all_at_once(f, df, x, h):
    numeric = (f(x + h) - f(x - h)) / (2 * h)
    return float(np.max(np.abs(numeric - df(x))))


def check_first_only(f, df, x, h):
    up, down = x.copy(), x.copy()
    up[0] += h
    down[0] -= h
    return float(abs((f(up) - f(down)) / (2 * h) - df(x)[0]))


def check_last_only(f, df, x, h):
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        error = abs((f(up) - f(down)) / (2 * h) - df(x)[i])
    return float(error)


def check_no_abs(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(numeric - df(x)))


def check_sum(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.sum(np.abs(numeric - df(x))))


def check_mean(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.mean(np.abs(numeric - df(x))))


def check_relative(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(np.abs(numeric - df(x)) / np.abs(numeric)))


def check_errors_array(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return np.abs(numeric - df(x))


def check_numeric_gradient(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return numeric


def check_truth_value(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return bool(np.max(np.abs(numeric - df(x))) < 1e-6)


def check_own_h(f, df, x, h):
    h = 1e-5
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(np.abs(numeric - df(x))))


def check_no_copy(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x, x
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(np.abs(numeric - df(x))))


def check_not_put_back(f, df, x, h):
    expected = df(x)
    numeric = np.zeros(x.size)
    for i in range(x.size):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        numeric[i] = (above - f(x)) / (2 * h)
    return float(np.max(np.abs(numeric - expected)))


def check_no_abs_reversed(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(df(x) - numeric))


def check_largest_of_each(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(abs(np.max(np.abs(numeric)) - np.max(np.abs(df(x)))))


def check_norm(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.linalg.norm(numeric - df(x)))


def check_relative_to_df(f, df, x, h):
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(np.abs(numeric - df(x)) / np.abs(df(x))))
