import { consolePage, makePage } from './bundle/fresh-page.js';

/** Makes what a browser loads of the console, in `packages/console/page-dist`, and says how large the first view is. */
const { firstViewBytes } = await makePage(consolePage);
console.log(`console: ${(firstViewBytes / 1_000).toFixed(1)} kB for the first view, compressed`);
