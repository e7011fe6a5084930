// What every Go program of a row shares; it is compiled together with each of them.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var began = time.Now()

// now is the clock on the wall; with BENCH_CLOCK=processor, the time that the processor spent on this
// process.
func now() time.Duration {
	if os.Getenv("BENCH_CLOCK") == "processor" {
		return processor()
	}
	return time.Since(began)
}

func processor() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// count is how often the work is to be done.
func count() int {
	n, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	return n
}

func print(metric string, value float64, unit string) {
	fmt.Printf("{\"metric\":%q,\"value\":%g,\"unit\":%q}\n", metric, value, unit)
}

// check fails unless what was carried adds up.
func check(what string, got, wanted int) {
	if got != wanted {
		panic(fmt.Sprintf("%s: %d instead of %d", what, got, wanted))
	}
}

// sumTo is the sum of 0 to n - 1.
func sumTo(n int) int { return n * (n - 1) / 2 }

func nsEach(took time.Duration, n int) float64 { return float64(took.Nanoseconds()) / float64(n) }

// resident is the memory of this process that is in use, in bytes.
func resident() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			kilobytes, _ := strconv.Atoi(strings.Fields(line)[1])
			return float64(kilobytes) * 1024
		}
	}
	panic("no VmRSS in /proc/self/status")
}
