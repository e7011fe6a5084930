// Two jobs that only count, by two goroutines: one after the other, and at once.
package main

import "time"

func steps(n int) int {
	x := 1
	for i := 0; i < n; i++ {
		x = (x * 16807) % 2147483647
	}
	return x
}

func quickest(work func()) float64 {
	least := time.Duration(1 << 62)
	for round := 0; round < 5; round++ {
		start := time.Now()
		work()
		if took := time.Since(start); took < least {
			least = took
		}
	}
	return float64(least.Nanoseconds()) / 1e6
}

func main() {
	n := count()
	jobs, results := make(chan int), make(chan int)
	for i := 0; i < 2; i++ {
		go func() {
			for n := range jobs {
				results <- steps(n)
			}
		}()
	}
	last := steps(n)
	turns := quickest(func() {
		for i := 0; i < 2; i++ {
			jobs <- n
			check("last", <-results, last)
		}
	})
	once := quickest(func() {
		jobs <- n
		jobs <- n
		check("last", <-results, last)
		check("last", <-results, last)
	})
	print("in turn", turns, "ms")
	print("at once", once, "ms")
	print("speed-up", turns/once, "x")
}
