import { inSlices } from '@drave/env';
import { DraveError } from '@drave/base';
import { CLUSTER } from '@drave/base/access';
import { brokerLoads, page } from '@drave/controller';
import { brokerService, implement, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { execute, readImage, requireRight, type AdminDomain } from './admin-domain.js';
import { brokerMessage } from './admin-messages.js';

/** `drave.admin.v1.BrokerService`. */
export function createBrokerService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
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
  });
}
