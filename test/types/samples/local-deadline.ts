import { run, local, deadline, sleep, shield } from 'offshoot';
const trace = local('none');
await run(function* () {
  return yield* trace.run('abc', function* () {
    yield* shield(function* () {
      yield* sleep(1);
    });
    return yield* deadline(50, function* () {
      return trace.get().length;
    });
  });
});
