import { defineConfig } from 'vitest/config';
import { ByValue } from '../../scripts/testing/by-value.js';
import { resultsReporters } from '../../scripts/testing/results-reporter.js';

/** Process tests spawn real nodes from `dist`, one file at a time: two cores carry one cluster. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test-cluster/src/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    // Time limits are those of a normal machine; the runner makes them longer on a slower one.
    runner: new URL('../../scripts/testing/measured-runner.ts', import.meta.url).pathname,
    setupFiles: [
      new URL('../../scripts/testing/no-bare-patterns.ts', import.meta.url).pathname,
      new URL('../../scripts/testing/process-setup.ts', import.meta.url).pathname,
    ],
    sequence: { sequencer: ByValue },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['verbose', ...resultsReporters()],
  },
});
