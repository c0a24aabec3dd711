import { RequestWatches, servedApis } from '@drave/kafka-server';
import { clientRequestService, implement, type ServiceImplementation } from '@drave/rpc';
import { unknownApi } from './unknown-api.js';

/** What whoever runs a node of a local cluster can see of the requests of Kafka clients to it. */
export interface ClientRequests {
  readonly watches: RequestWatches;
  /** `drave.local.v1.ClientRequestService`. */
  readonly service: ServiceImplementation;
}

export function createClientRequests(): ClientRequests {
  const watches = new RequestWatches();
  const service = implement(clientRequestService, {
    async watchRequests(stream, { signal }) {
      const asked = await stream.receive();
      const { apis = [], clientId, withFrames = false } = asked ?? {};
      checkApis(apis);
      const watch = watches.open({ apis, clientId, withFrames });
      const close = (): void => watch.close();
      signal.addEventListener('abort', close, { once: true });
      try {
        await stream.send({ requests: [], dropped: 0 });
        for (let told = await watch.next(); told !== undefined; told = await watch.next()) await stream.send(told);
      } finally {
        signal.removeEventListener('abort', close);
        watch.close();
      }
    },
  });
  return { watches, service };
}

/** @throws DraveError INVALID_REQUEST. */
function checkApis(apis: readonly string[]): void {
  const unknown = apis.find((api) => !servedApis.includes(api));
  if (unknown !== undefined) throw unknownApi(unknown, servedApis);
}
