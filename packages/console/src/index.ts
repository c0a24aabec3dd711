export { Console } from './console.js';
export type { FaultsPort } from './console-parts.js';
export type * from './contract.js';
export type { PageFile, PageFiles } from './http/page-files.js';
