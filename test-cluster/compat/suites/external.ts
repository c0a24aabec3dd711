import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { boundMs } from '../../src/bounds.js';

/**
 * Programs of other projects: what must be on the machine, where the rest is installed and compiled, and how one of
 * them is run to its end. Nothing of theirs is committed; `.ci/run` installs what comes from the system's packages.
 */
export const CACHE_FOLDER =
  process.env['DRAVE_COMPAT_CACHE'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'drave', 'compat');
const headerFolders = [
  '/usr/include',
  '/usr/local/include',
  `/usr/include/${arch() === 'x64' ? 'x86_64' : 'aarch64'}-linux-gnu`,
];
export const INSTALL_TIMEOUT_MS = boundMs(15 * 60_000, 'an installation');

export interface Requirements {
  readonly commands?: readonly string[];
  /** C headers, such as `zstd.h`. */
  readonly headers?: readonly string[];
  /** Modules that the system's own Python must be able to import. */
  readonly pythonModules?: readonly string[];
  /** The oldest Go that will do, such as `1.26`. */
  readonly go?: string;
  /** Where to get what is missing, unless `npm run clients` installs it. */
  readonly from?: string;
}

/** The Python that Debian's packages belong to, whatever else comes first in the path. */
export const SYSTEM_PYTHON = '/usr/bin/python3';

/**
 * False when the machine lacks something. The run tells at its end what was left out for that reason, so that a client
 * cannot go untested unnoticed.
 */
export async function isRunnable(client: string, requirements: Requirements): Promise<boolean> {
  const missing = [
    ...(requirements.commands ?? []).filter((command) => !isCommand(command)),
    ...(requirements.headers ?? []).filter((header) => !isHeader(header)),
    ...(await missingModules(requirements.pythonModules ?? [])),
    ...(await missingGo(requirements.go)),
  ];
  if (missing.length === 0) return true;
  const { from = 'npm run clients installs it' } = requirements;
  console.log(`left out: ${client}: this machine lacks ${missing.join(', ')}; ${from}`);
  return false;
}

function isCommand(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}

function isHeader(header: string): boolean {
  return headerFolders.some((folder) => existsSync(join(folder, header)));
}

async function missingModules(modules: readonly string[]): Promise<readonly string[]> {
  if (modules.length === 0) return [];
  if (!existsSync(SYSTEM_PYTHON)) return [SYSTEM_PYTHON];
  const results = await Promise.all(
    modules.map((module) =>
      run([SYSTEM_PYTHON, '-c', `import ${module}`], { timeoutMs: boundMs(30_000, 'a look for a Python module') }),
    ),
  );
  return modules.filter((_, index) => results[index]?.exitCode !== 0).map((module) => `Python's ${module}`);
}

async function missingGo(wanted: string | undefined): Promise<readonly string[]> {
  if (wanted === undefined) return [];
  const lacks = [`Go ${wanted}`];
  if (!isCommand('go')) return lacks;
  const { stdout } = await run(['go', 'env', 'GOVERSION'], { timeoutMs: boundMs(30_000, 'a look for Go') });
  const [major = 0, minor = 0] = stdout.replace(/^go/, '').split('.').map(Number);
  const [majorMin = 0, minorMin = 0] = wanted.split('.').map(Number);
  return major > majorMin || (major === majorMin && minor >= minorMin) ? [] : lacks;
}

interface NpmInstallation {
  /** Names the folder in the cache; carries the versions. */
  readonly name: string;
  /** Exact versions, such as `mocha@10.8.2`. */
  readonly packages: readonly string[];
  /** Whether the packages may compile what they bring. */
  readonly compiles: boolean;
  /** C headers that decide what is compiled: what was built without one is built anew when it is there. */
  readonly headers?: readonly string[];
  /** Further work in the folder after the install, such as one more `make`. */
  readonly finish?: (folder: string, logFile: string) => Promise<void>;
}

/** Installs from npm into a folder of the user's cache, once; resolves with the folder. */
export async function installed(installation: NpmInstallation): Promise<string> {
  const folder = join(CACHE_FOLDER, folderName(installation));
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const logFile = join(folder, 'install.log');
  console.log(`installing ${installation.packages.join(', ')} into ${folder}`);
  const npm = ['npm', 'install', '--no-audit', '--no-fund', '--engine-strict=false', '--foreground-scripts'];
  const scripts = `--ignore-scripts=${!installation.compiles}`;
  await runOrThrow([...npm, scripts, ...installation.packages], { folder, logFile, timeoutMs: INSTALL_TIMEOUT_MS });
  await installation.finish?.(folder, logFile);
  writeFileSync(complete, '');
  return folder;
}

interface MavenInstallation {
  /** Names the folder in the cache; carries the version. */
  readonly name: string;
  /** Each `group:artifact:version`. */
  readonly artifacts: readonly string[];
  /** What they depend on and is not needed, as `group:artifact`. */
  readonly exclusions?: readonly string[];
}

/**
 * Has Maven gather artifacts and what they depend on in a folder of the user's cache, once; resolves with the folder.
 */
