import { DraveError } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { Reachability } from './reachability.js';

const one = { host: '127.0.0.1', port: 1 };
const other = { host: '::1', port: 2 };

const connectionLostError = (loss: string, message: string): DraveError =>
  new DraveError('NETWORK_EXCEPTION', message, { metadata: { connection_loss: loss } });

describe('Reachability', () => {
  it('says why each address failed last, without the words of the transport', () => {
    const reachability = new Reachability();
    const refused = connectionLostError('refused', '/drave.data.v1.DataService/Metadata at 127.0.0.1:1: ECONNREFUSED');
    reachability.failed(one, refused);
    reachability.failed(other, connectionLostError('reset', 'somewhere: ECONNRESET'));
    expect(reachability.hasAnswered).toBe(false);
    const error = reachability.timedOut(60_000, refused);
    expect(error.code).toBe('REQUEST_TIMED_OUT');
    expect(error.message).toBe(
      'no broker has answered within 60 s: 127.0.0.1:1 refuses connections (ECONNREFUSED), ' +
        '[::1]:2 closes the connection before it answers',
    );
  });

  it('takes a refusal for an answer, and forgets why the address failed before', () => {
    const reachability = new Reachability();
    reachability.failed(one, connectionLostError('refused', 'gone'));
    const refusal = new DraveError('NOT_CONTROLLER', 'no active controller is known');
    reachability.failed(one, refusal);
    expect(reachability.hasAnswered).toBe(true);
    const error = reachability.timedOut(1_500, refusal);
    expect({ code: error.code, message: error.message }).toEqual({
      code: 'NOT_CONTROLLER',
      message: 'gave up after 1.5 s: no active controller is known',
    });
  });

  it('tells a deadline of its own from one that a node has answered with', () => {
    const reachability = new Reachability();
    reachability.failed(one, new DraveError('REQUEST_TIMED_OUT', 'late', { metadata: { grpc_status: 'DEADLINE' } }));
    expect(reachability.describe()).toBe('127.0.0.1:1 does not answer');
    reachability.failed(other, new DraveError('REQUEST_TIMED_OUT', 'the controllers were too slow'));
    expect(reachability.hasAnswered).toBe(true);
  });
});
