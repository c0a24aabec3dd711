import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from './bounds.js';

/** The package that people install, packed and installed in an empty directory, and used there as they do. */
const repository = fileURLToPath(new URL('../..', import.meta.url));
const unpackedBytesMax = 15_000_000;
const run = promisify(execFile);
let folder: string;
let archive: string;
let manifest: PackedManifest;

interface PackedManifest {
  readonly version: string;
  readonly scripts?: object;
  readonly bin: object;
  readonly dependencies: object;
  readonly optionalDependencies: object;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drave-package-'));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'scripts/package.ts', folder], {
    cwd: repository,
  });
  archive = stdout.trim();
  manifest = readManifest(join(repository, 'packages/drave/dist/package'));
  writeProject();
  // With `--prefer-offline` nothing is asked of a registry that is in npm's cache, where installing the repository puts
  // it. Scripts of libraries stay off, to see that none is needed.
  const quietly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quietly], { cwd: folder });
}, boundMs(120_000));
afterAll(() => rmSync(folder, { recursive: true }));

/** Libraries are those of the lock file, of which npm takes what the package asks for. */
function writeProject(): void {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly link?: boolean; readonly resolved?: string; dev?: boolean }>>;
  };
  const libraries = Object.entries(lock.packages).flatMap(([path, { dev: _, ...library }]) =>
    path.startsWith('node_modules/') && library.link !== true && library.resolved === undefined
      ? [[path, library]]
      : [],
  );
  const resolved = `file:${basename(archive)}`;
  const { version, bin, dependencies, optionalDependencies } = manifest;
  const installed = { version, resolved, bin, dependencies, optionalDependencies };
  const project = { dependencies: { drave: resolved } };
  const packages = { '': project, ...Object.fromEntries(libraries), 'node_modules/drave': installed };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...project }));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
}

function readManifest(at: string): PackedManifest {
  return JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as PackedManifest;
}

/** Runs a file of this text in the project. */
async function script(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text);
  const { stdout } = await run(process.execPath, [name], { cwd: folder });
  return stdout;
}

const body = `
  const cluster = await startCluster({ controllers: 1, brokers: 3 });
  const client = connect({ bootstrap: cluster.grpcBootstrap });
  await client.admin().topics.create('orders', { partitions: 1, replicationFactor: 3 });
  const producer = client.producer();
  await producer.send({ topic: 'orders', value: 'before' });
  const [killed] = await cluster.kill('leader:orders/0');
  const { offset } = await producer.send({ topic: 'orders', value: 'after' });
  const consumer = client.consumer({ autoOffsetReset: 'earliest' });
  consumer.assign([{ topic: 'orders', partition: 0 }]);
  for await (const record of consumer) {
    console.log(\`\${record.offset} \${record.value}\`);
    if (record.offset === offset) break;
  }
  await client.close();
  await cluster.close();
  console.log(cluster.node(killed).state);
`;

