import { setTimeout as sleep } from 'node:timers/promises';
import { DraveError, type Endpoint } from '@drave/base';
import {
  implement,
  partitionService,
  quorumService,
  type adminV1,
  type RpcServer,
  type ServiceImplementation,
} from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { afterEach, describe, expect, it } from 'vitest';
import { RpcView } from './rpc-view.js';

const header = { clusterId: 'c', nodeId: 1, controllerEpoch: 3, metadataOffset: 0 };
const transport = new GrpcTransport();
const servers: RpcServer[] = [];
const refuse = async (): Promise<never> => {
  throw new DraveError('UNIMPLEMENTED');
};

async function serve(...services: ServiceImplementation[]): Promise<Endpoint> {
  const server = await transport.serve({ host: '127.0.0.1', port: 0 }, services);
  servers.push(server);
  return server.endpoint;
}

function quorumOf(getQuorum: () => Promise<Partial<adminV1.GetQuorumResponse>>): ServiceImplementation {
  const empty = {
    header,
    role: 'leader',
    leaderId: -1,
    epoch: 3,
    highWatermark: 0,
    logStartOffset: 0,
    logEndOffset: 0,
  };
  return implement(quorumService, {
    getQuorum: async () => ({ ...empty, voters: [], observers: [], votedFor: -1, ...(await getQuorum()) }),
    addVoter: refuse,
    removeVoter: refuse,
    stepDown: refuse,
  });
}

function partitionsOf(
  listPartitions: (request: adminV1.ListPartitionsRequest) => Promise<adminV1.ListPartitionsResponse>,
): ServiceImplementation {
  return implement(partitionService, {
    getPartition: refuse,
    listPartitions,
    electLeaders: refuse,
    reassignPartitions: refuse,
    listReassignments: refuse,
    deleteRecords: refuse,
  });
}

describe('RpcView', () => {
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close(0);
  });

  it('asks the next node when one cannot answer, and that one first from then on', async () => {
    let asked = 0;
    const lost = await serve(
      quorumOf(async () => {
        asked += 1;
        throw new DraveError('NOT_CONTROLLER');
      }),
    );
    const good = await serve(quorumOf(async () => ({ leaderId: 2 })));
    const view = new RpcView(transport, () => [lost, good]);
    expect(await view.quorum()).toEqual({ leaderId: 2, epoch: 3, voters: [] });
    expect(await view.quorum()).toMatchObject({ leaderId: 2 });
    expect(asked).toBe(1);
    await view.close();
  });

  it('waits longer for a machine on which no answer comes in time', async () => {
    // Beyond the first limit, within the second.
    const slow = await serve(
      quorumOf(async () => {
        await sleep(2_000);
        return { leaderId: 4 };
      }),
    );
    const view = new RpcView(transport, () => [slow]);
    expect(await view.quorum()).toMatchObject({ leaderId: 4 });
    await view.close();
  });

  it('tells the last failure when nobody can answer', async () => {
    const lost = await serve(quorumOf(refuse));
    const view = new RpcView(transport, () => [lost]);
    await expect(view.quorum()).rejects.toMatchObject({ code: 'UNIMPLEMENTED' });
    await expect(new RpcView(transport, () => []).quorum()).rejects.toThrow('no node of the cluster runs');
    await view.close();
  });

  it('reads every page, and an offline partition as one without a leader', async () => {
    const partition = (index: number, leaderId: number): adminV1.Partition => ({
      topic: 't',
      index,
      leaderId,
      leaderEpoch: 0,
      partitionEpoch: 0,
      replicas: [4, 5],
      isr: [5],
      elr: [],
      lastKnownElr: [],
      addingReplicas: [],
      removingReplicas: [],
      offlineReplicas: [],
      directories: [],
      minInsyncReplicas: 1,
    });
    const node = await serve(
      partitionsOf(async ({ pageToken, topic }) =>
        pageToken === ''
          ? { header, partitions: [partition(0, 5)], nextPageToken: topic }
          : { header, partitions: [partition(1, -1)], nextPageToken: '' },
      ),
    );
    const view = new RpcView(transport, () => [node]);
    expect(await view.partitions('t')).toEqual([
      { topic: 't', partition: 0, leader: 5, replicas: [4, 5], isr: [5] },
      { topic: 't', partition: 1, leader: undefined, replicas: [4, 5], isr: [5] },
    ]);
    await view.close();
  });
});
