import { DraveError, errors, type ErrorCode } from '@drave/base';
import type * as raft from '@drave/raft';
import type { raftV1 } from '@drave/rpc';

/**
 * `@drave/raft`'s messages to and from `drave.raft.v1`. The two differ only in how a response carries its header and in
 * how a fetch result is told; everything else is the same plain data.
 */
export function encodeHeader(response: raft.ResponseHeader): raftV1.ResponseHeader {
  return {
    error: response.error === 'NONE' ? '' : response.error,
    message: response.message,
    epoch: response.epoch,
    leaderId: response.leaderId,
    leaderEndpoint: response.leaderEndpoint,
    patienceMs: response.patienceMs,
    quorumPatienceMs: response.quorumPatienceMs,
  };
}

export function decodeHeader(header: raftV1.ResponseHeader): raft.ResponseHeader {
  return {
    error: decodeError(header.error),
    message: header.message,
    epoch: header.epoch,
    leaderId: header.leaderId,
    leaderEndpoint: header.leaderEndpoint,
    patienceMs: header.patienceMs,
    quorumPatienceMs: header.quorumPatienceMs,
  };
}

export function encodeFetchResponse(response: raft.FetchResponse): raftV1.FetchResponse {
  return {
    header: encodeHeader(response),
    highWatermark: response.highWatermark,
    logStartOffset: response.logStartOffset,
    result: encodeFetchResult(response.result),
  };
}

export function decodeFetchResponse(response: raftV1.FetchResponse): raft.FetchResponse {
  return {
    kind: 'fetch',
    ...decodeHeader(response.header),
    highWatermark: response.highWatermark,
    logStartOffset: response.logStartOffset,
    result: decodeFetchResult(response.result),
  };
}

function encodeFetchResult(result: raft.FetchResult): raftV1.FetchResponse['result'] {
  switch (result.kind) {
    case 'entries':
      return {
        kind: 'entries',
        entries: {
          entries: result.entries.map((entry) => ({ ...entry, kind: entry.kind === 'data' ? 'DATA' : 'CONTROL' })),
        },
      };
    case 'diverging':
      return { kind: 'diverging', diverging: { epoch: result.epoch, endOffset: result.endOffset } };
    case 'snapshot':
      return { kind: 'snapshot', snapshot: result.snapshotId };
  }
}

function decodeFetchResult(result: raftV1.FetchResponse['result']): raft.FetchResult {
  if (result === undefined) throw new DraveError('INVALID_REQUEST', 'a raft fetch response carries no result');
  switch (result.kind) {
    case 'entries':
      return { kind: 'entries', entries: result.entries.entries.map(decodeEntry) };
    case 'diverging':
      return { kind: 'diverging', epoch: result.diverging.epoch, endOffset: result.diverging.endOffset };
    case 'snapshot':
      return { kind: 'snapshot', snapshotId: result.snapshot };
  }
}

function decodeEntry(entry: raftV1.LogEntry): raft.LogEntry {
  if (entry.kind === 'UNSPECIFIED') throw new DraveError('INVALID_REQUEST', `raft entry ${entry.offset} has no kind`);
  return { ...entry, kind: entry.kind === 'DATA' ? 'data' : 'control' };
}

function decodeError(text: string): raft.RaftErrorCode {
  if (text === '') return 'NONE';
  return Object.hasOwn(errors, text) ? (text as ErrorCode) : 'UNKNOWN_SERVER_ERROR';
}
