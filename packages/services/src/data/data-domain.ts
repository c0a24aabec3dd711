import type { Authorizer } from '@drave/base/access';
import type * as broker from '@drave/broker';

/** What the data service needs of a broker; `Broker` is one. */
export interface DataDomain extends Authorizer {
  readonly transactions: Pick<broker.Broker['transactions'], 'coordinator'>;
  /** What callers may use. */
  readonly quotas: Pick<broker.Broker['quotas'], 'of' | 'changes'>;
  /** The order of writes is fixed when it returns. */
  produce(context: broker.RequestContext, request: broker.ProduceRequest): broker.ProduceTicket;
  fetch(context: broker.RequestContext, request: broker.FetchRequest): Promise<broker.FetchResponse>;
  listOffsets(context: broker.RequestContext, request: broker.ListOffsetsRequest): Promise<broker.ListOffsetsResponse>;
  initProducerId(
    context: broker.RequestContext,
    request: broker.InitProducerIdRequest,
  ): Promise<broker.InitProducerIdResponse>;
  metadata(context: broker.RequestContext, request: broker.MetadataRequest): Promise<broker.MetadataResponse>;
}
