import { moduleNames, type ModuleNames } from './exports.js';
import { finish, isTestOnly, readPackages, readText, resolveRelative, sourceOfDist, workFiles } from './workspace.js';

/**
 * An export is there for somebody: another file imports it, or it is part of what people install. No file exports
 * something for its tests alone: they look at what the code itself uses, and at doubles. Excepted are types, which are
 * there for whoever calls the functions of the file; what an entry point of a package offers to the tests of others;
 * and what is listed below. Generated files are left alone. An entry point of a package that nobody installs by itself
 * offers what another package imports.
 */
interface ImportedName {
  readonly file: string;
  readonly target: string;
  readonly name: string;
  /** By the name of a package, and not by a path inside it. */
  readonly byPackage: boolean;
}

/** Packages whose entry points are there for the people who install them. */
const publicPackages = new Set(['drave', '@drave/client']);
/** Packages whose entry points a bundler takes: programs, and what stands in the place of modules of Node. */
const bundledPackages = new Set(['@drave/playground']);
/** What is built before the code that will use it: a file, or a folder with all that is in it. */
const ahead: readonly string[] = ['packages/console/src/contract.ts'];
/** What is exported for tests alone, by file and name, and why they cannot look at it through something else. */
const forTests: ReadonlyMap<string, string> = new Map([
  ['packages/config/src/describe.ts describeTable', 'A test describes a table of a row of its own.'],
  ['packages/controller/src/partition/partition-faults.ts partitionFaults', 'Tests of whole images gather all faults.'],
  [
    'packages/coordinator/src/transaction/transition.ts assertLegal',
    'Random tests hold every record of a log against it.',
  ],
  ['packages/records/src/crc32c.ts crc32cPortable', 'It has to agree with the one of the machine, where there is one.'],
  ['packages/records/src/murmur2.ts murmur2', 'It has to give the values that Kafka gives.'],
  ['packages/services/src/node-identity.ts audiences', 'A test holds the table against the services that there are.'],
]);
const files = workFiles().filter(
  (file) => /^(packages|scripts|test-cluster)\/.*\.(m?ts|tsx)$/.test(file) && !/\/(dist|node_modules)\//.test(file),
);
const packages = readPackages(workFiles());
/** The source behind a specifier such as `@drave/log/testing`. */
const entryOf = new Map<string, string>();
const modules = new Map<string, ModuleNames>(files.map((file) => [file, moduleNames(readText(file))]));
/** Per file, the names that something in use takes from it. */
const used = new Map<string, Set<string>>();
const problems: string[] = [];

for (const { folder, manifest } of packages)
  for (const [subpath, entry] of Object.entries(manifest.exports ?? {})) {
    const target = typeof entry === 'string' ? entry : (entry['default'] ?? '');
    const source = sourceOfDist(folder, target);
    entryOf.set(manifest.name + subpath.slice(1), source);
    if (publicPackages.has(manifest.name) || bundledPackages.has(manifest.name))
      for (const name of namesOf(source)) markUsed(source, name);
  }

for (const { file, target, name } of importsOfNames()) if (!isTest(file) || isForTests(target)) markUsed(target, name);
const usedByCode = new Map([...used].map(([file, names]) => [file, new Set(names)]));
/** What tests import and nothing else does, by file and name. */
const testedOnly = new Set<string>();
for (const { file, target, name, byPackage } of importsOfNames()) {
  if (!isTest(file) || !isAlive(target, name)) continue;
  const [declaredIn, declared] = declarationOf(target, name);
  const key = `${declaredIn} ${declared}`;
  if (byPackage || isType(declaredIn, declared) || forTests.has(key)) markUsed(target, name);
  testedOnly.add(`${target} ${name}`).add(key);
}

