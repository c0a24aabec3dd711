export { CoreHarness, type CoreHarnessOptions } from './core-harness.js';
