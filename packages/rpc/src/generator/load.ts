import protobuf from 'protobufjs';

/** One proto package with everything it imports resolved. */
export interface LoadedPackage {
  /** 'drave.raft.v1' */
  readonly name: string;
  readonly namespace: protobuf.Namespace;
  /** Paths of its own files, sorted. */
  readonly files: readonly string[];
  /** Packages it imports, sorted. */
  readonly imports: readonly string[];
  /** What each of its files imports, sorted. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

interface LoadResult {
  readonly packages: readonly LoadedPackage[];
  /** One line for each package that could not be loaded; the others are not affected. */
  readonly failures: readonly string[];
}

interface ParsedFile {
  readonly path: string;
  readonly packageName: string;
  readonly imports: readonly string[];
}

/** `files`: text by path below `proto/`, as import statements name it. */
export function loadPackages(files: ReadonlyMap<string, string>): LoadResult {
  const failures: string[] = [];
  const parsed = new Map<string, ParsedFile>();
  for (const path of [...files.keys()].sort()) {
    try {
      parsed.set(path, parseInto(new protobuf.Root(), path, files));
    } catch (reason) {
      failures.push(`${path}: ${messageOf(reason)}`);
    }
  }
  const names = [...new Set([...parsed.values()].map((file) => file.packageName))].sort();
  const packages: LoadedPackage[] = [];
  for (const name of names) {
    try {
      packages.push(loadPackage(name, parsed, files));
    } catch (reason) {
      failures.push(`package ${name}: ${messageOf(reason)}`);
    }
  }
  return { packages, failures };
}

function loadPackage(
  name: string,
  parsed: ReadonlyMap<string, ParsedFile>,
  files: ReadonlyMap<string, string>,
): LoadedPackage {
  const root = new protobuf.Root();
  const own = [...parsed.values()].filter((file) => file.packageName === name).map((file) => file.path);
  own.sort();
  const wanted = [...own];
  const done = new Set<string>();
  for (let path = wanted.shift(); path !== undefined; path = wanted.shift()) {
    if (done.has(path)) continue;
    done.add(path);
    wanted.push(...parseInto(root, path, files).imports);
  }
  root.resolveAll();
  const imports = own.flatMap((path) => parsed.get(path)?.imports ?? []);
  const importedPackages = imports.map((path) => parsed.get(path)?.packageName ?? '').filter((other) => other !== name);
  const namespace = root.lookup(name);
  if (!(namespace instanceof protobuf.Namespace)) throw new Error('it declares nothing');
  const dependencies = new Map(own.map((path) => [path, [...(parsed.get(path)?.imports ?? [])].sort()]));
  return { name, namespace, files: own, imports: [...new Set(importedPackages)].sort(), dependencies };
}

function parseInto(root: protobuf.Root, path: string, files: ReadonlyMap<string, string>): ParsedFile {
  const text = files.get(path);
  if (text === undefined) throw new Error(`import "${path}" is not found below proto/`);
  // Every declaration remembers its file. The declaration files of protobufjs do not know this property.
  Object.assign(protobuf.parse, { filename: path });
  const result = protobuf.parse(text, root, { keepCase: false, alternateCommentMode: true });
  if (result.package === undefined) throw new Error('it names no package');
  if (!/^\s*syntax\s*=\s*"proto3"/m.test(text)) throw new Error('it must say syntax = "proto3"');
  return { path, packageName: result.package, imports: result.imports ?? [] };
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
