import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Report, reportTo } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { type Column, columns, victimOf } from './kills.ts';
import { type History, Stage } from './stage.ts';
import { type Row, rows } from './waits.ts';

let reports: Report[] = [];
let reporter: ReturnType<typeof reportTo>;

before(() => {
  reporter = reportTo((report) => report.kind === 'slow' || reports.push(report));
});

after(() => {
  reportTo(reporter);
});

function play(row: Row, column: Column): Promise<History> {
  return runVirtually(function* () {
    const stage = new Stage();
    if (row.prepare) yield* row.prepare(stage);
    yield* column.play(stage, victimOf(row, column, stage), row);
    return yield* stage.history();
  });
}

function expected(row: Row, column: Column): History {
  const nothingLeft = { kills: [], state: 'not asked', waiting: 0, values: [], timers: 0 } as const;
  return { ...nothingLeft, ...column.expects(row) } as History;
}

for (const row of rows) {
  describe(`a task in ${row.title}, killed`, () => {
    for (const column of columns) {
      if (row.timeless && column.timed) continue;
      test(column.title, async () => {
        reports = [];
        const history = await play(row, column);
        assert.deepEqual(history, expected(row, column));
        const abandoned = column.cleanUp === 'hangs' ? ['abandoned'] : [];
        assert.deepEqual(
          reports.map(({ kind }) => kind),
          abandoned,
        );
      });
    }
  });
}
