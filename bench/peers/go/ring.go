// 503 goroutines in a ring hand a number on, which each of them makes smaller by one.
package main

const size = 503

func hops(n int) float64 {
	var channels [size]chan int
	for i := range channels {
		channels[i] = make(chan int)
	}
	end := make(chan int)
	sum := 0 // only who holds the number touches it
	for i := range channels {
		go func(i int, from, to chan int) {
			for {
				left := <-from
				sum += left
				if left == 0 {
					end <- i
					return
				}
				to <- left - 1
			}
		}(i, channels[i], channels[(i+1)%size])
	}
	start := now()
	channels[0] <- n
	last := <-end
	took := now() - start
	check("last", last, n%size)
	check("sum", sum, sumTo(n+1))
	return nsEach(took, n)
}

func main() {
	n := count()
	hops(n / 4)
	print("hop", hops(n), "ns")
}
