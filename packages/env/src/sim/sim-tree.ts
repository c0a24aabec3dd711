import { DraveError } from '@drave/base';
import { chance, type SeededRandom } from '../seeded-random.js';
import { type LossConditions, SimFile } from './sim-file.js';

class SimDirectory {
  readonly kind = 'directory';
  modifiedWallMs = 0;
  /** What every process sees. */
  entries = new Map<string, SimNode>();
  /** What is found after a power loss. */
  durable = new Map<string, SimNode>();
}

export type SimNode = SimFile | SimDirectory;

interface NameChange {
  readonly directory: SimDirectory;
  readonly name: string;
  /** What the name leads to; undefined removes the name. */
  readonly node: SimNode | undefined;
}

/** One atomic entry of the file system's journal: a creation, a removal, or a rename with both its sides. */
interface JournalEntry {
  readonly changes: readonly NameChange[];
}

/** Names of files and directories; changes to them are durable only after the directory is synced. */
export class SimTree {
  root = new SimDirectory();
  private journal: JournalEntry[] = [];

  find(path: string): SimNode | undefined {
    let node: SimNode | undefined = this.root;
    for (const part of partsOf(path)) {
      if (node?.kind !== 'directory') return undefined;
      node = node.entries.get(part);
    }
    return node;
  }

  createFile(path: string): SimFile {
    const { directory, name } = this.parent(path);
    const file = new SimFile();
    this.change([{ directory, name, node: file }]);
    return file;
  }

  makeDirectory(path: string): void {
    let directory = this.root;
    for (const name of partsOf(path)) {
      let next = directory.entries.get(name);
      if (next === undefined) {
        next = new SimDirectory();
        this.change([{ directory, name, node: next }]);
      }
      if (next.kind !== 'directory') throw errno('ENOTDIR', path, 'a part of the path is a file');
      directory = next;
    }
  }

  rename(from: string, to: string): void {
    const source = this.parent(from);
    const node = source.directory.entries.get(source.name);
    if (node === undefined) throw errno('ENOENT', from, 'nothing to rename');
    const target = this.parent(to);
    const replaced = target.directory.entries.get(target.name);
    if (replaced === node) return;
    if (replaced?.kind === 'directory') {
      if (node.kind === 'file') throw errno('EISDIR', to, 'a directory has this name');
      if (replaced.entries.size > 0) throw errno('ENOTEMPTY', to, 'the directory is not empty');
    } else if (replaced !== undefined && node.kind === 'directory') throw errno('ENOTDIR', to, 'a file has this name');
    this.change([
      { ...source, node: undefined },
      { ...target, node },
    ]);
  }

  /** Returns what was removed. */
  remove(path: string): SimNode | undefined {
    const parts = partsOf(path);
    const node = this.find(path);
    if (node === undefined || parts.length === 0) return undefined;
    this.change([{ ...this.parent(path), node: undefined }]);
    return node;
  }

  /** Removes the name durably at once; harmless where there is nothing. */
  forget(path: string): void {
    if (this.find(path) === undefined) return;
    const { directory, name } = this.parent(path);
    directory.entries.delete(name);
    directory.durable.delete(name);
    this.journal = this.journal.filter((entry) => !entry.changes.some((change) => change.directory === directory));
  }

  /** The names in this directory are durable, and whatever had to happen before them. */
  syncDirectory(directory: SimDirectory): void {
    const wanted = new Set([directory]);
    const needed = new Set<JournalEntry>();
    // The journal is read backwards: an entry is needed when a later needed one shares a directory with it.
    for (const entry of [...this.journal].reverse()) {
      if (!entry.changes.some((change) => wanted.has(change.directory))) continue;
      needed.add(entry);
      for (const change of entry.changes) wanted.add(change.directory);
    }
    for (const entry of this.journal) if (needed.has(entry)) commit(entry);
    this.journal = this.journal.filter((entry) => !needed.has(entry));
  }

  /** Power loss: of every directory's un-synced changes a prefix survives; a rename survives whole or not at all. */
  losePower(random: SeededRandom, conditions: LossConditions): void {
    const cut = new Set<SimDirectory>();
    for (const entry of this.journal) {
      const kept = chance(random, conditions.keepProbability);
      if (kept && !entry.changes.some((change) => cut.has(change.directory))) commit(entry);
      else for (const change of entry.changes) cut.add(change.directory);
    }
    this.journal = [];
    restore(this.root, random, conditions, new Set());
  }

  private parent(path: string): { directory: SimDirectory; name: string } {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) throw errno('EINVAL', path, 'the root cannot be changed');
    const directory = this.find(parts.join('/'));
    if (directory === undefined) throw errno('ENOENT', path, 'the parent directory does not exist');
    if (directory.kind !== 'directory') throw errno('ENOTDIR', path, 'the parent is a file');
    return { directory, name };
  }

  private change(changes: readonly NameChange[]): void {
    for (const { directory, name, node } of changes) {
      if (node === undefined) directory.entries.delete(name);
      else directory.entries.set(name, node);
    }
    this.journal.push({ changes });
  }
}

/** A path in its parts: '.' and a leading '/' mean the node's root. @throws DraveError INVALID_REQUEST on '..'. */
export function partsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new DraveError('INVALID_REQUEST', `'${path}' leaves the node's directory`);
  return parts;
}

/** The error a failed system call becomes. */
export function errno(code: string, path: string, text: string): DraveError {
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 'DISK_FULL' : 'KAFKA_STORAGE_ERROR';
  return new DraveError(kind, `${code}: ${text}: '${path}'`, { metadata: { errno: code, path } });
}

function commit(entry: JournalEntry): void {
  for (const { directory, name, node } of entry.changes) {
    if (node === undefined) directory.durable.delete(name);
    else directory.durable.set(name, node);
  }
}

/** What can be reached by durable names is what is there; every file in it suffers the loss once. */
function restore(directory: SimDirectory, random: SeededRandom, conditions: LossConditions, seen: Set<SimNode>): void {
  directory.entries = new Map(directory.durable);
  for (const name of [...directory.entries.keys()].sort()) {
    const node = directory.entries.get(name) as SimNode;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'file') node.losePower(random, conditions);
    else restore(node, random, conditions, seen);
  }
}
