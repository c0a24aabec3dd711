import { defineConfig } from 'vitest/config';

/** Where the counts of passed and failed tests go, for the closing line of a run. */
const reportFile = process.env['DRAVE_TEST_REPORT'];
const report: ['json', { outputFile: string }][] =
  reportFile === undefined ? [] : [['json', { outputFile: reportFile }]];

/** Unit tests read sources through the `source` export condition; nothing needs a build. */
export default defineConfig({
  resolve: { conditions: ['source', 'import', 'module', 'default'] },
  ssr: { resolve: { conditions: ['source', 'import', 'module', 'default'] } },
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['packages/*/src/**/*.test.ts', 'scripts/*.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    reporters: ['default', ...report],
  },
});
