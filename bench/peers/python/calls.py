"""multiprocessing.Pool: one process, calls one after the other."""
from multiprocessing import Pool
from measure import check, count, increment, now, show, sum_to


def calls(pool, n):
    check("sum", sum(pool.apply(increment, (i,)) for i in range(n)), sum_to(n) + n)


if __name__ == "__main__":
    with Pool(1) as pool:
        calls(pool, count // 4)
        start = now()
        calls(pool, count)
        show("call", (now() - start) * 1e6 / count, "us")
