import type { Plugin } from 'esbuild';

/** The node lies one folder above each bundle. */
const NODE_PROGRAM = `
  import { fileURLToPath } from 'node:url';
  export function nodeProgram() {
    return fileURLToPath(new URL('../node.cjs', import.meta.url));
  }`;

/** The page of the console lies beside the folder of the bundle. */
const PAGE_PLACE = `
  import { fileURLToPath } from 'node:url';
  export function pageFolder() {
    return fileURLToPath(new URL('../console/', import.meta.url));
  }`;

/** A module that looks for its neighbours in the workspace is another one in the package. */
export const packedModules: Plugin = {
  name: 'packed-modules',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]cluster[\\/]dist[\\/]process[\\/]node-program\.js$/ }, () => ({ contents: NODE_PROGRAM }));
    onLoad({ filter: /[\\/]node[\\/]dist[\\/]process[\\/]page-place\.js$/ }, () => ({ contents: PAGE_PLACE }));
  },
};
