import { describe, expect, it } from 'vitest';
import { SeededRandom, type SimHost, SimWorld, trapRealWorld } from './index.js';

/** A small busy cluster: timers, disks, stores, connections, crashes; returns the hash of everything that happened. */
async function busyRun(seed: number, options: { readonly extraFault?: boolean } = {}): Promise<SimWorld> {
  const world = new SimWorld({ seed });
  const faults = world.random.fork('faults');
  const hosts = ['a', 'b', 'c'].map((name) => world.createHost(name));
  for (const host of hosts) work(world, host);
  for (let round = 0; round < 12; round++) {
    await world.runFor(20 + faults.integer(60));
    const victim = hosts[faults.integer(hosts.length)] as SimHost;
    switch (faults.integer(4)) {
      case 0:
        victim.crash({ loseUnsynced: faults.next() < 0.5 });
        await world.runFor(faults.integer(30));
        victim.restart();
        work(world, victim);
        break;
      case 1:
        victim.pause();
        await world.runFor(faults.integer(30));
        victim.resume();
        break;
      case 2:
        world.links.set(victim, '*', { blocked: true });
        break;
      default:
        world.links.heal();
        if (options.extraFault === true) victim.stall(5);
    }
  }
  return world;
}

/** What a host does: it pings the others and writes down what it heard. */
function work(world: SimWorld, host: SimHost): void {
  const { env } = host;
  const peers = ['a', 'b', 'c'].filter((name) => name !== host.name);
  const note = (kind: string) => (reason: unknown) => {
    world.trace(kind, host.name, reason instanceof Error ? reason.message : '');
  };
  const serve = async (): Promise<void> => {
    const store = await env.store.open('db');
    await env.network.listen({ host: host.name, port: 1 }, (connection) => {
      const pump = async (): Promise<void> => {
        for (let bytes = await connection.read(); bytes !== undefined; bytes = await connection.read())
          await store.batch([{ kind: 'put', key: env.random.bytes(4), value: bytes }], {
            sync: bytes.length % 2 === 0,
          });
      };
      pump().catch(note('pump'));
    });
  };
  const ping = async (): Promise<void> => {
    const file = await env.disk.open('log', 'create');
    for (;;) {
      await env.timers.sleep(env.random.integer(10));
      const peer = peers[env.random.integer(peers.length)] as string;
      const bytes = env.random.bytes(1 + env.random.integer(100));
      await file.write([bytes], await file.size());
      try {
        const connection = await env.network.connect({ host: peer, port: 1 }, { timeoutMs: 20 });
        await connection.write([bytes]);
        connection.destroy();
      } catch (reason) {
        note('ping')(reason);
      }
    }
  };
  serve().catch(note('serve'));
  ping().catch(note('ping'));
}

describe('determinism', () => {
  it('the same seed gives the same run, whatever ran before', async () => {
    const first = await busyRun(1);
    const others = [await busyRun(2), await busyRun(3)];
    const again = await busyRun(1);
    expect(first.eventsRun).toBeGreaterThan(500);
    expect(again.traceHash).toBe(first.traceHash);
    expect(again.eventsRun).toBe(first.eventsRun);
    expect(again.lastEvents(50)).toEqual(first.lastEvents(50));
    expect(new Set([first, ...others].map((world) => world.traceHash)).size).toBe(3);
  });

  it('a run interleaved with another in the same process is the same', async () => {
    const alone = await busyRun(4);
    const [together] = await Promise.all([busyRun(4), busyRun(5)]);
    expect(together.traceHash).toBe(alone.traceHash);
  });

  it('needs nothing of the real world', async () => {
    const free = await busyRun(7);
    const undo = trapRealWorld();
    try {
      expect((await busyRun(7)).traceHash).toBe(free.traceHash);
    } finally {
      undo();
    }
  });

  it('another fault gives another run', async () => {
    expect((await busyRun(6, { extraFault: true })).traceHash).not.toBe((await busyRun(6)).traceHash);
  });
});

describe('SeededRandom', () => {
  it('draws differ between close seeds and close names', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const random = new SeededRandom(seed);
      seen.add(random.next());
      for (let name = 0; name < 20; name++) seen.add(random.fork(`host/${name}`).next());
    }
    expect(seen.size).toBe(200 * 21);
  });

  it('a draw does not shift a fork', () => {
    const left = new SeededRandom(9);
    const right = new SeededRandom(9);
    right.bytes(100);
    right.fork('other').next();
    expect(right.fork('same').bytes(16)).toEqual(left.fork('same').bytes(16));
    expect(left.fork('a').fork('b').next()).not.toBe(left.fork('b').fork('a').next());
  });
});
