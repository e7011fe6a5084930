// Goroutines that are all alive at once behind a gate, then joined.
package main

import (
	"runtime"
	"sync"
	"time"
)

func batch(n int, alive func()) time.Duration {
	var joined, waiting sync.WaitGroup
	gate := make(chan struct{})
	start := now()
	joined.Add(n)
	waiting.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			waiting.Done()
			<-gate
			joined.Done()
		}()
	}
	waiting.Wait()
	started := now() - start
	alive()
	again := now()
	close(gate)
	joined.Wait()
	return started + now() - again
}

func nothing() {}

// least gives the microseconds a goroutine in the quickest of several batches.
func least(times, n int) float64 {
	best := batch(n, nothing)
	for i := 1; i < times; i++ {
		if took := batch(n, nothing); took < best {
			best = took
		}
	}
	return nsEach(best, n) / 1e3
}

func main() {
	n := count()
	few := n / 100
	least(5, few)
	print("a task, of a hundredth", least(5, few), "us")
	before := resident()
	after := 0.0
	print("a task", nsEach(batch(n, func() { after = resident() }), n)/1e3, "us")
	print("resident", (after-before)/float64(n), "B")
	runtime.GC()
	print("a task, of a tenth", least(3, n/10), "us")
}
