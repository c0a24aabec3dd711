import { posix } from 'node:path';
import {
  finish,
  importsOf,
  lineOf,
  readJson,
  readPackages,
  readText,
  resolveRelative,
  sourceOfDist,
  workFiles,
  type PackageManifest,
} from './workspace.js';

/**
 * The style rules that no linter has. Function length is oxlint's (`max-lines-per-function`), format is biome's.
 * A rule that a file must break is changed here, in the open, never silenced in the file.
 */
const FILE_LINES_MAX = 600;
const LINE_LENGTH_MAX = 120;
const bannedNames = /^(utils?|helpers?|common|misc|shared|stuff)(\.test)?\.ts$/;
const SELF = 'scripts/tidy.ts';

interface TextRule {
  readonly pattern: RegExp;
  readonly appliesTo: RegExp;
  readonly except?: RegExp;
  readonly says: string;
}

const code = /\.(tsx?|proto|sh)$|^\.ci\/run$/;
const anyText = /\.(tsx?|css|html|js|json|md|proto|sh|yaml|yml|txt)$|^\.ci\/|^\.npmrc$/;
const rules: readonly TextRule[] = [
  {
    pattern: /\b(FIXME|TODO|XXX)\b/g,
    appliesTo: /\.(tsx?|md|proto|sh)$|^\.ci\/run$/,
    says: 'a leftover marker: do it or drop it',
  },
  {
    pattern: /\b(it|test|describe|suite)\.(only|skip|todo)\b/g,
    appliesTo: /\.tsx?$/,
    says: 'a focused or skipped test',
  },
  {
    pattern: /(?<![\w.$:~-])\/(?:home|Users|work|root|mnt)\/[\w.-]+/g,
    appliesTo: anyText,
    says: 'an absolute path of somebody’s machine',
  },
  {
    pattern: /https?:\/\/[^\s"'`)]*(?:registry|artifactory|verdaccio|nexus)[^\s"'`)]*/g,
    appliesTo: anyText,
    says: 'a package registry’s address',
  },
  {
    pattern: /"resolved": "https?:/g,
    appliesTo: /^package-lock\.json$/,
    says: 'a lock file that names a registry host',
  },
  {
    pattern: /\bnew Date\(\)|(?<![\w.])Date\(\)/g,
    appliesTo: /^packages\/.*\.tsx?$/,
    except: worldFiles(),
    says: 'the wall clock: use env.clock',
  },
  {
    pattern: /\bcatch \((?!reason\))\w+/g,
    appliesTo: /\.tsx?$/,
    says: 'what was caught has another name elsewhere: reason',
  },
  {
    pattern: moduleConstant(),
    appliesTo: /\.tsx?$/,
    except: /\.test\.ts$|\/(testing|fixtures)\//,
    says: 'a constant of the module is named in capitals',
  },
  {
    pattern: /instanceof Error\b/g,
    appliesTo: /^packages\/.*\.tsx?$/,
    except: /\.test\.ts$|^packages\/(bench|simulator)\/|\/(testing|generator)\//,
    says: 'an error of another realm is none of this one: use isError',
  },
  { pattern: /@ts-(ignore|nocheck|expect-error)/g, appliesTo: /\.tsx?$/, says: 'the type checker silenced' },
  {
    pattern: /(oxlint|eslint)-disable/g,
    appliesTo: /\.tsx?$/,
    says: 'the linter silenced: change .oxlintrc.json in the open',
  },
  { pattern: /^<{7} |^>{7} |^={7}$/gm, appliesTo: anyText, says: 'a merge conflict' },
];

const files = workFiles();
const problems: string[] = [];
let looked = 0;

for (const file of files) {
  if (isGenerated(file)) continue;
  if (bannedNames.test(posix.basename(file))) problems.push(`${file}: name it after what it holds`);
  if (!anyText.test(file)) continue;
  looked += 1;
  const text = readText(file);
  if (file !== SELF) for (const rule of rules) applyRule(rule, file, text);
  if (code.test(file)) checkLines(file, text);
  if (/\.test\.ts$/.test(file) && ![file, ...neighbours(file)].some(asserts))
    problems.push(`${file}: a test file that asserts nothing`);
}
checkDeadFiles();
if (looked === 0) problems.push('looked at no file at all: the check itself is broken');
finish('tidy', `${looked} files`, problems);

/** A constant at the top of a module whose value can be read off: a literal, or arithmetic with literals. */
function moduleConstant(): RegExp {
  const text = /'[^'\n]*'|true|false/.source;
  const arithmetic = /-?[\d(][\w.+*/ ()-]*|[A-Z][A-Z\d_]*(?: [*+/-] [\w().+*/ -]+)?/.source;
  const typed = /(?:: (?:number|string|bigint|boolean))?/.source;
  return new RegExp(`^(?:export )?const [a-z]\\w*${typed} = (?:${text}|${arithmetic})(?: as const)?;$`, 'gm');
}

function worldFiles(): RegExp {
  const folders = ['env/src/node', 'console/page', 'rpc/src/grpc', 'cluster/src/process', 'node/src/process', 'bench'];
  return new RegExp(`\\.test\\.ts$|^packages/(${folders.join('|')})/|/src/bin\\.ts$`);
}

/** By itself, or through what it imports: a suite may share its assertions. */
function asserts(file: string): boolean {
  return /\bexpect|\bassert|\/conformance'/.test(readText(file));
}

function isGenerated(file: string): boolean {
  return /\/generated\/|\/golden\/|\.golden$|\.snap$/.test(file);
}

function applyRule(rule: TextRule, file: string, text: string): void {
  if (!rule.appliesTo.test(file) || rule.except?.test(file) === true) return;
  for (const match of text.matchAll(rule.pattern))
    problems.push(`${file}:${lineOf(text, match.index)}: ${rule.says} (${match[0].slice(0, 60)})`);
}

function checkLines(file: string, text: string): void {
  const lines = text.split('\n');
  if (/\.tsx?$/.test(file) && lines.length - 1 > FILE_LINES_MAX)
    problems.push(`${file}: ${lines.length - 1} lines, at most ${FILE_LINES_MAX}`);
  /** Indentation of the table under a format exemption; the table ends with the closing bracket at that indentation. */
  let tableIndent: number | undefined;
  lines.forEach((line, index) => {
    const indent = line.length - line.trimStart().length;
    if (/biome-ignore format/.test(line)) tableIndent = indent;
    const exempt = tableIndent !== undefined;
    if (tableIndent === indent && /^[)\]}]/.test(line.trimStart())) tableIndent = undefined;
    if (!exempt && lengthWithoutMessages(line) > LINE_LENGTH_MAX)
      problems.push(`${file}:${index + 1}: ${line.length} characters, at most ${LINE_LENGTH_MAX}`);
  });
}

