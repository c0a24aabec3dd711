import { inSlices } from '@drave/env';
import { DraveError } from '@drave/base';
import { CLUSTER } from '@drave/base/access';
import { brokerLoads, page } from '@drave/controller';
import { brokerService, implement, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { execute, readImage, requireRight } from './admin-domain.js';
import { brokerMessage } from './admin-messages.js';
import { atBroker, type ForwardingPorts } from './forwarding.js';
import { listLogDirectories, listReplicas, moveReplicas } from './log-directories.js';
import { onceOf } from './recent-requests.js';

/** `drave.admin.v1.BrokerService`. */
export function createBrokerService(ports: ForwardingPorts): ServiceImplementation {
  const { domain } = ports;
  const header = () => responseHeader(domain.view);
  const once = onceOf(domain.clock);
  const { methods } = brokerService;
  return implement(brokerService, {
    async getBroker({ brokerId, local }, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const image = await readImage(domain, call, local);
      const broker = image.broker(brokerId);
      if (broker === undefined) {
        throw new DraveError('BROKER_ID_NOT_REGISTERED', `no broker with id ${brokerId} is registered`);
      }
      return { header: header(), broker: brokerMessage(broker, await inSlices(domain.compute, brokerLoads(image))) };
    },
    async listBrokers({ pageSize, pageToken, local }, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const image = await readImage(domain, call, local);
      const { items, nextPageToken } = page(
        { pageSize, pageToken, query: 'brokers' },
        (key) => image.brokers().filter(({ id }) => key === undefined || id > Number(key)),
        ({ id }) => String(id),
      );
      const loads = await inSlices(domain.compute, brokerLoads(image));
      return { header: header(), brokers: items.map((broker) => brokerMessage(broker, loads)), nextPageToken };
    },
    async unregisterBroker({ brokerId, validateOnly, requestId }, call) {
      await execute(domain, call, { kind: 'unregisterBroker', brokerId, validateOnly, requestId });
      return { header: header() };
    },
    async listLogDirectories(request, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      return atBroker(ports, call, methods.listLogDirectories, request, async (broker, caller) => {
        const { items: directories, nextPageToken } = await listLogDirectories(broker, caller, request);
        return { header: header(), directories, nextPageToken };
      });
    },
    async listReplicas(request, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      return atBroker(ports, call, methods.listReplicas, request, async (broker, caller) => {
        const { items: replicas, nextPageToken } = await listReplicas(broker, caller, request);
        return { header: header(), replicas, nextPageToken };
      });
    },
    async moveReplicas(request, call) {
      requireRight(domain, call, 'alter', CLUSTER);
      return atBroker(ports, call, methods.moveReplicas, request, (broker, caller) =>
        once(request, caller, async () => {
          return { header: header(), results: await moveReplicas(broker, caller, request) };
        }),
      );
    },
  });
}
