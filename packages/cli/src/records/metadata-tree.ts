import type { MetadataImage } from '@drave/metadata';
import { UsageError } from '../parse.js';

/** The metadata as a tree of files: an object is a directory, anything else what a file holds. */
export interface MetadataTree {
  readonly [name: string]: MetadataTree | MetadataFile;
}

/** A leaf: an array, or a plain value. */
export type MetadataFile = string | number | boolean | null | readonly unknown[];

/** The tree of an image. Partitions, brokers and settings are directories, so that a difference names one field. */
export function treeOfImage(image: MetadataImage): MetadataTree {
  const nameOf = new Map([...image.topicNames()].map((name) => [image.topicByName(name)?.id, name]));
  const topics: Record<string, MetadataTree> = {};
  for (const [id, name] of nameOf) {
    const partitions: Record<string, MetadataTree> = {};
    for (const { topicId: _, index, ...partition } of image.topicByName(name)?.partitions() ?? [])
      partitions[index] = partition as unknown as MetadataTree;
    topics[name] = { id: id ?? null, partitions };
  }
  const brokers: Record<string, MetadataTree> = {};
  for (const { id, rack = null, ...broker } of image.brokers())
    brokers[id] = { rack, ...broker } as unknown as MetadataTree;
  const configs: Record<string, Record<string, MetadataTree>> = {};
  for (const resource of image.configResources()) {
    const named = (configs[`${resource.type}s`] ??= {});
    named[resource.name === '' ? 'default' : resource.name] = Object.fromEntries(image.config(resource));
  }
  const { level, nextProducerId } = image;
  return { level, features: Object.fromEntries(image.features()), brokers, topics, configs, nextProducerId };
}

/** What is at a path such as `/topics/orders/partitions/0`. @throws UsageError that names what there is instead. */
export function findPath(tree: MetadataTree, path: string): MetadataTree | MetadataFile {
  let found: MetadataTree | MetadataFile = tree;
  let walked = '';
  for (const part of path.split('/').filter((each) => each !== '')) {
    const next: MetadataTree | MetadataFile | undefined =
      isDirectory(found) && Object.hasOwn(found, part) ? found[part] : undefined;
    if (next === undefined) {
      const names = isDirectory(found) ? Object.keys(found) : [];
      const shown = names.slice(0, NAMES_SHOWN).join(', ');
      const there =
        names.length === 0 ? 'nothing is below it' : `there are ${shown}${names.length > NAMES_SHOWN ? ', …' : ''}`;
      throw new UsageError(`there is no '${part}' in '${walked === '' ? '/' : walked}': ${there}`);
    }
    found = next;
    walked += `/${part}`;
  }
  return found;
}

const NAMES_SHOWN = 10;

export function isDirectory(node: MetadataTree | MetadataFile): node is MetadataTree {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** Every file below a node, by its path. */
export function* filesBelow(
  node: MetadataTree | MetadataFile,
  path = '',
): Generator<readonly [path: string, text: string]> {
  if (!isDirectory(node)) yield [path === '' ? '/' : path, JSON.stringify(node)];
  else for (const [name, child] of Object.entries(node)) yield* filesBelow(child, `${path}/${name}`);
}

/** What differs between two trees, in order of path. */
export function differencesOf(before: MetadataTree | MetadataFile, after: MetadataTree | MetadataFile) {
  const older = new Map(filesBelow(before));
  const newer = new Map(filesBelow(after));
  const paths = [...new Set([...older.keys(), ...newer.keys()])].toSorted();
  return paths
    .map((path) => ({ path, before: older.get(path) ?? null, after: newer.get(path) ?? null }))
    .filter((one) => one.before !== one.after);
}
