import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, workFiles } from './workspace.js';

/** `npm run generate`: every generator of a package, which is its `scripts/generate.ts`. */
const tsx = join(root, 'node_modules', '.bin', 'tsx');
for (const script of workFiles().filter((file) => /^packages\/[^/]+\/scripts\/generate\.ts$/.test(file))) {
  const { status, error } = spawnSync(tsx, [script], { cwd: root, stdio: 'inherit' });
  if (error !== undefined) console.error(`${script} did not start: ${error.message}`);
  if (status !== 0) {
    console.error(`${script} failed`);
    process.exitCode = 1;
  }
}
