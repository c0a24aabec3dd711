import { isDraveError, UUID_ZERO } from '@drave/base';
import { describe, expect, test } from 'vitest';
import {
  correlationIdOf,
  encodeRequestFrame,
  encodeResponseFrame,
  parseRequestHeader,
  parseResponseHeader,
} from './framing.js';
import { apis } from './generated/index.js';

function frameOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (reason) {
    if (isDraveError(reason, 'INVALID_REQUEST')) return reason.message;
    throw reason;
  }
  return 'accepted';
}

describe('parseRequestHeader', () => {
  test('an API that nobody knows', () => {
    const parsed = parseRequestHeader(frameOf('7fff 0000 00000005 0001 63'));
    expect(parsed).toEqual({
      kind: 'unknownApi',
      header: { apiKey: 0x7fff, apiVersion: 0, correlationId: 5, clientId: 'c' },
    });
  });

  test('a version from the future keeps its correlation id, so that ApiVersions can be answered', () => {
    const parsed = parseRequestHeader(frameOf('0012 0063 00000005 0001 63 00 ffffffff'));
    expect(parsed).toMatchObject({ kind: 'unsupportedVersion', header: { apiVersion: 99, correlationId: 5 } });
    // The header is read even when nothing follows the correlation id.
    expect(parseRequestHeader(frameOf('0012 ffff 00000005'))).toMatchObject({ kind: 'unsupportedVersion' });
  });

  test('a client id of null', () => {
    expect(parseRequestHeader(frameOf('0012 0000 00000005 ffff'))).toMatchObject({ header: { clientId: null } });
  });

  test('tagged fields of a flexible header are skipped', () => {
    const parsed = parseRequestHeader(frameOf('0012 0003 00000005 0001 63 02 05 02 aaaa 09 00 02 61 02 62 00'));
    if (parsed.kind !== 'request') throw new Error(parsed.kind);
    expect(apis.ApiVersions.request.decode(parsed.body, 3)).toEqual({
      clientSoftwareName: 'a',
      clientSoftwareVersion: 'b',
    });
  });

  test.each([
    '',
    '00',
    '0012 0000 0000',
    '0012 0000 00000005',
    '0012 0000 00000005 0009 63',
    '0012 0000 00000005 8000',
  ])('a malformed header is refused: %s', (hex) => {
    expect(refusal(() => parseRequestHeader(frameOf(hex)))).toMatch(/^malformed request header: /);
  });
});

test('a request of tiny structs is refused before they take a hundred times its size; one of short names is not', () => {
  const decode = (topics: number, name: string): unknown => {
    const body = { topics: Array.from({ length: topics }, () => ({ name, topicId: UUID_ZERO })) };
    const frame = Buffer.concat(encodeRequestFrame({ correlationId: 1, clientId: null }, apis.Metadata, 4, body));
    const parsed = parseRequestHeader(frame.subarray(4));
    return parsed.kind === 'request' && apis.Metadata.request.decode(parsed.body, 4);
  };
  expect(refusal(() => decode(50_000, ''))).toMatch(/topics: more structures than one message may hold/);
  expect(decode(50_000, 'orders')).toMatchObject({ topics: { length: 50_000 } });
  expect(decode(20_000, '')).toMatchObject({ topics: { length: 20_000 } });
});

test('a refusal names the message, the field and the byte', () => {
  const parsed = parseRequestHeader(frameOf('000c 0004 00000005 0001 63 00 02 67 00000001 05 6d'));
  if (parsed.kind !== 'request') throw new Error(parsed.kind);
  expect(refusal(() => apis.Heartbeat.request.decode(parsed.body, 4))).toBe(
    'malformed HeartbeatRequest v4: memberId: 4 bytes are wanted and 1 are left (byte 19 of 20)',
  );
});

test('record bytes are sent from where they lie, and read without a copy', () => {
  const records = Buffer.alloc(100_000, 7);
  const responses = [
    {
      topic: 't',
      topicId: UUID_ZERO,
      partitions: [
        {
          partitionIndex: 0,
          errorCode: 0,
          highWatermark: 1,
          abortedTransactions: [],
          records: [records.subarray(0, 50_000), records.subarray(50_000)],
        },
      ],
    },
  ];
  const parts = encodeResponseFrame(3, apis.Fetch, 12, { responses });
  expect(parts).toHaveLength(4);
  expect(parts[1]?.buffer).toBe(records.buffer);
  const frame = Buffer.concat(parts);
  expect(frame.readInt32BE(0)).toBe(frame.length - 4);
  const payload = frame.subarray(4);
  expect(correlationIdOf(payload)).toBe(3);
  const { body } = parseResponseHeader(payload, apis.Fetch, 12);
  const decoded = apis.Fetch.response.decode(body, 12).responses[0]?.partitions[0]?.records;
  expect(decoded?.equals(records)).toBe(true);
  expect(decoded?.buffer).toBe(frame.buffer);
});

test('the response header of ApiVersions is never flexible', () => {
  const body = { errorCode: 0, apiKeys: [] };
  expect(Buffer.concat(encodeResponseFrame(1, apis.ApiVersions, 4, body)).toString('hex', 4)).toBe(
    '00000001000001000000000000'.slice(0, 24),
  );
  const flexible = Buffer.concat(encodeResponseFrame(1, apis.Heartbeat, 4, { errorCode: 0 }));
  expect(flexible.toString('hex', 4)).toBe('000000010000000000000000');
});

describe('encoding', () => {
  const header = { correlationId: 1, clientId: null };

  test('a value that the version has no place for is refused, unless it may be ignored', () => {
    const fenced = { groupId: 'g', generationId: 1, memberId: 'm', groupInstanceId: 'i' };
    expect(() => encodeRequestFrame(header, apis.Heartbeat, 2, fenced)).toThrow(
      /HeartbeatRequest.groupInstanceId is set, and version 2 has no place for it/,
    );
    const reason = { ...fenced, sessionTimeoutMs: 1, protocolType: '', protocols: [], reason: 'r' };
    expect(() => encodeRequestFrame(header, apis.JoinGroup, 5, reason)).not.toThrow();
  });

  test('a null that the version forbids is refused', () => {
    expect(() => encodeRequestFrame(header, apis.Metadata, 0, { topics: null })).toThrow(
      /MetadataRequest.topics is null, which version 0 forbids/,
    );
  });

  test.each([2 ** 31, 1.5, Number.NaN, -(2 ** 31) - 1])('an int32 of %d is refused', (generationId) => {
    const body = { groupId: 'g', generationId, memberId: 'm' };
    expect(() => encodeRequestFrame(header, apis.Heartbeat, 2, body)).toThrow(/generationId: the wire cannot hold/);
  });

  test('a string above Kafka’s limit is refused', () => {
    const body = { groupId: 'g'.repeat(32_768), generationId: 1, memberId: 'm' };
    expect(() => encodeRequestFrame(header, apis.Heartbeat, 4, body)).toThrow(/groupId: the wire cannot hold/);
    const longest = { ...body, groupId: 'g'.repeat(32_767) };
    expect(Buffer.concat(encodeRequestFrame(header, apis.Heartbeat, 4, longest)).length).toBeGreaterThan(32_767);
  });

  test.each(['short', 'A'.repeat(22).replace('A', '*')])('an id of %s is refused', (topicId) => {
    const body = { topics: [{ topicId, name: null }] };
    expect(() => encodeRequestFrame(header, apis.Metadata, 12, body)).toThrow(/topicId: the wire cannot hold/);
  });
});
