import { isDraveError } from '@drave/base';
import { topicService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from './sim-cluster.js';

/** Before the chaos. Links may lose connections from the start; the request has an id, so it may be repeated. */
export async function createTopic(
  cluster: SimCluster,
  name: string,
  partitionCount: number,
  configs: ReadonlyMap<string, string>,
): Promise<void> {
  const { world, conditions, bootstrap } = cluster;
  const { setupMs } = conditions;
  const attempt = { deadlineMs: setupMs / 4 };
  const transport = new SimTransport(cluster.clientHost(`setup-${name}`));
  const channel = transport.connect(bootstrap[0] ?? { host: 'b1', port: 0 });
  const { replicationFactor } = conditions;
  const topic = { name, partitionCount, replicationFactor, assignments: [], configs: new Map(configs) };
  const request = { ...topic, validateOnly: false, requestId: `setup-${name}` };
  const persist = async (): Promise<void> => {
    for (const giveUpMs = world.nowMs() + setupMs; ; ) {
      try {
        await channel.unary(topicService.methods.createTopic, request, attempt);
        return;
      } catch (reason) {
        if (!isDraveError(reason) || !reason.retriable || world.nowMs() > giveUpMs) throw reason;
      }
    }
  };
  await world.finish(persist(), setupMs * 2);
  channel.close();
}
