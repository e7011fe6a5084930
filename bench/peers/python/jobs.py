"""multiprocessing.Pool: two processes, all jobs at once."""
from multiprocessing import Pool
from measure import check, count, increment, now, show, sum_to


def jobs(pool):
    results = [pool.apply_async(increment, (i,)) for i in range(count)]
    check("sum", sum(result.get() for result in results), sum_to(count) + count)


if __name__ == "__main__":
    with Pool(2) as pool:
        jobs(pool)
        start = now()
        jobs(pool)
        show("job", (now() - start) * 1e6 / count, "us")