/** A message stays on one line, so that it can be found by searching for it; the code around it obeys the limit. */
function lengthWithoutMessages(line: string): number {
  if (line.length <= LINE_LENGTH_MAX || /^\s*(\/\/|\/?\*)/.test(line)) return line.length;
  return line.replaceAll(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"/g, "''").length;
}

/** A source nobody can reach from exports, bins, tests or root scripts is dead. */
function checkDeadFiles(): void {
  const packages = readPackages(files);
  const scripts = Object.values(readJson<PackageManifest>('package.json').scripts ?? {}).join(' ');
  const reached = new Set<string>();
  const pending: string[] = [];
  for (const { folder, manifest, sources } of packages) {
    const targets = Object.values(manifest.exports ?? {}).map((entry) =>
      typeof entry === 'string' ? entry : (entry['default'] ?? ''),
    );
    for (const target of [...targets, ...Object.values(manifest.bin ?? {})]) pending.push(sourceOfDist(folder, target));
    pending.push(...sources.filter((file) => /\.test\.ts$/.test(file) || /\/(scripts|tooling)\//.test(file)));
  }
  const scriptFiles = files.filter((file) => /^scripts\/.*\.ts$/.test(file));
  const runBy = [scripts, ...scriptFiles.filter((file) => scripts.includes(file)).map(readText)].join(' ');
  pending.push(...files.filter((file) => /^scripts\/.*\.mjs$/.test(file) && scripts.includes(file)));
  pending.push(...scriptFiles.filter((file) => runBy.includes(file) || /\.test\.ts$/.test(file)));
  while (pending.length > 0) {
    const file = pending.pop() ?? '';
    if (reached.has(file) || !files.includes(file)) continue;
    reached.add(file);
    pending.push(...neighbours(file));
  }
  const all = [...packages.flatMap((one) => one.sources), ...scriptFiles];
  for (const file of all)
    if (!reached.has(file) && !file.endsWith('.d.ts')) problems.push(`${file}: dead, nothing reaches it`);
}

/** What a file imports, plus the modules it names by `new URL('./x.js', import.meta.url)` to run them elsewhere. */
function neighbours(file: string): string[] {
  const text = readText(file);
  const imported = importsOf(text).map((statement) => statement.specifier);
  const named = [...text.matchAll(/'(\.{1,2}\/[\w./-]+\.(?:js|ts|mjs))'/g)].map((match) => match[1] ?? '');
  return [...imported, ...named]
    .filter((specifier) => specifier.startsWith('.'))
    .flatMap(
      (specifier) =>
        resolveRelative(file, specifier) ?? resolveRelative(file, specifier.replace('/dist/', '/src/')) ?? [],
    );
}
