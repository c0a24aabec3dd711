import { isBuiltin } from 'node:module';
import { readJson, type PackageManifest } from '../workspace.js';
import { entries } from './write-kit.js';

interface SourceManifest extends PackageManifest {
  readonly description: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
}

/** The binary behind the key-value store. A bundle names it itself, and `level` brings it. */
const STORE_BINARY = 'classic-level';
/** The types of Node's own names in ours. Any version will do that knows the oldest Node that we run on. */
const NODE_TYPES = { '@types/node': '>=20.19.0' };

/**
 * What the package says of itself. Its libraries are those that the workspace packages declare, at the versions they
 * pin, as far as the code names them.
 */
export function packedManifest(code: string): object {
  const source = readJson<SourceManifest>('packages/drave/package.json');
  const declared = reachable('drave').map((name) => readJson<PackageManifest>(`${folderOf(name)}/package.json`));
  const isNamed = ([name]: readonly [string, string]): boolean =>
    !isOurs(name) && new RegExp(`["']${name}[/"']`).test(code);
  const librariesOf = (field: 'dependencies' | 'optionalDependencies'): Record<string, string> =>
    sorted(Object.fromEntries(declared.flatMap((manifest) => Object.entries(manifest[field] ?? {})).filter(isNamed)));
  const { version: binaryVersion } = readJson<PackageManifest>(`node_modules/${STORE_BINARY}/package.json`);
  const dependencies = sorted({ ...librariesOf('dependencies'), [STORE_BINARY]: binaryVersion, ...NODE_TYPES });
  const optionalDependencies = librariesOf('optionalDependencies');
  requireDeclared(code, new Set(Object.keys({ ...dependencies, ...optionalDependencies })));
  const { name, version, description, license, engines } = source;
  return {
    name,
    version,
    description,
    license,
    keywords: ['kafka', 'raft', 'kraft', 'event-streaming', 'testing', 'fault-injection', 'grpc'],
    type: 'module',
    sideEffects: false,
    engines,
    bin: { drave: './dist/bin.js' },
    main: './dist/index.cjs',
    module: './dist/index.js',
    types: './dist/index.d.cts',
    exports: {
      ...Object.fromEntries(entries.map((entry) => [entry.subpath, conditionsOf(entry.name)])),
      './package.json': './package.json',
    },
    files: ['dist', 'proto', 'testing', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt'],
    dependencies,
    optionalDependencies,
  };
}

/** The gRPC library would load this for services that are not used here. */
const neverLoaded = new Set(['@grpc/proto-loader']);

/** Throws when the code asks for a package that would be found by chance only. */
function requireDeclared(code: string, declared: ReadonlySet<string>): void {
  for (const [, specifier = ''] of code.matchAll(/\brequire\("([^"]+)"\)/g)) {
    if (specifier.startsWith('.') || isBuiltin(specifier)) continue;
    const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';
    if (!declared.has(name) && !neverLoaded.has(name))
      throw new Error(`the package needs ${name}, and does not declare it`);
  }
}

function conditionsOf(name: string): object {
  return {
    import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
    require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
  };
}

/** The package and every workspace package that it stands on. */
function reachable(start: string): readonly string[] {
  const found = new Set([start]);
  for (const name of found) {
    const { dependencies = {} } = readJson<PackageManifest>(`${folderOf(name)}/package.json`);
    for (const dependency of Object.keys(dependencies).filter(isOurs)) found.add(dependency);
  }
  return [...found];
}

function isOurs(name: string): boolean {
  return name === 'drave' || name.startsWith('@drave/');
}

function folderOf(name: string): string {
  return `packages/${name.replace('@drave/', '')}`;
}

function sorted(versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
