"""multiprocessing.Pool.map over numbers, in chunks of as many as the variant says."""
from multiprocessing import Pool
from measure import check, count, increment, now, show, sum_to, variant

if __name__ == "__main__":
    with Pool(2) as pool:
        numbers = list(range(count))
        pool.map(increment, numbers[: count // 4], chunksize=int(variant))
        start = now()
        results = pool.map(increment, numbers, chunksize=int(variant))
        took = now() - start
        check("sum", sum(results), sum_to(count) + count)
        show("item", took * 1e9 / count, "ns")
