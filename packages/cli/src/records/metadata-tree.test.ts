import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../parse.js';
import { differencesOf, filesBelow, findPath, isDirectory, treeOfImage } from './metadata-tree.js';

function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2);
  metadata.topic('orders', [{ replicas: [1, 2] }, { replicas: [2, 1] }]);
  metadata.config('orders', 'retention.ms', '1000');
  return metadata;
}

describe('the metadata as a tree', () => {
  it('has brokers, topics with their partitions, and settings as directories', () => {
    const tree = treeOfImage(cluster().image);
    expect(findPath(tree, '/topics/orders/partitions/1/replicas')).toEqual([2, 1]);
    expect(findPath(tree, 'configs/topics/orders/retention.ms/')).toBe('1000');
    const brokers = findPath(tree, '/brokers');
    expect(isDirectory(brokers) ? Object.keys(brokers) : brokers).toEqual(['1', '2']);
    expect(findPath(tree, '/')).toBe(tree);
  });

  it('names what there is instead of a path that is not there', () => {
    const tree = treeOfImage(cluster().image);
    const found = (path: string) => () => findPath(tree, path);
    expect(found('/topics/nowhere')).toThrow(UsageError);
    expect(found('/topics/nowhere')).toThrow("there is no 'nowhere' in '/topics': there are orders");
    expect(found('/topics/orders/id/deeper')).toThrow('nothing is below it');
    expect(found('/constructor')).toThrow("there is no 'constructor'");
  });

  it('differs in the one field that a change has changed', () => {
    const metadata = cluster();
    const before = treeOfImage(metadata.image);
    metadata.change('orders', 0, { isr: [1] });
    const differences = differencesOf(before, treeOfImage(metadata.image));
    expect(differences.map(({ path }) => path)).toEqual([
      '/topics/orders/partitions/0/isr',
      '/topics/orders/partitions/0/partitionEpoch',
    ]);
    expect(differences[0]).toMatchObject({ before: '[1,2]', after: '[1]' });
    metadata.deleteTopic('orders');
    expect(differencesOf(before, treeOfImage(metadata.image)).every(({ after }) => after === null)).toBe(true);
    expect([...filesBelow(before)].map(([path]) => path)).toContain('/brokers/1/rack');
  });
});
