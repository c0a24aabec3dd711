import { errors, type ErrorCode } from '@drave/base';
import { testUuid } from '@drave/metadata/testing';
import type { ReplicaFetchRequest, ReplicaPartitionData } from '@drave/replica';
import { replicaV1 } from '@drave/rpc';
import { describe, expect, it } from 'vitest';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from './replica-messages.js';

const request: ReplicaFetchRequest = {
  hello: { clusterId: 'cluster', replicaId: 2, brokerEpoch: 17, leaderId: 1 },
  open: [
    {
      handle: 1,
      topicId: testUuid(7),
      partition: 3,
      leaderEpoch: 4,
      fetchOffset: 9_000_000_001,
      lastFetchedEpoch: -1,
      logStartOffset: 0,
      paced: true,
    },
  ],
  positions: [{ handle: 5, fetchOffset: 12, logStartOffset: 10 }],
  close: [6, 7],
  creditBytes: 1_048_576,
};

const data: ReplicaPartitionData = {
  handle: 1,
  error: undefined,
  leaderEpoch: 4,
  highWatermark: 11,
  logStartOffset: 0,
  fetchOffset: 12,
  diverging: undefined,
  records: [Buffer.from('a batch'), Buffer.from('another')],
};

function sentRequest(message: ReplicaFetchRequest): ReplicaFetchRequest {
  return decodeRequest(replicaV1.FetchRequest.decode(replicaV1.FetchRequest.encode(encodeRequest(message))));
}

function sentData(message: ReplicaPartitionData): ReplicaPartitionData | undefined {
  const bytes = replicaV1.FetchResponse.encode(encodeResponse({ partitions: [message] }));
  return decodeResponse(replicaV1.FetchResponse.decode(bytes)).partitions[0];
}

describe('what replicas say to each other', () => {
  it('a request arrives as it was sent, with its hello and without', () => {
    expect(sentRequest(request)).toEqual(request);
    const later = { ...request, hello: undefined, open: [] };
    expect(sentRequest(later)).toEqual(later);
  });

  it('an answer arrives as it was sent, with records or with the place where the logs part', () => {
    const arrived = sentData(data);
    expect(arrived).toMatchObject({ ...data, records: expect.anything() });
    expect(Buffer.concat(arrived?.records ?? []).toString()).toBe('a batchanother');
    const parted = { ...data, records: [], diverging: { epoch: 2, endOffset: 8 } };
    expect(sentData(parted)).toEqual(parted);
  });

  it('every error of the table arrives as an error of that number', () => {
    for (const error of Object.keys(errors) as ErrorCode[]) {
      const arrived = sentData({ ...data, records: [], error })?.error;
      expect(arrived === undefined ? 'none' : errors[arrived].kafka).toBe(errors[error].kafka);
    }
  });

  it('refuses a topic id that is none', () => {
    const encoded = encodeRequest(request);
    const open = encoded.open.map((one) => ({ ...one, topicId: new Uint8Array(15) }));
    expect(() => decodeRequest({ ...encoded, open })).toThrow('a topic id has 16 bytes, got 15');
  });
});
