import { assert } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { FaultPlan } from './fault-plan.js';
import { QuorumSimulation } from './quorum-simulation.js';
import { drawConditions } from './sim-conditions.js';
import { simEndpoint, type SimMember } from './sim-member.js';

/** What one seed of the quorum simulation reports; equal for equal seeds. */
export interface QuorumSeedResult {
  readonly events: number;
  /** Rolling hash over everything that happened; two runs of one seed must agree. */
  readonly traceHash: string;
  /** Named places that this run reached, with counts. */
  readonly marks: Readonly<Record<string, number>>;
  readonly writesAcknowledged: number;
  readonly readsConfirmed: number;
}

/** How long after healing everything must work again. Generous: an election or two, a snapshot, a voter change. */
const LIVENESS_MS = 10_000;
const LAST_EVENTS = 60;

/**
 * One run: a quorum of 1, 3, 5 or 7 with observers under the faults of its seed, checked after every event; then
 * healed, and expected to work. @throws Error naming seed, faults and last events when a promise is broken.
 */
export async function runQuorumSeed(seed: number): Promise<QuorumSeedResult> {
  const simulation = new QuorumSimulation(seed, drawConditions(new SeededRandom(seed).fork('climate')));
  const { world, conditions } = simulation;
  try {
    await simulation.start();
    const plan = new FaultPlan(simulation);
    plan.start();
    await world.runFor(conditions.chaosMs);
    plan.heal();
    await expectLiveness(simulation);
  } catch (reason) {
    throw describeFailure(seed, simulation, reason);
  }
  return {
    events: world.eventsRun,
    traceHash: world.traceHash,
    marks: simulation.marks,
    writesAcknowledged: simulation.writesAcknowledged,
    readsConfirmed: simulation.readsConfirmed,
  };
}

/** After healing: one leader, a write commits, and all nodes hold the same state up to there. */
async function expectLiveness(simulation: QuorumSimulation): Promise<void> {
  const { world } = simulation;
  simulation.stopClients();
  await world.runFor(200);
  let end: number | undefined;
  const deadlineMs = world.nowMs() + LIVENESS_MS;
  while (end === undefined) {
    assert(world.nowMs() < deadlineMs, `no write was committed within ${LIVENESS_MS} ms after healing`);
    end = await world.finish(simulation.write());
    if (end === undefined) await world.runFor(50);
  }
  const wanted = end;
  const level = (): boolean =>
    simulation.members.every((member) => member.alive && (member.machine?.applied ?? 0) >= wanted);
  const reached = await world.runUntil(level, LIVENESS_MS);
  const applied = simulation.members.map((member) => `n${member.nodeId}: ${member.machine?.applied}`).join(', ');
  assert(reached, `not everybody applied ${wanted} within ${LIVENESS_MS} ms after healing (${applied})`);
  await world.finish(simulation.read());
  await repairVoters(simulation);
  if (simulation.conditions.busy) await growUnderLoad(simulation);
  await expectNoLeftovers(simulation);
}

/** A member that has caught up keeps chunks of complete snapshots only. */
async function expectNoLeftovers(simulation: QuorumSimulation): Promise<void> {
  const { world } = simulation;
  await world.runFor(500);
  for (const { node, nodeId, alive } of simulation.members) {
    if (node === undefined || !alive) continue;
    const { state, store } = node.inspect();
    if (state.download !== undefined) continue;
    const left = await world.finish(store.snapshots.incompleteChunks());
    const ids = left.map((id) => `${id.offset}-${id.epoch}`).join();
    assert(left.length === 0, `node ${nodeId} keeps ${left.length} chunks of snapshots that it gave up (${ids})`);
  }
}

/** A controller joins while entries are written without a pause, to disks that are slower than the writers. */
async function growUnderLoad(simulation: QuorumSimulation): Promise<void> {
  const { world, members } = simulation;
  const leader = await leaderAtLast(simulation);
  const { node } = leader;
  assert(node !== undefined, 'a leader has a node');
  const voters = node.status().voters.map((voter) => voter.nodeId);
  const joiner = members.find((member) => member.role === 'voter' && !voters.includes(member.nodeId));
  if (joiner === undefined) return;
  for (const member of members) member.host.storeFaults({ syncLatencyMs: 5 });
  let writing = true;
  const write = (): void => {
    if (!writing) return;
    simulation.detach(simulation.write());
    world.schedule(2, write, undefined, 'load');
  };
  write();
  const { nodeId, directoryId } = joiner;
  const voter = { nodeId, directoryId, endpoint: simEndpoint(nodeId) };
  await world.finish(node.addVoter(voter, LIVENESS_MS));
  writing = false;
  simulation.mark('voters.addedUnderLoad');
}

/** A voter whose disk was replaced is a stranger: an operator removes the old one, and may add the new one. */
async function repairVoters(simulation: QuorumSimulation): Promise<void> {
  const { world, members } = simulation;
  const leader = (await leaderAtLast(simulation)).node;
  assert(leader !== undefined, 'a leader has a node');
  for (const { nodeId, directoryId } of leader.status().voters) {
    const member = simulation.member(nodeId);
    if (member.directoryId === directoryId) continue;
    await world.finish(leader.removeVoter({ nodeId, directoryId }, LIVENESS_MS));
    await world.finish(
      leader.addVoter({ nodeId, directoryId: member.directoryId, endpoint: simEndpoint(nodeId) }, LIVENESS_MS),
    );
    simulation.mark('voters.replaced');
  }
  const { voters } = (await leaderAtLast(simulation)).node?.status() ?? { voters: [] };
  for (const { nodeId, directoryId } of voters)
    assert(
      members.some((member) => member.nodeId === nodeId && member.directoryId === directoryId),
      'voters are real',
    );
  assert(
    voters.some((voter) => voter.nodeId === simulation.leaders[0]?.nodeId),
    'in the end a voter leads',
  );
}

async function leaderAtLast(simulation: QuorumSimulation): Promise<SimMember> {
  const settled = await simulation.world.runUntil(() => simulation.leaders.length === 1, LIVENESS_MS);
  const leader = simulation.leaders[0];
  assert(settled && leader !== undefined, `not one leader but ${simulation.leaders.length} after healing`);
  return leader;
}

function describeFailure(seed: number, simulation: QuorumSimulation, thrown: unknown): Error {
  const { conditions, faults, world } = simulation;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const members = simulation.members.map((member) => {
    const status = member.alive ? member.node?.status() : undefined;
    if (status === undefined) return `  n${member.nodeId}: down`;
    const { role, epoch, leaderId, logStartOffset, logEndOffset, highWatermark, voters } = status;
    const log = `log [${logStartOffset}, ${logEndOffset}) committed ${highWatermark}`;
    return `  n${member.nodeId}: ${role} epoch ${epoch} leader ${leaderId} ${log} voters ${voters.map((voter) => voter.nodeId).join()}`;
  });
  const text = [
    `seed ${seed}: ${reason}`,
    `conditions: ${JSON.stringify(conditions)}`,
    `faults:\n  ${faults.join('\n  ')}`,
    `members:\n${members.join('\n')}`,
    `last events:\n  ${world.lastEvents(LAST_EVENTS).join('\n  ')}`,
  ].join('\n');
  return new Error(text, { cause: thrown });
}
