import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRuntime, type LocalNode } from '@drave/cluster';
import type { NodeConfig } from '@drave/node';

/** A port that no process uses at the moment, for nodes that must say theirs beforehand. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** How one run of a node ended that was not meant to go on. */
interface NodeRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** How many lines stderr has: an error should be one. */
  readonly lines: number;
}

/** Runs a node with this configuration until it ends by itself; one that starts all the same is ended by its pipe. */
export async function runNode(configFile: string): Promise<NodeRun> {
  const [executable, ...parameters] = nodeRuntime.command(configFile);
  const child = spawn(executable, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    // It should not have started; a supervised node ends with its standard input.
    if (stdout.includes('"event":"ready"')) child.stdin.end();
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr, lines: stderr.trimEnd().split('\n').length };
}

export interface StartedNode {
  /** Base of its HTTP addresses. */
  readonly http: string;
  kill(): Promise<void>;
}

/** Runs a node that starts, whatever becomes of it; resolves with its ready line. */
export async function startNode(configFile: string): Promise<StartedNode> {
  const [executable, ...parameters] = nodeRuntime.command(configFile);
  const child = spawn(executable, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const line = await Promise.race([
    new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))),
    closed.then(([exitCode]) => {
      throw new Error(`the node ended with code ${exitCode}`);
    }),
  ]);
  const { endpoints } = JSON.parse(line) as { endpoints: { http: { host: string; port: number } } };
  return {
    http: `http://${endpoints.http.host}:${endpoints.http.port}`,
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** A folder for what a test makes. The caller removes it. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'drave-bad-input-'));
}

export function configOf(node: LocalNode): NodeConfig {
  return JSON.parse(readFileSync(node.configFile, 'utf8')) as NodeConfig;
}

/** The file of a node that a test runs by itself, whom no supervisor tells of faults. */
export function writeConfig(folder: string, config: string | object): string {
  const file = join(folder, 'node.json');
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify({ ...config, faults: undefined }));
  return file;
}

/** Every file below a folder with its size and time of change: two equal answers mean that nothing was touched. */
export function fingerprint(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return names
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');
}
