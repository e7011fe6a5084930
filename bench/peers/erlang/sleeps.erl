%% Processes that each sleep until a deadline of their own, between one and three seconds from the start.
-module(sleeps).
-export([main/1]).

%% The same in every language: Park and Miller's generator.
delays(0, _, _, Delays) -> Delays;
delays(N, X, Least, Delays) ->
    Next = X * 16807 rem 2147483647,
    delays(N - 1, Next, Least, [Least + Next rem (2 * Least) | Delays]).

sleeper(Main, Ms) ->
    receive after Ms -> Main ! slept end.

batch(N, Least) ->
    Delays = lists:reverse(delays(N, 1, Least, [])),
    Last = lists:max(Delays),
    Main = self(),
    {Before, _} = erlang:statistics(runtime),
    Start = erlang:monotonic_time(nanosecond),
    [spawn(fun() -> sleeper(Main, Ms) end) || Ms <- Delays],
    wait(N),
    Took = (erlang:monotonic_time(nanosecond) - Start) / 1.0e6,
    {After, _} = erlang:statistics(runtime),
    {After - Before, Took - Last}.

wait(0) -> ok;
wait(N) -> receive slept -> wait(N - 1) end.

main([_Variant, Count]) ->
    N = list_to_integer(Count),
    batch(N div 100, 50),
    {Used, Late} = batch(N, 1000),
    measure:print("processor time a sleep", Used * 1000 / N, "us"),
    measure:print("end after the last deadline", Late, "ms"),
    halt().
