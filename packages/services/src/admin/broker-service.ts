import { DraveError } from '@drave/base';
import { brokerService, implement, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { callerOf, readImage, timeoutOf, type AdminDomain } from './admin-domain.js';
import { brokerMessages } from './admin-messages.js';
import { pageOf } from './paging.js';

/** `drave.admin.v1.BrokerService`. */
export function createBrokerService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(brokerService, {
    async getBroker({ brokerId, local }, call) {
      const image = await readImage(domain, call, local);
      const broker = image.broker(brokerId);
      if (broker === undefined) {
        throw new DraveError('BROKER_ID_NOT_REGISTERED', `no broker with id ${brokerId} is registered`);
      }
      return { header: header(), broker: brokerMessages(image)(broker) };
    },
    async listBrokers(request, call) {
      const image = await readImage(domain, call, request.local);
      const byNumber = (left: string, right: string) => Number(left) - Number(right);
      const page = pageOf(request, image.brokers(), (broker) => String(broker.id), byNumber, '');
      return { header: header(), brokers: page.items.map(brokerMessages(image)), nextPageToken: page.nextPageToken };
    },
    async unregisterBroker({ brokerId, validateOnly, requestId }, call) {
      const command = { kind: 'unregisterBroker', brokerId, validateOnly, requestId } as const;
      await domain.execute(callerOf(call), command, timeoutOf(call));
      return { header: header() };
    },
  });
}