export async function installedFromMaven({ name, artifacts, exclusions = [] }: MavenInstallation): Promise<string> {
  const folder = join(CACHE_FOLDER, name);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const excluded = exclusions.map((one) => {
    const [groupId, artifactId] = one.split(':');
    return `<exclusion><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId></exclusion>`;
  });
  const dependencies = artifacts.map((artifact) => {
    const [group, id, version] = artifact.split(':');
    const what = `<groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version>`;
    return `<dependency>${what}<exclusions>${excluded.join('')}</exclusions></dependency>`;
  });
  const project = [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>drave</groupId><artifactId>compat</artifactId><version>1</version><packaging>pom</packaging>',
    `<dependencies>${dependencies.join('')}</dependencies></project>`,
  ];
  writeFileSync(join(folder, 'pom.xml'), project.join('\n'));
  const logFile = join(folder, 'install.log');
  console.log(`installing ${artifacts.join(', ')} into ${folder}`);
  const maven = ['mvn', '--batch-mode', 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
  await runOrThrow(maven, { folder, logFile, timeoutMs: INSTALL_TIMEOUT_MS });
  writeFileSync(complete, '');
  return folder;
}

/** Carries everything on which the outcome of the compilation depends. */
function folderName({ name, headers = [] }: NpmInstallation): string {
  const found = headers.filter(isHeader).map((header) => header.replace(/[/.].*$/, ''));
  const parts = [name, ...found, `node${process.versions.node.split('.')[0]}`, arch()];
  return parts.join('-');
}

interface RunOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Everything printed goes there, and is not returned. */
  readonly logFile?: string;
  readonly input?: string;
  /** Aborted, the program is killed with everything that it started. */
  readonly signal?: AbortSignal;
  /** Gets each line of the standard output as it is printed; none of them is in the result then. */
  readonly onLine?: (line: string) => void;
}

interface RunResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Process groups of programs that run: they end with the process that tests them, however it ends. */
const groups = new Set<number>();
process.once('exit', endGroups);
process.once('SIGTERM', () => {
  endGroups();
  process.exit(143);
});

function endGroups(): void {
  for (const group of groups) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch (reason) {
      // The group has ended a moment ago, and its end has not been reported yet.
      if ((reason as NodeJS.ErrnoException).code !== 'ESRCH') throw reason;
    }
  }
}

/** A program whose standard input is still open. */
export interface Running {
  readonly ended: Promise<RunResult>;
  endInput(text?: string): void;
  /** For everything that it started, too. */
  signal(name: NodeJS.Signals): void;
}

/** Runs a program to its end; past its time it is killed, with everything that it started. */
export function run(command: readonly string[], options: RunOptions): Promise<RunResult> {
  const running = start(command, options);
  running.endInput(options.input);
  return running.ended;
}

/** Starts a program that takes its time; past `timeoutMs` it is killed. */
export function start(command: readonly string[], options: RunOptions): Running {
  const [program = '', ...parameters] = command;
  const child = spawn(program, parameters, {
    cwd: options.folder,
    env: { ...withoutCi(process.env), ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: 'a' });
  const printed = { stdout: '', stderr: '' };
  const take = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    if (log === undefined) printed[stream] += chunk.toString('utf8');
    else log.write(chunk);
  };
  if (options.onLine === undefined) child.stdout.on('data', take('stdout'));
  else createInterface({ input: child.stdout }).on('line', options.onLine);
  child.stderr.on('data', take('stderr'));
  // A program that ends without reading its input is judged by its exit code.
  child.stdin.on('error', () => undefined);
  if (child.pid !== undefined) groups.add(child.pid);
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && groups.has(child.pid)) process.kill(-child.pid, name);
  };
  const kill = (): void => signal('SIGKILL');
  const ended = new Promise<RunResult>((resolve, reject) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, options.timeoutMs);
    options.signal?.addEventListener('abort', kill);
    const forget = (): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', kill);
    };
    child.on('error', (reason) => {
      forget();
      reject(reason);
    });
    child.on('exit', () => groups.delete(child.pid ?? 0));
    child.on('close', (exitCode, signal) => {
      forget();
      log?.end();
      resolve({ exitCode, signal, timedOut, ...printed });
    });
  });
  return { ended, signal, endInput: (text = '') => child.stdin.end(text) };
}

export async function runOrThrow(command: readonly string[], options: RunOptions): Promise<string> {
  const result = await run(command, options);
  if (result.exitCode === 0) return result.stdout;
  const how = result.timedOut
    ? `did not end within ${options.timeoutMs} ms`
    : `ended with ${result.exitCode ?? result.signal}`;
  const where = options.logFile === undefined ? `\n${result.stdout}${result.stderr}` : `; see ${options.logFile}`;
  throw new Error(`${command.slice(0, 4).join(' ')} … ${how}${where}`);
}

/** Some suites behave differently in continuous integration; here they behave alike everywhere. */
function withoutCi(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { CI: _, ...rest } = environment;
  return rest;
}
