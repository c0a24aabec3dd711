import { invalidTopicName } from '@drave/controller';
import type { ConfigResource } from '@drave/metadata';
import { wireError, type WireError } from './controller-calls.js';

/** Kafka's numbers of what can be configured. */
export const resourceTypes = { topic: 2, broker: 4, group: 32 } as const;

/** Names a topic, a group, a broker, or with an empty name all brokers. */
export interface AskedResource {
  readonly resourceType: number;
  readonly resourceName: string;
}

export type CheckedResource =
  | { readonly kind: 'ok'; readonly resource: ConfigResource }
  | { readonly kind: 'refused'; readonly error: WireError };

/** What the request means. Whether a topic exists is not looked at, nor who may. */
export function checkResource({ resourceType, resourceName: name }: AskedResource): CheckedResource {
  switch (resourceType) {
    case resourceTypes.topic: {
      const illegal = invalidTopicName(name);
      if (illegal !== undefined) return refused(wireError(illegal.code, illegal.message));
      return { kind: 'ok', resource: { type: 'topic', name } };
    }
    case resourceTypes.broker: {
      const error = brokerNameError(name);
      return error === undefined ? { kind: 'ok', resource: { type: 'broker', name } } : refused(error);
    }
    case resourceTypes.group:
      if (name === '') return refused(wireError('INVALID_REQUEST', 'a group resource needs the id of a group'));
      return { kind: 'ok', resource: { type: 'group', name } };
    default:
      return refused(
        wireError(
          'INVALID_REQUEST',
          `resource type ${resourceType} is not known here: 2 is a topic, 4 a broker, 32 a group`,
        ),
      );
  }
}

export function identityOf({ resourceType, resourceName }: AskedResource): string {
  return `${resourceType}/${resourceName}`;
}

export const DUPLICATE_RESOURCE = wireError('INVALID_REQUEST', 'the resource occurs more than once in the request');

function brokerNameError(name: string): WireError | undefined {
  if (name === '' || /^\d{1,10}$/.test(name)) return undefined;
  return wireError('INVALID_REQUEST', `'${name}' is not a broker id: a number, or empty for all brokers`);
}

function refused(error: WireError): CheckedResource {
  return { kind: 'refused', error };
}
