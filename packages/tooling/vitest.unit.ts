import { defineConfig } from 'vitest/config';

/** Unit tests read sources through the `source` export condition; nothing needs a build. */
export default defineConfig({
  resolve: { conditions: ['source', 'import', 'module', 'default'] },
  ssr: { resolve: { conditions: ['source', 'import', 'module', 'default'] } },
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['packages/*/src/**/*.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    reporters: ['default'],
  },
});
