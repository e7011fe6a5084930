%% 503 processes in a ring hand a number on, which each of them makes smaller by one.
-module(ring).
-export([main/1]).

member(I, Main, Next) ->
    receive
        {next, Process} -> member(I, Main, Process);
        {0, Sum} -> Main ! {last, I, Sum};
        {Left, Sum} -> Next ! {Left - 1, Sum + Left}, member(I, Main, Next)
    end.

hops(N) ->
    Main = self(),
    Members = [spawn(fun() -> member(I, Main, none) end) || I <- lists:seq(0, 502)],
    [Member ! {next, Next} || {Member, Next} <- lists:zip(Members, tl(Members) ++ [hd(Members)])],
    Start = measure:now_ns(),
    hd(Members) ! {N, 0},
    {Last, Sum} = receive {last, I, S} -> {I, S} end,
    Took = measure:now_ns() - Start,
    [exit(Member, kill) || Member <- Members],
    measure:check(last, Last, N rem 503),
    measure:check(sum, Sum, measure:sum_to(N + 1)),
    Took / N.

main([_Variant, Count]) ->
    N = list_to_integer(Count),
    hops(N div 4),
    measure:print("hop", hops(N), "ns"),
    halt().
