import { DraveError, type ErrorCode, errors } from '@drave/base';
import { describe, expect, test } from 'vitest';
import { connectionLoss, connectionLostError } from './connection-loss.js';
import { googleRpc } from './generated/index.js';
import { errorFromStatus, statusFromError, statusNumbers } from './status-mapping.js';

describe('status mapping', () => {
  test('every row of the table comes back as itself, with its details', () => {
    for (const code of Object.keys(errors) as ErrorCode[]) {
      const details = { leaderId: 3, leaderEndpoint: 'b3:9000', leaderEpoch: 7, metadata: { topic: 'orders' } };
      const status = statusFromError(new DraveError(code, `about ${code} – ü`, details));
      expect(status.code).toBe(statusNumbers[errors[code].grpc]);
      const back = errorFromStatus(status);
      expect(back.code).toBe(code);
      expect(back.message).toBe(`about ${code} – ü`);
      expect(back.details).toEqual(details);
    }
  });

  test('exactly one ErrorInfo, with the Kafka code', () => {
    const status = statusFromError(new DraveError('NOT_LEADER_OR_FOLLOWER'));
    const decoded = googleRpc.Status.decode(status.details ?? Buffer.alloc(0));
    expect(decoded.details).toHaveLength(1);
    const info = googleRpc.ErrorInfo.decode(decoded.details[0]?.value ?? Buffer.alloc(0));
    expect(info).toMatchObject({ reason: 'NOT_LEADER_OR_FOLLOWER', domain: 'drave' });
    expect(info.metadata.get('kafka_error_code')).toBe('6');
  });

  test('retry_after_ms is a RetryInfo too', () => {
    const error = new DraveError('THROTTLING_QUOTA_EXCEEDED', 'slow down', { metadata: { retry_after_ms: '1500' } });
    const decoded = googleRpc.Status.decode(statusFromError(error).details ?? Buffer.alloc(0));
    expect(decoded.details).toHaveLength(2);
    const retry = googleRpc.RetryInfo.decode(decoded.details[1]?.value ?? Buffer.alloc(0));
    expect(retry.retryDelay).toEqual({ seconds: 1, nanos: 500_000_000 });
  });

  test('wrong fields, the resource and what is to be changed first are details of their own, and come back', () => {
    const details = {
      fieldViolations: [{ field: 'page_size', description: 'must be 0 or more' }],
      resource: { type: 'drave/Topic', name: 'topics/orders' },
      preconditions: [{ type: 'NON_EMPTY_GROUP', subject: 'groups/billing', description: 'it has 2 members' }],
    };
    const status = statusFromError(new DraveError('NON_EMPTY_GROUP', 'not now', details));
    const decoded = googleRpc.Status.decode(status.details ?? Buffer.alloc(0));
    const types = decoded.details.map(({ typeUrl }) => typeUrl.replace('type.googleapis.com/google.rpc.', ''));
    expect(types).toEqual(['ErrorInfo', 'BadRequest', 'ResourceInfo', 'PreconditionFailure']);
    expect(errorFromStatus(status).details).toEqual(details);
  });

  test('endless details do not break the status', () => {
    const fieldViolations = Array.from({ length: 5000 }, (_, index) => {
      return { field: `f${index}`, description: 'x'.repeat(5000) };
    });
    const status = statusFromError(new DraveError('INVALID_REQUEST', 'no', { fieldViolations }));
    expect(status.details?.length).toBeLessThan(10_000);
    expect(errorFromStatus(status).details.fieldViolations).toHaveLength(10);
  });

  test.each([
    [14, 'NETWORK_EXCEPTION'],
    [4, 'REQUEST_TIMED_OUT'],
    [12, 'UNIMPLEMENTED'],
    [1, 'CANCELLED'],
    [13, 'UNKNOWN_SERVER_ERROR'],
    [99, 'UNKNOWN_SERVER_ERROR'],
  ])('foreign status %i is %s', (code, expected) => {
    expect(errorFromStatus({ code, message: 'foreign', details: undefined }).code).toBe(expected);
    expect(errorFromStatus({ code, message: 'foreign', details: Buffer.from('garbage') }).code).toBe(expected);
  });

  test('evidence of a lost connection stays where it was seen', () => {
    const error = connectionLostError('reset', 'gone');
    expect(connectionLoss(error)).toBe('reset');
    expect(connectionLoss(errorFromStatus(statusFromError(error)))).toBeUndefined();
  });

  test('a broken or endless message does not break the status', () => {
    const back = errorFromStatus(statusFromError(new DraveError('INVALID_REQUEST', `\ud800${'x'.repeat(100_000)}`)));
    expect(back.message.length).toBeLessThan(3_000);
  });
});
