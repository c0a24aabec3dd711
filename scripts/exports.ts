import { lineOf } from './workspace.js';

/** One name under which other files can import something from a file. */
interface ExportedName {
  readonly name: string;
  readonly line: number;
  /** An interface or a type, of which nothing is left at run time; unknown (false) where the name is passed on. */
  readonly isType: boolean;
  /** Where the name comes from when it is only passed on; undefined when the file itself declares it. */
  readonly from?: { readonly specifier: string; readonly name: string };
}

/** What a file takes from another: some names of it, or all of them. */
interface Use {
  readonly specifier: string;
  readonly names: readonly string[] | 'all';
}

/** What one file offers, and what it takes. */
export interface ModuleNames {
  readonly exported: readonly ExportedName[];
  /** Specifiers of `export * from`. */
  readonly passedOn: readonly string[];
  readonly uses: readonly Use[];
}

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(function\*?|class|const enum|const|let|interface|type) (\w+)/gm;
const exportList = /^export (?:type )?\{([^}]*)\}(?: from '([^']+)')?;/gm;
const exportAll = /^export (?:type )?\* (?:as (\w+) )?from '([^']+)'/gm;
const importStatement = /^import (?:type )?([^;'"]+?) from '([^']+)'/gm;
const dynamicImport = /(?:(?:const|let) \{([^}=]*)\} = \(?await )?\bimport\(\s*'([^']+)'\s*\)/g;
const relativePath = /'(\.{1,2}\/[\w./-]+\.(?:js|ts|mjs))'/g;

/** The names that go in and out of one file. The file is as the formatter leaves it: each statement begins a line. */
export function moduleNames(text: string): ModuleNames {
  const exported: ExportedName[] = [];
  const passedOn: string[] = [];
  const uses: Use[] = [];
  const explained = new Set<string>();
  for (const match of text.matchAll(declaration)) {
    const [, keyword = '', name = ''] = match;
    exported.push({ name, line: lineOf(text, match.index), isType: keyword === 'interface' || keyword === 'type' });
  }
  for (const match of text.matchAll(exportList)) {
    const [, list = '', specifier] = match;
    const line = lineOf(text, match.index);
    for (const [name, as] of namesIn(list))
      exported.push({
        name: as,
        line,
        isType: false,
        ...(specifier === undefined ? {} : { from: { specifier, name } }),
      });
    if (specifier !== undefined) explained.add(specifier);
  }
  for (const match of text.matchAll(exportAll)) {
    const [, as, specifier = ''] = match;
    explained.add(specifier);
    if (as === undefined) passedOn.push(specifier);
    else {
      exported.push({ name: as, line: lineOf(text, match.index), isType: false });
      uses.push({ specifier, names: 'all' });
    }
  }
  for (const [, bindings = '', specifier = ''] of text.matchAll(importStatement)) {
    explained.add(specifier);
    uses.push({ specifier, names: importedNames(bindings) });
  }
  for (const [, bindings, specifier = ''] of text.matchAll(dynamicImport)) {
    explained.add(specifier);
    uses.push({ specifier, names: bindings === undefined ? 'all' : namesIn(bindings).map(([name]) => name) });
  }
  for (const [, specifier = ''] of text.matchAll(relativePath))
    if (!explained.has(specifier)) uses.push({ specifier, names: 'all' });
  return { exported, passedOn, uses };
}

/** The names behind `import`: of `* as all` every one, of `main, { a, type B as C }` the default, `a` and `B`. */
function importedNames(bindings: string): readonly string[] | 'all' {
  if (bindings.startsWith('*')) return 'all';
  const [before = '', list = ''] = bindings.split('{');
  const names = namesIn(list.replace('}', '')).map(([name]) => name);
  return /\w/.test(before) ? ['default', ...names] : names;
}

/** Pairs of a name and the name it is given: `a, type B as C` gives `a` twice, and `B` with `C`. */
function namesIn(list: string): [name: string, as: string][] {
  return list.split(',').flatMap((item): [string, string][] => {
    const words = item
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .trim()
      .replace(/^type /, '')
      .split(/ as |: /);
    const [name = '', as = name] = words;
    return name === '' ? [] : [[name, as]];
  });
}
