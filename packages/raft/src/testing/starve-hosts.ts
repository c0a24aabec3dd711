import type { Millis } from '@drave/base';
import { exponential, type SeededRandom, type SimHost, type SimWorld } from '@drave/env/sim';

/** A machine that is far too slow for what runs on it. */
export interface Starvation {
  /** Every event occupies its node for this long. */
  readonly eventCostMs: number;
  /** What one synced write takes, on average. */
  readonly syncLatencyMs: number;
  /** A write to the store takes so much longer now and then; 0 for never. */
  readonly diskStallMsMax: number;
  /** The mean pause between two stalls of a node's event loop, and their longest; 0 for none. */
  readonly stallEveryMs: number;
  readonly stallMsMax: number;
  /** All nodes stall at once, as where one quota holds them together. */
  readonly together: boolean;
}

/** The probability that an operation stalls, on a disk that stalls now and then. */
const DISK_STALL_PROBABILITY = 0.05;

/** Starves the hosts from now on, for good. */
export function starveHosts(
  world: SimWorld,
  hosts: readonly SimHost[],
  starvation: Starvation,
  random: SeededRandom,
): void {
  for (const host of hosts) slowDown(host, starvation);
  if (starvation.stallEveryMs === 0) return;
  if (starvation.together) {
    stallAgainAndAgain(world, hosts, starvation, random.fork('stalls of all'));
    return;
  }
  for (const host of hosts) stallAgainAndAgain(world, [host], starvation, random.fork(`stalls of ${host.name}`));
}

function slowDown(host: SimHost, { eventCostMs, syncLatencyMs, diskStallMsMax }: Starvation): void {
  host.eventCost(eventCostMs);
  const stall = { stallProbability: diskStallMsMax === 0 ? 0 : DISK_STALL_PROBABILITY, stallMsMax: diskStallMsMax };
  host.storeFaults({ latencyMs: syncLatencyMs / 10, syncLatencyMs, ...stall });
  host.diskFaults({ latencyMs: syncLatencyMs / 10, syncLatencyMs });
}

/** There are never two stalls at a time. */
function stallAgainAndAgain(
  world: SimWorld,
  hosts: readonly SimHost[],
  { stallEveryMs, stallMsMax }: Starvation,
  random: SeededRandom,
): void {
  const next = (afterMs: Millis): void => {
    world.schedule(
      afterMs + exponential(random, stallEveryMs),
      () => {
        const durationMs = random.next() * stallMsMax;
        for (const host of hosts) host.stall(durationMs);
        next(durationMs);
      },
      undefined,
      'stall',
    );
  };
  next(0);
}
