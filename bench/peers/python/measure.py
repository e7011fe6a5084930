"""What every Python program of a row shares."""
import json
import sys
import time

variant = sys.argv[1]
count = int(sys.argv[2])
now = time.perf_counter


def show(metric, value, unit):
    print(json.dumps({"metric": metric, "value": value, "unit": unit}), flush=True)


def check(what, got, wanted):
    if got != wanted:
        raise SystemExit(f"{what}: {got} instead of {wanted}")


def sum_to(n):
    return n * (n - 1) // 2


def increment(x):
    return x + 1


def show_speed_up(in_turn, at_once):
    """Two jobs after each other by two at once: the quickest of some rounds."""

    def took(work):
        start = now()
        work()
        return (now() - start) * 1e3

    at_once()
    rounds = [(took(in_turn), took(at_once)) for _ in range(5)]
    turns = min(turn for turn, _ in rounds)
    once = min(once for _, once in rounds)
    show("in turn", turns, "ms")
    show("at once", once, "ms")
    show("speed-up", turns / once, "x")
