import { defineConfig } from 'vitest/config';
import { ByValue } from '../../scripts/testing/by-value.js';
import { replacedModules } from '../../scripts/testing/replaced-module.js';
import { resultsReporters } from '../../scripts/testing/results-reporter.js';

/** Unit tests read sources through the `source` export condition; nothing needs a build. */
export default defineConfig({
  plugins: replacedModules(),
  resolve: { conditions: ['source', 'import', 'module', 'default'] },
  ssr: { resolve: { conditions: ['source', 'import', 'module', 'default'] } },
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['packages/*/{src,page}/**/*.test.ts', 'scripts/*.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    setupFiles: [new URL('../../scripts/testing/no-bare-patterns.ts', import.meta.url).pathname],
    // Time limits are those of a normal machine; the runner makes them longer on a slower one.
    runner: new URL('../../scripts/testing/measured-runner.ts', import.meta.url).pathname,
    sequence: { sequencer: ByValue },
    testTimeout: 20_000,
    reporters: ['default', ...resultsReporters()],
  },
});
