// One goroutine to another, through a buffer of 100.
package main

func messages(n int) float64 {
	queue := make(chan int, 100)
	start := now()
	go func() {
		for i := 0; i < n; i++ {
			queue <- i
		}
	}()
	sum := 0
	for i := 0; i < n; i++ {
		sum += <-queue
	}
	took := now() - start
	check("sum", sum, sumTo(n))
	return nsEach(took, n)
}

func main() {
	n := count()
	messages(n / 4)
	print("message", messages(n), "ns")
}
