import { assert } from '@drave/base';

const adjectives =
  'amber brave calm clear dapper eager fresh gentle happy keen lively merry noble quick quiet swift'.split(' ');
const animals =
  'badger beaver crane dipper heron ibis kingfisher lynx marten newt otter pike salmon swan trout vole'.split(' ');

/** A name for a cluster that was given none, like `quick-otter`. */
export function quickName(chance: (exclusiveMax: number) => number): string {
  const adjective = adjectives[chance(adjectives.length)];
  const animal = animals[chance(animals.length)];
  assert(adjective !== undefined && animal !== undefined, 'chance stays below its maximum');
  return `${adjective}-${animal}`;
}