for (const [file, { exported }] of modules) {
  if (/\/generated\/|\.test\.ts$/.test(file) || isLoadedByTools(file)) continue;
  if (ahead.some((path) => file.startsWith(path))) continue;
  for (const { name, line } of exported) {
    if (used.get(file)?.has(name) === true) continue;
    const who = testedOnly.has(`${file} ${name}`) ? 'only tests import' : 'nothing imports';
    problems.push(`${file}:${line}: ${who} '${name}'`);
  }
}
for (const key of forTests.keys()) {
  const [file = '', name = ''] = key.split(' ');
  const needed = testedOnly.has(key) && usedByCode.get(file)?.has(name) !== true;
  if (modules.has(file) && !needed)
    problems.push(`scripts/check-exports.ts: '${key}' in 'forTests' is no exception any more`);
}
if (modules.size === 0) problems.push('looked at no module at all: the check itself is broken');
if (problems.length > 0)
  console.error(`  Code that is built before its users is named in 'ahead' of scripts/check-exports.ts.
  What only tests import is looked at through what the code uses, or moved to a folder 'testing'.`);
finish('exports', `${modules.size} modules`, problems);

/** Who imports what from where, name by name, between files of this tree. */
function* importsOfNames(): Generator<ImportedName> {
  for (const [file, { uses }] of modules)
    for (const { specifier, names } of uses) {
      const target = resolve(file, specifier);
      if (target === undefined || target === file) continue;
      const byPackage = !specifier.startsWith('.');
      for (const name of names === 'all' ? namesOf(target) : names) yield { file, target, name, byPackage };
    }
}

/** Whether the declaration behind the name has a use without the tests: by another file, or beside itself. */
function isAlive(file: string, name: string): boolean {
  const [declaredIn, declared] = declarationOf(file, name);
  if (usedByCode.get(declaredIn)?.has(declared) === true) return true;
  const code = readText(declaredIn).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(new RegExp(`(?<![\\w.'])${declared}\\b`, 'g'))].length > 1;
}

function isType(file: string, name: string): boolean {
  return modules.get(file)?.exported.find((one) => one.name === name)?.isType === true;
}

/** The file that declares the name, and the name there. */
function declarationOf(file: string, name: string): [file: string, name: string] {
  const next = sourceOf(file, name);
  return next === undefined ? [file, name] : declarationOf(...next);
}

/** The next file on the way from a name to its declaration; undefined when the file itself declares it. */
function sourceOf(file: string, name: string): [file: string, name: string] | undefined {
  const module = modules.get(file);
  const own = module?.exported.find((one) => one.name === name);
  if (own?.from !== undefined) {
    const target = resolve(file, own.from.specifier);
    return target === undefined ? undefined : [target, own.from.name];
  }
  if (own !== undefined) return undefined;
  for (const specifier of module?.passedOn ?? []) {
    const target = resolve(file, specifier);
    if (target !== undefined && namesOf(target).includes(name)) return [target, name];
  }
  return undefined;
}

/** The name is in use, and so is every export on the way to its declaration. */
function markUsed(file: string, name: string): void {
  const names = used.get(file) ?? new Set();
  used.set(file, names);
  if (names.has(name)) return;
  names.add(name);
  const next = sourceOf(file, name);
  if (next !== undefined) markUsed(...next);
}

/** Everything that can be imported from a file, by whatever way it got there. */
function namesOf(file: string): readonly string[] {
  const module = modules.get(file);
  if (module === undefined) return [];
  const passedOn = module.passedOn.flatMap((specifier) => {
    const target = resolve(file, specifier);
    return target === undefined ? [] : namesOf(target);
  });
  return [...module.exported.map((one) => one.name), ...passedOn];
}

function resolve(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return entryOf.get(specifier);
  return resolveRelative(from, specifier) ?? resolveRelative(from, specifier.replace('/dist/', '/src/'));
}

function isTest(file: string): boolean {
  return isTestOnly(file) || file.startsWith('test-cluster/');
}

function isForTests(file: string): boolean {
  return isTest(file) || /\/(testing|faulty)\//.test(file);
}

/** A tool finds the file by its name or by its folder: settings of vitest, tables of the generator. */
function isLoadedByTools(file: string): boolean {
  return /^packages\/tooling\//.test(file);
}
