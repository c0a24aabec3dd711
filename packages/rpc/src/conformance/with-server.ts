import type { ChannelOptions, RpcChannel, RpcServer } from '../transport.js';
import type { TransportHarness } from './harness.js';
import { createConformanceService, type ServerFacts } from './service.js';

interface CaseWorld {
  readonly harness: TransportHarness;
  readonly server: RpcServer;
  readonly channel: RpcChannel;
  readonly facts: ServerFacts;
}

/** Runs a case against a fresh server and channel, and takes both down again, also when it fails. */
export function withServer(
  body: (world: CaseWorld) => Promise<void>,
  options: ChannelOptions = {},
): (harness: TransportHarness) => Promise<void> {
  return async (harness) => {
    const { implementation, facts } = createConformanceService(harness.timers);
    const server = await harness.server.serve(harness.serverEndpoint, [implementation]);
    const channel = harness.client.connect(server.endpoint, options);
    try {
      await body({ harness, server, channel, facts });
    } finally {
      facts.gate.resolve();
      channel.close();
      await server.close(0);
    }
  };
}
