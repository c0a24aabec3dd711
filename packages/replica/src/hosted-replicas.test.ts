import { DraveError, type PartitionIndex, type TopicId, type TopicPartition } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { partitionKey } from '@drave/log';
import type { PartitionRegistration } from '@drave/metadata';
import { describe, expect, it } from 'vitest';
import { HostedReplicas, type HostedReplicasOptions } from './hosted-replicas.js';

const directoryId = 'AAAAAAAAAAAAAAAAAAAAAQ';
const topicId: TopicId = 'AAAAAAAAAAAAAAAAAAAAAg';
const registration = { replicas: [1], directories: [directoryId], leader: 1 } as unknown as PartitionRegistration;
const replicas = 1_000;
const makingMs = 10;
const longMs = (replicas / 16) * makingMs * 2;

/** A disk that takes its time for every log and fails in the end, so that nothing but the making of logs is met. */
function host(namesInCheckpoint: readonly string[] = []) {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('host');
  const seen = {
    making: 0,
    makingMax: 0,
    tried: new Set<PartitionIndex>(),
    notOpened: 0,
    checkpoints: 0,
    waiting: 0,
    waitingMax: 0,
  };
  const create = async ({ partition }: TopicPartition): Promise<never> => {
    seen.making++;
    seen.makingMax = Math.max(seen.makingMax, seen.making);
    seen.tried.add(partition);
    await env.timers.sleep(makingMs);
    seen.making--;
    throw new DraveError('DISK_FULL', 'no space left on device');
  };
  const directory = { directoryId, highWatermarks: new Map(namesInCheckpoint.map((name) => [name, 7])), logs: [] };
  /** Waits that a signal may end, of which each has a listener. */
  const sleep = async (delayMs: number, signal?: AbortSignal): Promise<void> => {
    seen.waiting++;
    seen.waitingMax = Math.max(seen.waitingMax, seen.waiting);
    await env.timers.sleep(delayMs, signal).finally(() => seen.waiting--);
  };
  const options: Partial<HostedReplicasOptions> = {
    ...env,
    timers: { ...env.timers, sleep } as HostedReplicasOptions['timers'],
    localId: 1,
    directories: {
      all: [directory],
      online: [directory],
      findAll: () => [],
      findFutures: () => [],
      create,
    } as unknown as HostedReplicasOptions['directories'],
    moves: { takeChoice: () => undefined, resume: async () => undefined, end: async () => undefined },
    settingsOf: () => ({ log: {} }) as unknown as ReturnType<HostedReplicasOptions['settingsOf']>,
    notOpened: () => seen.notOpened++,
    checkpointAnew: async () => {
      seen.checkpoints++;
      await env.timers.sleep(makingMs);
    },
    fatal: (reason) => {
      throw reason;
    },
  };
  const hosted = new HostedReplicas(options as HostedReplicasOptions);
  const assign = (index: PartitionIndex): void => {
    hosted.assign({ topicId, topic: 'wide', index, registration, previous: undefined, leaderEpochChanged: true });
  };
  const assignAll = (): void => {
    for (let index = 0; index < replicas; index++) assign(index);
  };
  return { world, hosted, seen, assign, assignAll };
}

describe('a change of metadata that brings thousands of replicas', () => {
  it('has few of their logs made at a time, and every one of them at last', async () => {
    const { world, seen, assignAll } = host();
    assignAll();
    await world.runFor(longMs);
    expect(seen.makingMax).toBe(16);
    expect(seen.tried.size).toBe(replicas);
  });

  it('lets others be made while those that failed wait for the next attempt', async () => {
    const { world, seen, assignAll, assign } = host();
    assignAll();
    await world.runFor(makingMs * 1.5);
    expect(seen.notOpened).toBe(16);
    assign(replicas);
    await world.runFor(longMs);
    expect(seen.tried.has(replicas)).toBe(true);
  });

  it('waits once for all those that failed, and not once for each', async () => {
    const { world, hosted, seen, assignAll } = host();
    assignAll();
    await world.runFor(longMs);
    expect(seen.notOpened).toBeGreaterThan(replicas);
    expect(seen.waitingMax).toBe(1);
    await world.finish(hosted.close());
    expect(seen.waiting).toBe(0);
  });

  it('writes the high watermarks once, not once for each name that was used before', async () => {
    const names = Array.from({ length: replicas }, (_, partition) => partitionKey({ topic: 'wide', partition }));
    const { world, seen, assignAll } = host(names);
    assignAll();
    await world.runFor(longMs);
    expect(seen.tried.size).toBe(replicas);
    expect(seen.checkpoints).toBe(1);
  });

  it('makes no more of them once the broker stops', async () => {
    const { world, hosted, seen, assignAll } = host();
    assignAll();
    await world.runFor(makingMs / 2);
    await world.finish(hosted.close());
    expect(seen.tried.size).toBe(16);
  });
});
