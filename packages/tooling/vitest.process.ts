import { defineConfig } from 'vitest/config';

/** Where the counts of passed and failed tests go, for the closing line of a run. */
const reportFile = process.env['DRAVE_TEST_REPORT'];
const report: ['json', { outputFile: string }][] =
  reportFile === undefined ? [] : [['json', { outputFile: reportFile }]];

/** Process tests spawn real nodes from `dist`, one file at a time: two cores carry one cluster. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test-cluster/src/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['verbose', ...report],
  },
});
