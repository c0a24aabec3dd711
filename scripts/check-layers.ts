import { posix } from 'node:path';
import { declarationsIn, repeatedContracts, type Declaration } from './contracts.js';
import {
  finish,
  importsOf,
  isTestOnly,
  readJson,
  readPackages,
  readText,
  resolveRelative,
  workFiles,
  type Package,
  type PackageManifest,
} from './workspace.js';

/**
 * The layers of the house: a package imports only lower ranks, only through `exports`, only what its own package.json
 * names, and no circle exists, neither of packages nor of files. Type imports count like value imports. What crosses
 * the boundary of a package is declared once.
 */
const files = workFiles();
const packages = readPackages(files);
const byName = new Map(packages.map((one) => [one.manifest.name, one]));
const rootManifest = readJson<PackageManifest>('package.json');
const rootTools = new Set(Object.keys(rootManifest.devDependencies ?? {}));
/** Whole-system tests and tools, which may use the doubles of any package. */
const doublesUsers = new Set(['@drave/simulator', '@drave/bench', '@drave/test-cluster']);
const problems: string[] = [];
const edges = new Map<string, Set<string>>();
const fileEdges = new Map<string, Set<string>>();
const declarations: Declaration[] = [];
let modules = 0;

for (const one of packages) {
  checkManifest(one);
  checkReferences(one);
  const used = new Set<string>();
  for (const file of one.sources) {
    if (/\/(dist|node_modules)\//.test(file)) continue;
    modules += 1;
    checkModule(one, file, used);
    if (!isTestOnly(file) && !file.includes('/generated/')) declarations.push(...declarationsIn(file, readText(file)));
  }
  checkUnused(one, used);
}
for (const file of files) if (/^scripts\/.*\.ts$/.test(file)) noteFileEdges(file);
for (const circle of [...circlesIn(edges), ...circlesIn(fileEdges)]) problems.push(`circle: ${circle.join(' -> ')}`);
problems.push(...repeatedContracts(declarations));
if (modules === 0) problems.push('looked at no module at all: the check itself is broken');

printGraph();
finish('layers', `${packages.length} packages, ${modules} modules`, problems);

function checkManifest(one: Package): void {
  const { manifest, folder } = one;
  const file = `${folder}/package.json`;
  if (manifest.version !== rootManifest.version) problems.push(`${file}: version differs from the workspace's`);
  if (one.sources.length > 0 && one.rank === undefined && folder !== 'packages/tooling')
    problems.push(`${file}: no drave.rank`);
  for (const [name, version] of Object.entries(dependencies(manifest, true))) {
    const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
    if (!exact) problems.push(`${file}: ${name} is not pinned exactly (${version})`);
    if (byName.has(name) && version !== rootManifest.version)
      problems.push(`${file}: ${name} must be at ${rootManifest.version}`);
  }
}

function checkReferences(one: Package): void {
  const file = `${one.folder}/tsconfig.json`;
  if (!files.includes(file)) return;
  const references = readJson<{ references?: { path: string }[] }>(file).references ?? [];
  const referenced = references.map((reference) => posix.join(one.folder, reference.path)).toSorted();
  const declared = Object.keys(dependencies(one.manifest, true))
    .flatMap((name) => byName.get(name)?.folder ?? [])
    .toSorted();
  for (const folder of declared)
    if (!referenced.includes(folder)) problems.push(`${file}: no reference to ${folder}, a dependency`);
  for (const folder of referenced)
    if (!declared.includes(folder)) problems.push(`${file}: reference to ${folder}, which is no dependency`);
}

function checkModule(one: Package, file: string, used: Set<string>): void {
  noteFileEdges(file);
  for (const { specifier, line } of importsOf(readText(file))) {
    const where = `${file}:${line}`;
    if (specifier.startsWith('node:')) continue;
    if (specifier.startsWith('.')) {
      const target = resolveRelative(file, specifier);
      if (target === undefined) problems.push(`${where}: '${specifier}' does not exist`);
      else if (!target.startsWith(`${one.folder}/`) && !isTestMachinery(file, target))
        problems.push(`${where}: '${specifier}' leaves the package`);
      continue;
    }
    const name = packageName(specifier);
    used.add(name);
    const target = byName.get(name);
    if (target === undefined) checkThirdParty(one, file, where, name);
    else checkInside(one, target, file, where, specifier);
  }
}

function noteFileEdges(file: string): void {
  const targets = importsOf(readText(file)).flatMap(({ specifier }) =>
    specifier.startsWith('.') ? (resolveRelative(file, specifier) ?? []) : [],
  );
  fileEdges.set(file, new Set(targets));
}

/** The settings of vitest stand in a package; the runner and the reporter that they name stand with the scripts. */
function isTestMachinery(file: string, target: string): boolean {
  return /^packages\/tooling\/vitest\.\w+\.ts$/.test(file) && target.startsWith('scripts/testing/');
}

function checkThirdParty(one: Package, file: string, where: string, name: string): void {
  if (name in dependencies(one.manifest, false)) return;
  const forTests = isTestOnly(file) || file.startsWith('test-cluster/') || /\/scripts\//.test(file);
  // What a page in a browser imports is inside it when it is served, so that nobody installs it.
  if (/^packages\/[^/]+\/page\//.test(file) && name in dependencies(one.manifest, true)) return;
  if (forTests && (rootTools.has(name) || name in dependencies(one.manifest, true))) return;
  if (/^vitest\.\w+\.ts$/.test(posix.basename(file)) && rootTools.has(name)) return;
  problems.push(`${where}: '${name}' is not among the dependencies in ${one.folder}/package.json`);
}

function checkInside(from: Package, to: Package, file: string, where: string, specifier: string): void {
  const testOnly = isTestOnly(file);
  const subpath = `.${specifier.slice(to.manifest.name.length)}`;
  if (from === to) {
    problems.push(`${where}: '${specifier}' is this package itself; import the file`);
    return;
  }
  if (!(subpath in (to.manifest.exports ?? {}))) problems.push(`${where}: '${specifier}' is not in its exports`);
  if (!(to.manifest.name in dependencies(from.manifest, testOnly)))
    problems.push(`${where}: '${to.manifest.name}' is not declared in ${from.folder}/package.json`);
  const isDouble = subpath === './testing' || subpath === './conformance';
  if (isDouble && !testOnly && !doublesUsers.has(from.manifest.name) && from.manifest.name !== 'drave')
    problems.push(`${where}: '${specifier}' is for tests only`);
  const fromRank = from.rank ?? -1;
  const toRank = to.rank ?? Number.POSITIVE_INFINITY;
  const allowed = toRank < fromRank || (isDouble && testOnly && toRank === fromRank);
  if (!allowed) problems.push(`${where}: rank ${fromRank} may not import '${specifier}' of rank ${toRank}`);
  const targets = edges.get(from.manifest.name) ?? new Set();
  targets.add(to.manifest.name);
  edges.set(from.manifest.name, targets);
}

function checkUnused(one: Package, used: ReadonlySet<string>): void {
  if (!one.sources.some((file) => file.startsWith(`${one.folder}/src/`))) return;
  for (const name of Object.keys(one.manifest.dependencies ?? {}))
    if (!used.has(name)) problems.push(`${one.folder}/package.json: nothing imports '${name}'`);
}

function dependencies(manifest: PackageManifest, withDevelopment: boolean): Record<string, string> {
  return {
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...(withDevelopment ? manifest.devDependencies : {}),
  };
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

/** Every node is walked through once; so of circles that share a node not all are told, but one at least. */
function circlesIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start >= 0) {
      found.push([...path.slice(start), name]);
      return;
    }
    if (done.has(name)) return;
    for (const next of graph.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  return found;
}

function printGraph(): void {
  const ranked = packages.filter((one) => one.rank !== undefined);
  for (const one of ranked.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))) {
    const targets = [...(edges.get(one.manifest.name) ?? [])].map((name) => name.replace('@drave/', '')).toSorted();
    const name = one.manifest.name.replace('@drave/', '');
    console.log(`  ${String(one.rank).padStart(3)}  ${name.padEnd(14)} ${targets.join(' ')}`);
  }
}
