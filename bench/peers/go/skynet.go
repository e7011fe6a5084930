// A tree of goroutines, ten to each; every leaf sends its number up, every node the sum.
package main

func node(up chan int, from, leaves int) {
	if leaves == 1 {
		up <- from
		return
	}
	below := make(chan int)
	share := leaves / 10
	for i := 0; i < 10; i++ {
		go node(below, from+i*share, share)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-below
	}
	up <- sum
}

func tree(leaves int) float64 {
	root := make(chan int)
	start := now()
	go node(root, 0, leaves)
	sum := <-root
	took := now() - start
	check("sum", sum, sumTo(leaves))
	return took.Seconds() * 1e3
}

func main() {
	n := count()
	tree(n / 10)
	print("the tree", tree(n), "ms")
}
