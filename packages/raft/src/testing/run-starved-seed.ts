import { assert } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { QuorumSimulation } from './quorum-simulation.js';
import type { QuorumSeedResult } from './run-quorum-seed.js';
import { starveHosts } from './starve-hosts.js';
import { drawStarvedConditions, type StarvedConditions } from './starved-conditions.js';

/** After the first leader, while nothing fails. */
const CALM_MS = 300_000;
const ELECTIONS_MAX = 2;
/** A write is acknowledged in each of these. */
const PROGRESS_MS = 60_000;
/** The time from the start, and from the end of a leader's process, to a leader. */
const LEADER_MS = 60_000;
const LAST_EVENTS = 60;

/**
 * One run: a quorum on a machine that is twenty times too slow, or that stalls again and again. It keeps its leader,
 * makes progress, and survives the end of the leader's process. @throws Error naming seed and conditions when it does
 * not.
 */
export async function runStarvedQuorumSeed(seed: number): Promise<QuorumSeedResult> {
  const starved = drawStarvedConditions(new SeededRandom(seed).fork('starved'));
  const simulation = new QuorumSimulation(seed, starved.quorum);
  const { world } = simulation;
  try {
    await simulation.start();
    const hosts = simulation.members.map(({ host }) => host);
    starveHosts(world, hosts, starved.starvation, simulation.random);
    await waitForLeader(simulation, 'at the start');
    await expectCalm(simulation);
    await survive(simulation);
  } catch (reason) {
    throw describeFailure(seed, simulation, starved, reason);
  }
  return {
    events: world.eventsRun,
    traceHash: world.traceHash,
    marks: simulation.marks,
    writesAcknowledged: simulation.writesAcknowledged,
    readsConfirmed: simulation.readsConfirmed,
  };
}

async function waitForLeader(simulation: QuorumSimulation, when: string): Promise<void> {
  const found = await simulation.world.runUntil(() => simulation.leaders.length > 0, LEADER_MS);
  assert(found, `no leader within ${LEADER_MS} ms ${when}`);
}

async function expectCalm(simulation: QuorumSimulation): Promise<void> {
  const electionsBefore = simulation.marks['role.leader'] ?? 0;
  for (let passedMs = 0; passedMs < CALM_MS; passedMs += PROGRESS_MS) {
    const writes = simulation.writesAcknowledged;
    await simulation.world.runFor(PROGRESS_MS);
    const elections = (simulation.marks['role.leader'] ?? 0) - electionsBefore;
    assert(
      elections <= ELECTIONS_MAX,
      `${elections} elections in ${passedMs + PROGRESS_MS} ms after the first, although nothing failed`,
    );
    assert(simulation.writesAcknowledged > writes, `no write was acknowledged within ${PROGRESS_MS} ms`);
  }
}

/** The leader's process ends, and comes back a little later. */
async function survive(simulation: QuorumSimulation): Promise<void> {
  const [leader] = simulation.leaders;
  if (leader === undefined) return waitForLeader(simulation, 'at the end');
  leader.crash({ loseUnsynced: false });
  simulation.note(`crash n${leader.nodeId}`);
  const alone = simulation.members.filter(({ node }) => node?.status().role !== 'observer').length === 1;
  simulation.restartLater(leader.nodeId, 5_000);
  if (!alone) await waitForLeader(simulation, `after n${leader.nodeId} ended`);
  const writes = simulation.writesAcknowledged;
  await simulation.world.runFor(PROGRESS_MS);
  assert(simulation.leaders.length > 0, 'nobody leads at the end');
  assert(simulation.writesAcknowledged > writes, `no write was acknowledged after n${leader.nodeId} ended`);
  simulation.stopClients();
}

function describeFailure(
  seed: number,
  simulation: QuorumSimulation,
  starved: StarvedConditions,
  thrown: unknown,
): Error {
  const { faults, marks, world } = simulation;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const text = [
    `starved seed ${seed}: ${reason}`,
    `conditions: ${JSON.stringify(starved)}`,
    `faults:\n  ${faults.join('\n  ')}`,
    `reached: ${JSON.stringify(marks)}`,
    `last events:\n  ${world.lastEvents(LAST_EVENTS).join('\n  ')}`,
  ].join('\n');
  return new Error(text, { cause: thrown });
}
