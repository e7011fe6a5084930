// One goroutine receives from the first of four unbuffered channels, with a sender at each.
package main

func messages(n int) float64 {
	var sources [4]chan int
	for i := range sources {
		sources[i] = make(chan int)
	}
	each := n / 4
	start := now()
	for _, source := range sources {
		go func(source chan int) {
			for i := 0; i < each; i++ {
				source <- i
			}
		}(source)
	}
	sum := 0
	for i := 0; i < n; i++ {
		select {
		case value := <-sources[0]:
			sum += value
		case value := <-sources[1]:
			sum += value
		case value := <-sources[2]:
			sum += value
		case value := <-sources[3]:
			sum += value
		}
	}
	took := now() - start
	check("sum", sum, 4*sumTo(each))
	return nsEach(took, n)
}

func main() {
	n := count()
	messages(n / 4)
	print("message", messages(n), "ns")
}
