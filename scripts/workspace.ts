import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the house checks know of the repository: its packages, its files, and what each module imports. */
export const root = process.env['DRAVE_CHECK_ROOT'] ?? join(dirname(fileURLToPath(import.meta.url)), '..');

export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly drave?: { readonly rank?: number };
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  /** Folder, relative to the root. */
  readonly folder: string;
  readonly manifest: PackageManifest;
  /** Undefined for a package without code (tooling). */
  readonly rank: number | undefined;
  /** TypeScript sources, relative to the root, generated ones included. */
  readonly sources: readonly string[];
}

interface ImportStatement {
  readonly specifier: string;
  readonly line: number;
}

/** Every file of the work tree that git tracks or would track, relative to the root, with '/' between parts. */
export function workFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(join(root, file))).toSorted();
}

export function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export function readJson<T>(file: string): T {
  return JSON.parse(readText(file)) as T;
}

export function readPackages(files: readonly string[]): readonly Package[] {
  return files
    .filter((file) => /^(packages\/[^/]+|test-cluster)\/package\.json$/.test(file))
    .map((file) => {
      const folder = posix.dirname(file);
      const manifest = readJson<PackageManifest>(file);
      const sources = files.filter((source) => source.startsWith(`${folder}/`) && /\.tsx?$/.test(source));
      return { folder, manifest, rank: manifest.drave?.rank, sources };
    });
}

/** Statements start a line, because the formatter is part of the checks; so text inside comments never matches. */
export function importsOf(text: string): readonly ImportStatement[] {
  const patterns = [
    /^\s*(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'/gm,
    /^\s*import\s*'([^']+)'/gm,
    /\b(?:import|require)\(\s*'([^']+)'\s*\)/g,
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      specifier: match[1] ?? '',
      line: lineOf(text, match.index + match[0].length),
    })),
  );
}

/** The source file behind a relative import (`./x.js` is `./x.ts`); undefined when there is none. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(from), specifier);
  const candidates = [
    target.replace(/\.js$/, '.ts'),
    target.replace(/\.js$/, '.tsx'),
    target.replace(/\.mjs$/, '.mts'),
    target,
  ];
  return candidates.find((candidate) => existsSync(join(root, candidate)));
}

/** The source file behind one entry of `exports` or `bin`, by its `dist` path. */
export function sourceOfDist(folder: string, target: string): string {
  return posix.join(folder, target.replace(/^\.\/dist\//, './src/').replace(/(\.d)?\.(js|ts)$/, '.ts'));
}

export function isTestOnly(file: string): boolean {
  return /\.test\.ts$/.test(file) || /\/src\/(.+\/)?(testing|conformance)\//.test(file);
}

export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Prints the findings and ends the process when there are any. */
export function finish(check: string, looked: string, problems: readonly string[]): void {
  for (const problem of problems) console.error(`  ${problem}`);
  if (problems.length > 0) {
    console.error(`${check}: ${problems.length} problem${problems.length === 1 ? '' : 's'} (${looked})`);
    process.exitCode = 1;
    return;
  }
  console.log(`${check}: fine (${looked})`);
}
