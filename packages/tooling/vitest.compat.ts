import { defineConfig } from 'vitest/config';

/** Where the counts of passed and failed tests go, for the closing line of a run. */
const reportFile = process.env['DRAVE_TEST_REPORT'];
const report: ['json', { outputFile: string }][] =
  reportFile === undefined ? [] : [['json', { outputFile: reportFile }]];

/** Other projects' clients and test suites against real nodes from `dist`, one file at a time. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test-cluster/compat/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // What a long suite says comes while it runs.
    disableConsoleIntercept: true,
    reporters: ['verbose', ...report],
  },
});
