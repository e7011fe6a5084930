%% What every Erlang program of a row shares.
-module(measure).
-export([print/3, check/3, sum_to/1, now_ns/0]).

print(Metric, Value, Unit) ->
    io:format("{\"metric\":\"~s\",\"value\":~f,\"unit\":\"~s\"}~n", [Metric, float(Value), Unit]).

%% What was carried adds up, or the program ends with an error.
check(_, Same, Same) -> ok;
check(What, Got, Wanted) -> error({What, Got, 'instead of', Wanted}).

sum_to(N) -> N * (N - 1) div 2.

%% The clock on the wall; with BENCH_CLOCK=processor, the time that the processor spent on this process.
now_ns() ->
    case os:getenv("BENCH_CLOCK") of
        "processor" -> {Ms, _} = erlang:statistics(runtime), Ms * 1000000;
        _ -> erlang:monotonic_time(nanosecond)
    end.
