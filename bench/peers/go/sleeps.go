// Goroutines that each sleep until a deadline of their own, between one and three seconds from the start.
package main

import (
	"sync"
	"sync/atomic"
	"time"
)

// randomDelays are the same in every language: Park and Miller's generator.
func randomDelays(n, least int) []time.Duration {
	delays := make([]time.Duration, n)
	x := 1
	for i := range delays {
		x = x * 16807 % 2147483647
		delays[i] = time.Duration(least+x%(2*least)) * time.Millisecond
	}
	return delays
}

func batch(n, least int) (used, late time.Duration) {
	delays := randomDelays(n, least)
	last := time.Duration(0)
	for _, delay := range delays {
		if delay > last {
			last = delay
		}
	}
	var joined sync.WaitGroup
	var slept int64
	before, start := processor(), time.Now()
	joined.Add(n)
	for _, delay := range delays {
		go func(delay time.Duration) {
			time.Sleep(delay)
			atomic.AddInt64(&slept, 1)
			joined.Done()
		}(delay)
	}
	joined.Wait()
	took := time.Since(start)
	used = processor() - before
	check("slept", int(slept), n)
	return used, took - last
}

func main() {
	n := count()
	batch(n/100, 50)
	used, late := batch(n, 1000)
	print("processor time a sleep", nsEach(used, n)/1e3, "us")
	print("end after the last deadline", late.Seconds()*1e3, "ms")
}
