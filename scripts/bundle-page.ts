import { join } from 'node:path';
import { writePage } from './bundle/write-page.js';
import { root } from './workspace.js';

/** Makes what a browser loads of the console, in `packages/console/page-dist`, and says how large the first view is. */
const { firstViewBytes } = await writePage(join(root, 'packages/console/page-dist'));
console.log(`console: ${(firstViewBytes / 1_000).toFixed(1)} kB for the first view, compressed`);
