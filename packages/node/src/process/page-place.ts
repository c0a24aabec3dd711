import { fileURLToPath } from 'node:url';

/**
 * Where the build has left the page of the console, as seen from here and from a bundle. In the package that people
 * install it lies elsewhere: `scripts/package/packed-modules.ts` has what stands there for this module.
 */
export function pageFolder(): string {
  return fileURLToPath(new URL('../../../console/page-dist/', import.meta.url));
}
