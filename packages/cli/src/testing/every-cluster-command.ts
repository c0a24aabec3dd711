import type { Command } from 'commander';
import { examplesOf, leavesOf, pathOf } from '../examples.js';
import { makeProgram } from '../program.js';
import { splitWords } from '../shell/split-words.js';
import { recordedTerminal } from './recorded-terminal.js';

/** A command that asks a cluster, with a command line that is right. */
export interface ClusterCommand {
  readonly path: string;
  /** The words of its first example, without those by which it goes on until it is interrupted. */
  readonly words: readonly string[];
}

/**
 * Every command that has the options by which a cluster is found, from the table of commands itself, so that a new one
 * is there without being listed. `except`: paths of those that are of another kind.
 */
export function everyClusterCommand(except: readonly string[]): readonly ClusterCommand[] {
  const runtime = (): Promise<never> => Promise.reject(new Error('no command here runs a node'));
  const { program } = makeProgram({ terminal: recordedTerminal(), runtime, version: '0' });
  const all = leavesOf(program).filter((command) => command.options.some(({ long }) => long === '--bootstrap'));
  const missing = except.filter((path) => !all.some((command) => pathOf(command) === path));
  if (missing.length > 0) throw new Error(`no command that asks a cluster is called ${missing.join(', ')}`);
  return all.flatMap((command) => (except.includes(pathOf(command)) ? [] : [clusterCommand(command)]));
}

function clusterCommand(command: Command): ClusterCommand {
  const path = pathOf(command);
  const example = examplesOf(command).find((line) => line.startsWith('drave '));
  if (example === undefined) throw new Error(`drave ${path} has no example that shows how it is used`);
  const words = splitWords(example).slice(1);
  return { path, words: words.filter((word) => !['-w', '--watch', '-f', '--follow'].includes(word)) };
}

/** What a command has told of itself at its end; a long wait is told of meanwhile, and is no part of that. */
export function withoutProgress(notes: readonly string[]): string[] {
  return notes.filter((note) => !note.includes('; still trying for '));
}
