import { type TestSpecification, BaseSequencer } from 'vitest/node';

/** What is looked at first, and is run when the time is not enough for all. The rest follows, in order of its path. */
const order = [
  'packages/raft/src/core/',
  'packages/replica/src/core/',
  'packages/controller/src/',
  'packages/log/src/',
  'test-cluster/src/local-cluster',
  'test-cluster/src/faults/kills',
  'test-cluster/src/kafka/kafkajs.',
  'test-cluster/src/kafka/data-plane',
  'test-cluster/src/command-line',
  'test-cluster/src/package',
  'test-cluster/src/faults/',
  'test-cluster/src/bad-input/start',
  'test-cluster/src/bad-input/damaged-files',
  'test-cluster/src/kafka/',
  'test-cluster/src/groups/',
  'test-cluster/src/bad-input/',
  'test-cluster/src/security/',
  'test-cluster/compat/console',
  'test-cluster/compat/kcat',
  'test-cluster/compat/streams',
  'test-cluster/compat/connect',
  'test-cluster/compat/franz-go',
  'test-cluster/compat/python',
  'test-cluster/compat/platformatic',
  'test-cluster/compat/consumer-protocol',
  'test-cluster/compat/node-rdkafka',
  'test-cluster/compat/librdkafka',
];

export class ByValue extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((left, right) => rank(left) - rank(right) || (left.moduleId < right.moduleId ? -1 : 1));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const found = order.findIndex((beginning) => moduleId.includes(beginning));
  return found === -1 ? order.length : found;
}
