import type { Millis } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { Backoff } from '../backoff.js';
import { BrokerChannels } from '../cluster/broker-channels.js';
import { ClusterMetadata } from '../cluster/cluster-metadata.js';
import { CoordinatorLink } from '../group/coordinator-link.js';
import { FakeCluster } from './fake-cluster.js';
import { FAKE_PORT } from './fake-cluster-state.js';

export const ATTEMPT_TIMEOUT_MS: Millis = 500;
const BACKOFF_MS: Millis = 50;
const BACKOFF_MS_MAX: Millis = 200;

/** A fake cluster whose broker 1 coordinates the group `g`, and one link to it, without a consumer around it. */
export async function coordinatorBench() {
  const world = new SimWorld({ seed: 11 });
  const cluster = new FakeCluster(world);
  await cluster.start(3);
  cluster.createTopic('t', 4);
  const host = world.createHost('client');
  const { env } = host;
  const channels = new BrokerChannels(new SimTransport(host), undefined);
  const backoff = new Backoff(BACKOFF_MS, BACKOFF_MS_MAX, env.random.fork('backoff'));
  const metadata = new ClusterMetadata(env, channels, {
    bootstrap: [{ host: 'broker2', port: FAKE_PORT }],
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    maxAgeMs: 300_000,
    backoff,
    refreshPauseMs: BACKOFF_MS,
  });
  const ports = { env, channels, metadata, backoff, groupId: 'g', attemptTimeoutMs: ATTEMPT_TIMEOUT_MS };
  return { world, cluster, group: cluster.group('g'), env, link: new CoordinatorLink(ports) };
}
