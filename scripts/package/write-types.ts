import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { readJson, root, type PackageManifest } from '../workspace.js';
import { entries } from './write-kit.js';

const SPECIFIER = /(\bfrom\s+|\bimport\s+|\bimport\()(['"])([^'"]+)\2/g;

/**
 * Writes the types that people meet: the compiler's declarations of every module that an entry reaches, one folder a
 * workspace package, each naming the others by their place. They describe CommonJS, as what runs is; the types of an
 * ES module name the same ones, so there is one of each.
 */
export function writeTypes(folder: string): void {
  const written = new Set<string>();
  for (const { name, module } of entries) {
    const declarations = module.replace(/\.js$/, '.d.ts');
    writeDeclarations(folder, declarations, written);
    const target = placeOf(declarations).replace(/\.d\.cts$/, '.cjs');
    for (const extension of ['d.ts', 'd.cts'])
      writeFileSync(join(folder, `${name}.${extension}`), `export * from './${target}';\n`);
  }
}

/** `packages/client/dist/options.d.ts` as `types/client/options.d.cts`. */
function placeOf(declarations: string): string {
  return declarations.replace(/^packages\/([^/]+)\/dist\//, 'types/$1/').replace(/\.d\.ts$/, '.d.cts');
}

function writeDeclarations(folder: string, declarations: string, written: Set<string>): void {
  if (written.has(declarations)) return;
  written.add(declarations);
  const place = placeOf(declarations);
  const text = readFileSync(join(root, declarations), 'utf8')
    .replace(/\/\/# sourceMappingURL=.*\s*$/, '')
    .replace(SPECIFIER, (whole: string, before: string, quote: string, specifier: string) => {
      const target = declarationsOf(specifier, declarations);
      if (target === undefined) return whole;
      writeDeclarations(folder, target, written);
      const path = posix.relative(posix.dirname(place), placeOf(target)).replace(/\.d\.cts$/, '.cjs');
      return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
    });
  // Whatever names of Node's are in it are found also where a program's settings list no global types.
  const needsNode = /\b(Buffer|NodeJS)\b/.test(text) ? '/// <reference types="node" />\n' : '';
  mkdirSync(dirname(join(folder, place)), { recursive: true });
  writeFileSync(join(folder, place), needsNode + text);
}

/** Undefined for a library. */
function declarationsOf(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.d.ts');
  if (!specifier.startsWith('@drave/')) return undefined;
  const [scope, name = '', ...rest] = specifier.split('/');
  const { exports = {} } = readJson<PackageManifest>(`packages/${name}/package.json`);
  const entry = exports[['.', ...rest].join('/')];
  const types = typeof entry === 'string' ? undefined : entry?.['types'];
  if (types === undefined) throw new Error(`${from} names '${specifier}', of which ${scope}/${name} says no types`);
  return posix.join('packages', name, types);
}
