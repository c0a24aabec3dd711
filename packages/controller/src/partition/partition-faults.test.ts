import { UUID_ZERO } from '@drave/base';
import { NO_LEADER, type PartitionRegistration } from '@drave/metadata';
import { describe, expect, it } from 'vitest';
import { partitionFaults } from './partition-faults.js';

const whole: PartitionRegistration = {
  topicId: UUID_ZERO,
  index: 0,
  replicas: [1, 2, 3, 4],
  directories: [UUID_ZERO, UUID_ZERO, UUID_ZERO, UUID_ZERO],
  isr: [1, 2],
  elr: [3],
  lastKnownElr: [4],
  addingReplicas: [3],
  removingReplicas: [4],
  leader: 1,
  leaderEpoch: 0,
  partitionEpoch: 0,
};

describe('a partition', () => {
  it('is whole with or without a leader', () => {
    expect(partitionFaults(whole)).toEqual([]);
    expect(partitionFaults({ ...whole, leader: NO_LEADER, isr: [], elr: [1, 2, 3] })).toEqual([]);
  });

  it.each<readonly [string, Partial<PartitionRegistration>]>([
    ['no replicas', { replicas: [], directories: [], isr: [], elr: [], leader: NO_LEADER }],
    ['directories do not match the replicas', { directories: [UUID_ZERO] }],
    ['leader 3 is not in the ISR 1,2', { leader: 3 }],
    ['an ISR 1,2 without a leader', { leader: NO_LEADER }],
    ['ISR and ELR overlap', { elr: [2] }],
    ['last known ELR overlaps', { lastKnownElr: [3] }],
    ['a replica is added and removed', { addingReplicas: [3], removingReplicas: [3] }],
    ['isr 1,2,2 names one twice', { isr: [1, 2, 2] }],
    ['isr 1,9 is not within the replicas', { isr: [1, 9] }],
    ['elr 9 is not within the replicas', { elr: [9] }],
    ['lastKnownElr 9 is not within the replicas', { lastKnownElr: [9] }],
    ['addingReplicas 9 is not within the replicas', { addingReplicas: [9] }],
    ['removingReplicas 9 is not within the replicas', { removingReplicas: [9] }],
    ['replicas 1,2,2,3 names one twice', { replicas: [1, 2, 2, 3], lastKnownElr: [], removingReplicas: [] }],
  ])('has the fault: %s', (fault, change) => {
    expect(partitionFaults({ ...whole, ...change })).toContain(fault);
  });
});
