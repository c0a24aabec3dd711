import { DraveError, type ErrorCode, isDraveError } from '@drave/base';
import { type CallContext, implement, quorumService, type ServiceImplementation, topicService } from '@drave/rpc';
import { describe, expect, it } from 'vitest';
import { explained, invalidField } from './explained.js';

const call = {} as CallContext;

type Handler = (request: object, call: CallContext) => Promise<unknown>;

/** Calls a method of a service whose every method fails with `error`. */
async function refusalOf(error: Error, request: object, method = 'deleteTopic'): Promise<unknown> {
  const fail = () => Promise.reject(error);
  const handlers = { createTopic: fail, getTopic: fail, listTopics: fail, deleteTopic: fail, addPartitions: fail };
  const { handlers: wrapped } = explained(implement(topicService, handlers));
  return (wrapped[method] as Handler)(request, call).catch((reason: unknown) => reason);
}

async function detailsOf(code: ErrorCode, request: object) {
  const refusal = await refusalOf(new DraveError(code, 'so it is'), request);
  return isDraveError(refusal, code) ? refusal.details : undefined;
}

describe('a refusal of an administrative method', () => {
  it('names the resource that it is about, by what the request says', async () => {
    expect(await detailsOf('UNKNOWN_TOPIC_OR_PARTITION', { name: 'orders' })).toMatchObject({
      resource: { type: 'drave/Topic', name: 'topics/orders' },
    });
    expect(await detailsOf('UNKNOWN_TOPIC_ID', { name: '', topicId: 'Zm9v' })).toMatchObject({
      resource: { type: 'drave/Topic', name: 'topics/Zm9v' },
    });
    expect(
      await detailsOf('TOPIC_AUTHORIZATION_FAILED', { resource: { type: 'TOPIC', name: 'orders' } }),
    ).toMatchObject({
      resource: { name: 'topics/orders' },
    });
    expect(await detailsOf('BROKER_ID_NOT_REGISTERED', { brokerId: 0 })).toMatchObject({
      resource: { type: 'drave/Broker', name: 'brokers/0' },
    });
    expect(await detailsOf('UNKNOWN_TOPIC_OR_PARTITION', { name: '' })).not.toHaveProperty('resource');
  });

  it('names the field that is wrong, as the proto file does', async () => {
    const details = await detailsOf('INVALID_REPLICATION_FACTOR', { name: 'orders', replicationFactor: 9 });
    expect(details?.fieldViolations).toEqual([{ field: 'replication_factor', description: 'so it is' }]);
    const given = await refusalOf(invalidField('resource.name', 'is empty'), { name: 'orders' });
    expect(given).toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'resource.name: is empty',
      details: { fieldViolations: [{ field: 'resource.name', description: 'is empty' }] },
    });
  });

  it('says what is to be changed first, and of what', async () => {
    const details = await detailsOf('NON_EMPTY_GROUP', { groupId: 'billing' });
    const violation = { type: 'NON_EMPTY_GROUP', subject: 'groups/billing', description: 'so it is' };
    expect(details?.preconditions).toEqual([violation]);
    expect((await detailsOf('POLICY_VIOLATION', {}))?.preconditions).toMatchObject([{ subject: '' }]);
  });

  it('says when it is worth another try, unless the error says it already', async () => {
    expect(await detailsOf('NOT_CONTROLLER', {})).toMatchObject({ metadata: { retry_after_ms: '100' } });
    const patient = new DraveError('NOT_CONTROLLER', 'wait', { metadata: { retry_after_ms: '5000' } });
    expect(await refusalOf(patient, {})).toMatchObject({ details: { metadata: { retry_after_ms: '5000' } } });
    expect(await detailsOf('UNKNOWN_TOPIC_ID', { topicId: 'Zm9v' })).not.toHaveProperty('metadata');
  });

  it('comes first for a request id that is too long', async () => {
    const refusal = await refusalOf(new Error('never called'), { requestId: 'x'.repeat(129) }, 'createTopic');
    expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', details: { fieldViolations: [{ field: 'request_id' }] } });
  });

  it('leaves faults of our own as they are', async () => {
    const fault = new TypeError('undefined is not a function');
    expect(await refusalOf(fault, { name: 'orders' })).toBe(fault);
  });

  it('is made of every method of a service', () => {
    const handlers = { getQuorum: never, addVoter: never, removeVoter: never, stepDown: never };
    const service: ServiceImplementation = explained(implement(quorumService, handlers));
    expect(Object.keys(service.handlers).sort()).toEqual(Object.keys(quorumService.methods).sort());
  });
});

async function never(): Promise<never> {
  throw new Error('not called');
}
