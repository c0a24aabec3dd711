import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Cli from '@drave/cli';
import { BUNDLE_MANIFEST_FILE, cacheFile, runBundle } from '@drave/env/bundle';
import { tuneHeap } from '@drave/node/process';
import { makeStarter } from './bundle/make-starter.js';
import { fingerprintOfModules, writeBundle } from './bundle/write-bundle.js';
import { root } from './workspace.js';

/**
 * Makes one file of each program that people wait for, in `dist/bundle` beside the modules it is made of, and V8's code
 * cache for it. A cache holds the functions that have run, so the bundles run once: the command starts a cluster.
 *
 * The manifests come last: a bundle without one does not exist.
 */
const before = fingerprintOfModules();
const node = await writeBundle('packages/node', 'process/main.js');
await makeStarter('packages/node/dist/bin.js', node.folder);
const cli = await writeBundle('packages/cli', 'main.js');
if (fingerprintOfModules() !== before) throw new Error('the modules changed while they were bundled: do it again');

const home = mkdtempSync(join(tmpdir(), 'drave-bundle-'));
try {
  process.env['DRAVE_HOME'] = home;
  await runOnce();
  const caches = readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.cache'))
    .map((file) => readFileSync(join(home, file)));
  // The active controller has run the most.
  const [largest] = caches.toSorted((one, other) => other.length - one.length);
  if (largest === undefined) throw new Error('no node left a code cache');
  writeFileSync(join(node.folder, cacheFile(node.manifest.name)), largest);
  proveTaken(largest);
} finally {
  rmSync(home, { recursive: true });
}
for (const { folder, manifest } of [node, cli]) {
  // Whole or not at all, however this process ends: a torn manifest would keep every node from starting.
  const file = join(folder, BUNDLE_MANIFEST_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** V8 refuses a cache without a word; every node would then be slow. */
function proveTaken(cache: Buffer): void {
  tuneHeap();
  const { script } = runBundle(node.folder, node.manifest.name, cache);
  if (script.cachedDataRejected !== false) throw new Error('a node would not take its code cache');
}

/** `drave local up` until it says what to try next; each node has both roles. */
async function runOnce(): Promise<void> {
  const { exports, script } = runBundle<typeof Cli>(cli.folder, cli.manifest.name, undefined);
  const warmNode = [join(root, 'scripts/bundle/warm-node.ts'), node.folder, node.manifest.name];
  const isUp = new AbortController();
  const said: string[] = [];
  const terminal: Cli.Terminal = {
    line(text) {
      said.push(text);
      if (!text.startsWith('try') || isUp.signal.aborted) return;
      writeFileSync(join(cli.folder, cacheFile(cli.manifest.name)), script.createCachedData());
      isUp.abort();
    },
    note: (text) => void said.push(text),
    status() {},
    async write() {},
    async *input() {},
    readFile: async () => Buffer.alloc(0),
    edit: async (text) => text,
    async *typedLines() {},
    size: () => ({ columns: 80, rows: 24 }),
    isInteractive: false,
    environment: process.env,
    directory: root,
    wallMs: () => performance.now(),
    machine: () => ({ nodeVersion: process.versions.node, openFilesMax: undefined }),
    interruption: () => isUp.signal,
    title() {},
    self: [process.execPath],
    reportToParent() {},
  };
  const runtime: Cli.CommandContext['runtime'] = async () => ({
    ...(await exports.localRuntime()),
    command: (configFile) => [process.execPath, ...process.execArgv, ...warmNode, configFile],
  });
  const cluster = ['--name', 'bundle', '--combined', '-c', '3', '--ports', 'auto'];
  // However busy the machine is that builds.
  const parameters = ['local', 'up', ...cluster, '--wait', '5m'];
  const exitCode = await exports.main(parameters, { terminal, runtime, version: '' });
  if (exitCode !== 0 || !isUp.signal.aborted) throw new Error(`the bundles do not run:\n${said.join('\n')}`);
}
