import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillComments } from './comments/fill.js';
import { readText, root, workFiles } from './workspace.js';

/** Fills comments of TypeScript and proto files (comments/fill). Paths given as parameters narrow it down. */
const paths = process.argv.slice(2);

for (const file of workFiles()) {
  if (!/\.(tsx?|proto)$/.test(file) || /\/generated\//.test(file)) continue;
  if (paths.length > 0 && !paths.some((path) => file.startsWith(path))) continue;
  const before = readText(file);
  const after = fillComments(before);
  if (after === before) continue;
  writeFileSync(join(root, file), after);
  console.log(`filled comments of ${file}`);
}
