import type { ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { callReflected, connectReflected, listServices, reflect } from './reflected-client.js';
import { conventionFaults, reflectedMethods, refusalFaults } from './reflected-conventions.js';

/** A gRPC tool of another make: it has the reflection protocol, an address, and not one line of Drave. */
let test: ClusterUnderTest;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 1 });
});
afterAll(async () => {
  await test.close();
});

describe('a client that knows only reflection', () => {
  it.each(['c1', 'b1'])('creates, describes and deletes a topic through %s', async (node) => {
    const { host, port } = test.cluster.node(node).grpc;
    const address = `${host}:${port}`;
    const services = await listServices(address);
    const name = services.find((service) => service.endsWith('.TopicService')) ?? '';
    const topics = await connectReflected(address, name);

    const created = await callReflected(topics, 'createTopic', {
      name: 'seen',
      partition_count: 2,
      request_id: `first-${node}`,
    });
    expect(created).toMatchObject({
      header: { cluster_id: test.cluster.clusterId },
      topic: { name: 'seen', partition_count: 2, replication_factor: 1 },
    });
    const described = await callReflected(topics, 'getTopic', { name: 'seen' });
    expect(described).toMatchObject({ topic: { partitions: [{ leader_id: 2 }, { leader_id: 2, index: 1 }] } });
    await callReflected(topics, 'deleteTopic', { name: 'seen', request_id: `second-${node}` });

    const failure = await callReflected(topics, 'getTopic', { name: 'seen' }).catch(
      (reason: unknown) => reason as ServiceError,
    );
    expect(failure).toMatchObject({ code: 5, details: expect.stringContaining("'seen'") });
    const details = (failure as ServiceError).metadata.get('grpc-status-details-bin');
    expect(details).toHaveLength(1);
    expect(details[0]?.toString()).toContain('UNKNOWN_TOPIC_OR_PARTITION');
    topics.close();
  });

  it('sees what is for clients, and nothing of what nodes say to each other', async () => {
    const { host, port } = test.cluster.node('b1').grpc;
    const services = await listServices(`${host}:${port}`);
    expect(services).toEqual(expect.arrayContaining(['drave.data.v1.DataService', 'grpc.health.v1.Health']));
    expect(services.filter((name) => /raft|replica|controller|drave\.transaction/.test(name))).toEqual([]);
    for (const hidden of [
      'drave.raft.v1.RaftService',
      'drave.raft.v1.VoteRequest',
      'drave.controller.v1.ControllerService',
      'drave.transaction.v1.TransactionPeerService',
    ]) {
      const answer = await reflect(`${host}:${port}`, { fileContainingSymbol: hidden });
      expect(answer.errorResponse).toMatchObject({ errorCode: 5, errorMessage: `${hidden} is not served here` });
    }
  });

  it('finds the types of what a failed call says', async () => {
    const { host, port } = test.cluster.node('c1').grpc;
    for (const detail of ['google.rpc.ErrorInfo', 'google.rpc.BadRequest', 'google.rpc.RetryInfo']) {
      const answer = await reflect(`${host}:${port}`, { fileContainingSymbol: detail });
      expect(answer.errorResponse).toBeFalsy();
      expect(answer.fileDescriptorResponse?.fileDescriptorProto.length).toBeGreaterThan(0);
    }
  });

  it('finds the conventions kept by every method of the administration', async () => {
    const { host, port } = test.cluster.node('b1').grpc;
    // Some lists are of one partition or one group, which must be there.
    const { topics, groups } = test.client.admin();
    await topics.create('paged', { partitions: 1, replicationFactor: 1 });
    await groups.resetOffsets('paged', 'earliest', { topics: { paged: [] } });
    const methods = await reflectedMethods(`${host}:${port}`, 'drave.admin.v1.');
    expect(methods.length).toBeGreaterThanOrEqual(40);
    expect(conventionFaults(methods)).toEqual([]);
    expect(await refusalFaults(methods)).toEqual([]);
    for (const { client } of methods) client.close();
  });
});
