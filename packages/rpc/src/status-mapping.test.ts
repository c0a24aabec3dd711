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
