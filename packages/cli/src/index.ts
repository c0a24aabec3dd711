export { localRuntime, main } from './main.js';
export type { CommandContext, Terminal } from './terminal.js';
