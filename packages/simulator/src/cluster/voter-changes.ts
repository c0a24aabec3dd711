import { DraveError } from '@drave/base';
import { quorumService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { choose, type Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';

const ATTEMPT_MS = 2_000;
const PAUSE_MS = 200;
/** A removal is given up after so many attempts; the way back is not. */
const REMOVAL_ATTEMPTS_MAX = 10;
/** So that a majority of what remains is still a majority when one more dies. */
const VOTERS_MIN = 3;

/** An operator takes one voter out of the quorum and puts it back. */
export function cycleVoter(runner: FaultRunner, fault: Fault): void {
  const { cluster } = runner;
  const { voters } = cluster;
  if (voters.length <= VOTERS_MIN || cluster.operatorBusy) return;
  const voter = choose(voters, fault.target);
  const host = cluster.clientHost(`operator${fault.number}`);
  const transport = new SimTransport(host);
  const { methods } = quorumService;
  const once = { validateOnly: false, requestId: '' };
  runner.note(fault, voter.host, 'leaves the quorum and comes back');
  const [nodeId, directoryId, endpoint] = [voter.id, voter.directoryId, { host: voter.host, port: voter.port }];
  cluster.operatorBusy = true;
  const persist = async (change: 'removeVoter' | 'addVoter'): Promise<void> => {
    for (let attempt = 0; change === 'addVoter' || attempt < REMOVAL_ATTEMPTS_MAX; attempt += 1) {
      const target = cluster.leader ?? choose(cluster.controllers, fault.choice);
      const channel = transport.connect({ host: target.name, port: target.config.listeners.grpc.port });
      try {
        if (change === 'removeVoter') {
          await channel.unary(methods.removeVoter, { nodeId, directoryId, ...once }, { deadlineMs: ATTEMPT_MS });
        } else {
          await channel.unary(methods.addVoter, { nodeId, directoryId, endpoint, ...once }, { deadlineMs: ATTEMPT_MS });
        }
        return;
      } catch (reason) {
        const { code, message } = DraveError.from(reason);
        cluster.world.trace('operator', host.name, `${change} ${voter.host}: ${code} ${message}`);
        if (code === 'DUPLICATE_VOTER' || code === 'VOTER_NOT_FOUND') return;
        await host.env.timers.sleep(PAUSE_MS);
      } finally {
        channel.close();
      }
    }
  };
  const run = async (): Promise<void> => {
    await persist('removeVoter');
    await host.env.timers.sleep(fault.lastsMs);
    await persist('addVoter');
    cluster.operatorBusy = false;
  };
  run().catch((reason: unknown) => {
    cluster.broken ??= reason;
  });
}
