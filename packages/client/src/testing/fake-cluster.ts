import type { NodeId } from '@drave/base';
import { SimTransport } from '@drave/rpc/sim';
import { FAKE_PORT, FakeClusterState, type FakeBroker } from './fake-cluster-state.js';
import { fakeDataService } from './fake-data-service.js';
import { fakeGroupMemberService } from './fake-group-member-service.js';

/**
 * A cluster of brokers as simulated hosts, which serve the state they share. Faults occur only where a test injects
 * them.
 */
export class FakeCluster extends FakeClusterState {
  async start(brokerCount: number): Promise<void> {
    for (let id = 1; id <= brokerCount; id++) {
      const broker: FakeBroker = {
        id,
        host: this.world.createHost(`broker${id}`),
        server: undefined,
        staleMetadata: undefined,
      };
      this.brokers.push(broker);
      await this.serve(broker);
    }
  }

  async restart(id: NodeId): Promise<void> {
    const broker = this.broker(id);
    broker.host.restart();
    await this.serve(broker);
  }

  private async serve(broker: FakeBroker): Promise<void> {
    const transport = new SimTransport(broker.host);
    broker.server = await transport.serve({ host: broker.host.name, port: FAKE_PORT }, [
      fakeDataService(this, broker),
      fakeGroupMemberService(this, broker),
    ]);
  }
}