describe('the package', () => {
  it('is what publint and Are The Types Wrong expect of one', async () => {
    const packed = readFileSync(archive);
    const tarball = packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.byteLength);
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages).toEqual([]);
    const { types, ...rest } = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
    expect(types).toEqual({ kind: 'included' });
    expect('problems' in rest && rest.problems).toEqual([]);
  });

  it('is small, has no script, and brings the protocol files', () => {
    const installed = join(folder, 'node_modules/drave');
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).map((name) => join(installed, name));
    const bytes = files.map((file) => statSync(file)).reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
    expect(bytes).toBeLessThan(unpackedBytesMax);
    expect(manifest.scripts).toBeUndefined();
    expect(readdirSync(join(installed, 'proto/drave'))).toContain('data');
    expect(readdirSync(join(installed, 'dist/console'))).toEqual(
      expect.arrayContaining(['index.html', 'index.html.br']),
    );
    expect(readFileSync(join(installed, 'README.md'), 'utf8')).not.toMatch(/\]\(\.\.?\//);
  });

  it('takes no more to import than to require: Node searches four megabytes for no names of exports', async () => {
    const spent = 'const { user, system } = process.cpuUsage(); console.log(user + system);';
    const attempts = [];
    for (let attempt = 0; attempt < 3; attempt++)
      attempts.push({
        imported: Number(await script('imported.mjs', `await import('drave/testing'); ${spent}`)),
        required: Number(await script('required.cjs', `require('drave/testing'); ${spent}`)),
      });
    const imported = Math.min(...attempts.map((one) => one.imported));
    const required = Math.min(...attempts.map((one) => one.required));
    // With the search it is 1.8, without it 1.0.
    expect(imported / required).toBeLessThan(1.4);
  });

  it('survives a killed leader as an ES module', async () => {
    const text = `import { connect } from 'drave';\nimport { startCluster } from 'drave/testing';\n${body}`;
    expect(await script('kill.mjs', text)).toBe('0 before\n1 after\ndown\n');
  });

  it('survives a killed leader as CommonJS', async () => {
    const imports = "const { connect } = require('drave');\nconst { startCluster } = require('drave/testing');";
    const text = `${imports}\nvoid (async () => {${body}})();`;
    expect(await script('kill.cjs', text)).toBe('0 before\n1 after\ndown\n');
  });

  it('is one and the same both ways', async () => {
    const text = `
      const required = require('drave');
      import('drave').then((imported) => {
        const names = Object.keys(required).filter((name) => required[name] !== imported[name]);
        console.log(required.connect.name, names.length);
      });`;
    expect(await script('same.cjs', text)).toBe('connect 0\n');
  });

  it('is the command, too', async () => {
    const env = { ...process.env, DRAVE_HOME: join(folder, 'home'), DRAVE_BOOTSTRAP: '' };
    mkdirSync(env.DRAVE_HOME);
    const drave = async (...parameters: readonly string[]): Promise<string> =>
      (await run(join(folder, 'node_modules/.bin/drave'), parameters, { env })).stdout;
    const { stdout } = await run('npx', ['drave', '--version'], { cwd: folder, env });
    expect(stdout).toBe(`${manifest.version}\n`);
    await drave('local', 'up', '-d', '--single');
    try {
      await drave('topic', 'create', 'orders', '-p', '1');
      await drave('produce', 'orders', 'sent');
      expect(await drave('consume', 'orders', '--offset', ':end')).toBe('sent\n');
      const [cluster] = JSON.parse(await drave('local', 'ps', '-o', 'json')) as readonly { readonly console: string }[];
      const page = await fetch(cluster?.console ?? '');
      expect([page.status, page.headers.get('content-encoding')]).toEqual([200, 'gzip']);
      expect(await page.text()).toContain('<script type="module" src="console-');
    } finally {
      await drave('local', 'down', '--all');
    }
  });

  it('does what the first hour tells people to type', async () => {
    const page = readFileSync(join(repository, 'docs/first-hour.md'), 'utf8');
    const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => lines);
    expect(blocks.length).toBeGreaterThan(1);
    const env = { ...process.env, DRAVE_HOME: join(folder, 'first-hour'), DRAVE_BOOTSTRAP: '' };
    mkdirSync(env.DRAVE_HOME);
    const program = ['set -euo pipefail', "trap 'npx drave local down --all' EXIT", ...blocks].join('\n');
    const { stdout } = await run('bash', ['-c', program], { cwd: folder, env });
    expect(stdout).toMatch(/^200$/m);
    expect(stdout).toMatch(/b\d died: \d+ acknowledged, \d+ read/);
  });

  it('has types that hold, libraries included', async () => {
    const text = `
      import { connect, type Client } from 'drave';
      import { startCluster, type LocalCluster } from 'drave/testing';
      export async function main(): Promise<number> {
        const cluster: LocalCluster = await startCluster({ controllers: 1, brokers: 3 });
        const client: Client = connect({ bootstrap: cluster.grpcBootstrap });
        const { offset } = await client.producer().send({ topic: 'orders', key: 'truck-7', value: 'v' });
        return offset;
      }`;
    const right = ['types.mts', 'types.cts'];
    const wrong = ['wrong.mts', 'wrong.cts'];
    for (const file of right) writeFileSync(join(folder, file), text);
    for (const file of wrong) writeFileSync(join(folder, file), text.replace("topic: 'orders'", 'topic: 7'));
    const compiler = join(repository, 'node_modules/typescript/bin/tsc');
    const settings = ['--strict', '--noEmit', '--module', 'node16', '--target', 'es2022'];
    const check = (files: readonly string[], checksLibraries: boolean) =>
      run(process.execPath, [compiler, ...settings, '--skipLibCheck', `${!checksLibraries}`, ...files], {
        cwd: folder,
      });
    await check(right, true);
    const refused = check(wrong, false);
    for (const file of wrong) await expect(refused).rejects.toMatchObject({ stdout: expect.stringContaining(file) });
  });
});
