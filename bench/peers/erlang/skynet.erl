%% A tree of processes, ten to each; every leaf sends its number up, every node the sum.
-module(skynet).
-export([main/1]).

node(Up, From, 1) -> Up ! From;
node(Up, From, Leaves) ->
    Self = self(),
    Share = Leaves div 10,
    [spawn(fun() -> node(Self, From + I * Share, Share) end) || I <- lists:seq(0, 9)],
    Up ! gather(10, 0).

gather(0, Sum) -> Sum;
gather(Left, Sum) -> receive Number -> gather(Left - 1, Sum + Number) end.

tree(Leaves) ->
    Self = self(),
    Start = measure:now_ns(),
    spawn(fun() -> node(Self, 0, Leaves) end),
    Sum = receive Number -> Number end,
    Took = measure:now_ns() - Start,
    measure:check(sum, Sum, measure:sum_to(Leaves)),
    Took / 1.0e6.

main([_Variant, Count]) ->
    N = list_to_integer(Count),
    tree(N div 10),
    measure:print("the tree", tree(N), "ms"),
    halt().
