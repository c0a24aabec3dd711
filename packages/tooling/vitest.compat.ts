import { defineConfig } from 'vitest/config';
import { ByValue } from '../../scripts/testing/by-value.js';
import { resultsReporters } from '../../scripts/testing/results-reporter.js';

/** Other projects' clients and test suites against real nodes from `dist`, one file at a time. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test-cluster/compat/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    // Time limits are those of a normal machine; the runner makes them longer on a slower one.
    runner: new URL('../../scripts/testing/measured-runner.ts', import.meta.url).pathname,
    setupFiles: [
      new URL('../../scripts/testing/no-bare-patterns.ts', import.meta.url).pathname,
      new URL('../../scripts/testing/process-setup.ts', import.meta.url).pathname,
    ],
    sequence: { sequencer: ByValue },
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // The stream of @platformatic/kafka may ask for metadata while its consumer is closed, and throws where nothing can
    // catch it. What it had to show was shown by then.
    onUnhandledError: ({ message, code }) => !(message === 'Client is closed.' && code === 'PLT_KFK_NETWORK'),
    // What a long suite says comes while it runs.
    disableConsoleIntercept: true,
    reporters: ['verbose', ...resultsReporters()],
  },
});
