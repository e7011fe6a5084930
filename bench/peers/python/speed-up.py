"""multiprocessing.Pool: two jobs that only count, in two processes."""
from multiprocessing import Pool
from measure import check, count, show_speed_up


def steps(n):
    x = 1
    for _ in range(n):
        x = (x * 16807) % 2147483647
    return x


if __name__ == "__main__":
    with Pool(2) as pool:
        last = steps(count)

        def in_turn():
            for _ in range(2):
                check("last", pool.apply(steps, (count,)), last)

        def at_once():
            check("last", pool.map(steps, [count, count], chunksize=1), [last, last])

        show_speed_up(in_turn, at_once)
