import { existsSync, readFileSync } from 'node:fs';

/** Where each line of a bundle comes from: `sources[lines[2 * n]]`, line `lines[2 * n + 1]`, for its line n + 1. */
export interface SourceLines {
  readonly sources: readonly string[];
  /** A source of -1 is a line of the bundler's own. */
  readonly lines: readonly number[];
}

/**
 * Stack traces of errors name the sources, not the lines of the bundle. The table is read when the first stack is asked
 * for: a node that never fails never pays for it.
 */
export function pointStacksAtSources(bundleFile: string, tableFile: string): void {
  let table: SourceLines | undefined;
  const inBundle = `${bundleFile}:`;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => {
      const text = String(site);
      if (!text.includes(inBundle)) return text;
      table ??= readTable(tableFile);
      return sourceFrame(text, inBundle, table);
    });
    return [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${frame}`)].join('\n');
  };
}

/** Nothing when another build has replaced the bundle since this process began. */
function readTable(file: string): SourceLines {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SourceLines) : { sources: [], lines: [] };
}

/** `step (…/bundle.cjs:10:3)` as `step (packages/raft/src/core/core.ts:7)`. */
function sourceFrame(frame: string, inBundle: string, { sources, lines }: SourceLines): string {
  const start = frame.indexOf(inBundle);
  const position = /^(\d+):\d+/.exec(frame.slice(start + inBundle.length));
  const line = Number(position?.[1]);
  const source = sources[lines[2 * (line - 1)] ?? -1];
  if (position === null || source === undefined) return frame;
  const end = start + inBundle.length + position[0].length;
  return `${frame.slice(0, start)}${source}:${lines[2 * line - 1]}${frame.slice(end)}`;
}
