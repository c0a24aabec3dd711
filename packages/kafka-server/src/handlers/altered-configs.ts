import { repeated } from '@drave/base';
import { DEADLINE_MS_DEFAULT } from '@drave/base/access';
import type { ConfigAlteration, ItemResult } from '@drave/controller';
import {
  type AskedResource,
  type CheckedResource,
  checkResource,
  DUPLICATE_RESOURCE,
  identityOf,
  resourceTypes,
} from './config-resources.js';
import { change, resultError, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext } from './handler-row.js';

interface AlteredResource extends WireError {
  readonly resourceType: number;
  readonly resourceName: string;
}

export type WantedChange =
  | { readonly kind: 'ok'; readonly change: ConfigAlteration['change'] }
  | { readonly kind: 'refused'; readonly error: WireError };

/**
 * Both ways to alter configurations end here: each resource stands or falls on its own. What `answeredHere` answers is
 * not passed on to the controller.
 */
export async function alterResources<Resource extends AskedResource>(
  context: HandlerContext,
  resources: readonly Resource[],
  validateOnly: boolean,
  wantedOf: (resource: Resource) => WantedChange,
  answeredHere: (context: HandlerContext, resource: Resource) => WireError | undefined = () => undefined,
): Promise<AlteredResource[]> {
  const twice = repeated(resources.map(identityOf));
  const answers = new Map<string, AlteredResource>();
  const alterations: ConfigAlteration[] = [];
  const asked: Resource[] = [];
  const answer = (resource: Resource, error: WireError): void => {
    const { resourceType, resourceName } = resource;
    answers.set(identityOf(resource), { ...error, resourceType, resourceName });
  };
  for (const resource of resources) {
    const known = twice.has(identityOf(resource)) ? undefined : answeredHere(context, resource);
    if (known !== undefined) {
      answer(resource, known);
      continue;
    }
    const checked = twice.has(identityOf(resource))
      ? ({ kind: 'refused', error: DUPLICATE_RESOURCE } as const)
      : checkAltered(resource);
    const wanted = checked.kind === 'refused' ? checked : wantedOf(resource);
    if (checked.kind === 'refused') answer(resource, checked.error);
    else if (wanted.kind === 'refused') answer(resource, wanted.error);
    else {
      alterations.push({ resource: checked.resource, change: wanted.change });
      asked.push(resource);
    }
  }
  if (asked.length > 0) {
    const command = { kind: 'alterConfigs', resources: alterations, validateOnly } as const;
    const { response } = await change(context, DEADLINE_MS_DEFAULT, command);
    for (const [at, resource] of asked.entries()) {
      const result = response[at];
      answer(
        resource,
        result === undefined ? wireError('UNKNOWN_SERVER_ERROR', 'no answer') : refusalOf(resource, result),
      );
    }
  }
  return [...answers.values()];
}

function checkAltered(resource: AskedResource): CheckedResource {
  if (resource.resourceType === resourceTypes.topic && resource.resourceName === '')
    return { kind: 'refused', error: wireError('INVALID_REQUEST', 'a topic resource needs the name of a topic') };
  return checkResource(resource);
}

/** What cannot be a broker's setting is an invalid request in Kafka, what cannot be a topic's an invalid setting. */
function refusalOf({ resourceType }: AskedResource, result: ItemResult<null>): WireError {
  const ofBroker = resourceType === resourceTypes.broker;
  if (result.kind === 'rejected' && result.code === 'INVALID_CONFIG' && ofBroker)
    return wireError('INVALID_REQUEST', result.message);
  return resultError(result);
}

/** The same error for everything that was asked. */
export function refuseResources(
  errorCode: number,
  errorMessage: string,
  resources: readonly AskedResource[],
): AlteredResource[] {
  return resources.map(({ resourceType, resourceName }) => ({ errorCode, errorMessage, resourceType, resourceName }));
}
