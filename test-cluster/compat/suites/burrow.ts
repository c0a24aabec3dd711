import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { startFakeZookeeper } from './fake-zookeeper.js';

interface BurrowSettings {
  /** For its configuration. */
  readonly folder: string;
  /** Addresses of Kafka listeners, `host:port,host:port`. */
  readonly kafka: string;
  /** Commits in a window. */
  readonly intervals: number;
}

/** One Burrow that watches a cluster, which it calls `shop`. */
export class RunningBurrow {
  /** Where its HTTP listens, once it does. */
  readonly http: string;
  private readonly child: ChildProcess;
  private readonly zookeeper: Server;

  private constructor(http: string, child: ChildProcess, zookeeper: Server) {
    this.http = http;
    this.child = child;
    this.zookeeper = zookeeper;
  }

  static async start({ folder, kafka, intervals }: BurrowSettings): Promise<RunningBurrow> {
    const { port, server } = await startFakeZookeeper();
    const address = `127.0.0.1:${await freePort()}`;
    writeFileSync(join(folder, 'burrow.toml'), configOf({ folder, kafka, intervals }, port, address));
    const child = spawn('Burrow', ['--config-dir', folder], { stdio: 'ignore' });
    await once(child, 'spawn');
    return new RunningBurrow(`http://${address}`, child, server);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    if (!this.hasEnded) await once(this.child, 'close');
    this.zookeeper.close();
  }
}

/** Burrow says nowhere which port it was given, so it is told one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/**
 * It asks for log ends each second, which is as often as it can. What it has said of a group it says again for a
 * second: with 0 it would do so for ever. It ends without its session with the ZooKeeper, which is in this process and
 * may stand still with it, so that the session is long.
 */
function configOf({ folder, kafka, intervals }: BurrowSettings, zookeeperPort: number, http: string): string {
  const servers = JSON.stringify(kafka.split(','));
  return `
[general]
pidfile="${join(folder, 'burrow.pid')}"
[logging]
level="error"
[zookeeper]
servers=["127.0.0.1:${zookeeperPort}"]
timeout=3600
root-path="/burrow"
[client-profile.test]
client-id="burrow"
kafka-version="2.0.0"
[cluster.shop]
class-name="kafka"
servers=${servers}
client-profile="test"
topic-refresh=2
offset-refresh=1
[consumer.shop]
class-name="kafka"
cluster="shop"
servers=${servers}
client-profile="test"
[httpserver.default]
address="${http}"
[storage.default]
class-name="inmemory"
workers=1
intervals=${intervals}
expire-group=604800
min-distance=0
[evaluator.default]
class-name="caching"
expire-cache=1
`;
}
