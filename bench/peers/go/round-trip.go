// Two goroutines over two unbuffered channels.
package main

func trips(n int) float64 {
	there, back := make(chan int), make(chan int)
	start := now()
	go func() {
		for i := 0; i < n; i++ {
			back <- <-there
		}
	}()
	sum := 0
	for i := 0; i < n; i++ {
		there <- i
		sum += <-back
	}
	took := now() - start
	check("sum", sum, sumTo(n))
	return nsEach(took, n)
}

func main() {
	n := count()
	trips(n / 4)
	print("round trip", trips(n), "ns")
}
