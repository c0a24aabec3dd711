import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { DraveError, isError } from '@drave/base';
import { draveHome } from './cluster-directory.js';
import { isAlive, readIfThere } from './port-reservations.js';

const entryFile = z.object({
  name: z.string(),
  supervisorPid: z.int(),
  controlPort: z.int(),
  /** A process that can read the file may control the cluster; it is readable by its owner only. */
  token: z.string(),
  startedWallMs: z.number(),
});

/** A running local cluster, as other commands of the same user find it. */
export type RegistryEntry = z.infer<typeof entryFile>;

/** The list of running local clusters: a file each, gone with its supervisor. */
export class Registry {
  private readonly directory: string;

  constructor(directory: string = join(draveHome(), 'running')) {
    this.directory = directory;
  }

  /** @throws DraveError INVALID_CONFIG where nothing can be written. */
  add(entry: RegistryEntry): void {
    const file = this.file(entry.name);
    try {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.new`, JSON.stringify(entry), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (reason) {
      throw this.unusable('written', reason);
    }
  }

  remove(entry: RegistryEntry): void {
    if (this.read(`${entry.name}.json`)?.supervisorPid === entry.supervisorPid)
      rmSync(this.file(entry.name), { force: true });
  }

  /** Running clusters by name; what a dead supervisor left is cleared away. @throws DraveError INVALID_CONFIG. */
  list(): readonly RegistryEntry[] {
    const names = this.fileNames().filter((name) => name.endsWith('.json'));
    return names.toSorted().flatMap((name) => {
      const entry = this.read(name);
      if (entry !== undefined && isAlive(entry.supervisorPid)) return [entry];
      rmSync(join(this.directory, name), { force: true });
      return [];
    });
  }

  /** The named cluster, or the only one that runs. @throws DraveError INVALID_REQUEST. */
  find(name: string | undefined): RegistryEntry {
    const running = this.list();
    const names = running.map((entry) => entry.name).join(', ');
    if (name !== undefined) {
      const found = running.find((entry) => entry.name === name);
      if (found !== undefined) return found;
      const others = running.length === 0 ? 'none runs' : `running: ${names}`;
      throw new DraveError('INVALID_REQUEST', `no local cluster called '${name}' runs (${others}); see drave local ps`);
    }
    const [only] = running;
    if (only === undefined)
      throw new DraveError('INVALID_REQUEST', 'no local cluster runs; start one with drave local up');
    if (running.length > 1)
      throw new DraveError(
        'INVALID_REQUEST',
        `several local clusters run (${names}); choose one with --cluster <name>`,
      );
    return only;
  }

  private fileNames(): readonly string[] {
    try {
      return readdirSync(this.directory);
    } catch (reason) {
      // A user who has never started a cluster has no list of them.
      if (isError(reason) && 'code' in reason && reason.code === 'ENOENT') return [];
      throw this.unusable('read', reason);
    }
  }

  private unusable(what: 'read' | 'written', reason: unknown): DraveError {
    const why = isError(reason) ? reason.message : String(reason);
    return new DraveError(
      'INVALID_CONFIG',
      `the list of running clusters in '${this.directory}' cannot be ${what} (${why}); set DRAVE_HOME to a directory of yours`,
      { cause: reason },
    );
  }

  private file(name: string): string {
    return join(this.directory, `${name}.json`);
  }

  private read(fileName: string): RegistryEntry | undefined {
    const text = readIfThere(join(this.directory, fileName));
    if (text === undefined) return undefined;
    try {
      return entryFile.safeParse(JSON.parse(text)).data;
    } catch {
      // Half a file can only be the work of a dying supervisor; the caller clears it away.
      return undefined;
    }
  }
}
