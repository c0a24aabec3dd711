import type { Millis } from '@drave/base';
import type { adminV1 } from '@drave/rpc';
import { fail, ok, warn, type Finding } from './finding.js';

/** What one node has answered, and when, by the clock of this machine. */
export interface NodeAnswer {
  /** Such as `controller 1` or `broker 4`. */
  readonly name: string;
  readonly version: string;
  /** Its wall clock when it answered. */
  readonly wallMs: Millis;
  /** The wall clock here when it was asked, and when its answer was there. */
  readonly askedWallMs: Millis;
  readonly answeredWallMs: Millis;
}

/** Retention and timestamps go by the nodes' clocks: so much is noticed. */
const CLOCK_DIFFERENCE_WARNED_MS: Millis = 500;
const CLOCK_DIFFERENCE_FAILED_MS: Millis = 10_000;

/**
 * How far the clocks of the nodes are apart. Of each answer is known only that the node's clock was read between the
 * question and the answer: what the way may have taken counts for the clocks.
 */
export function checkClocks(answers: readonly NodeAnswer[]): Finding[] {
  // A node that is older than this question says 0.
  const told = answers.filter(({ wallMs }) => wallMs > 0);
  if (told.length === 0) return [];
  const ranges = told.map(({ name, wallMs, askedWallMs, answeredWallMs }) => ({
    name,
    earliest: wallMs - answeredWallMs,
    latest: wallMs - askedWallMs,
  }));
  const ahead = ranges.reduce((most, one) => (one.earliest > most.earliest ? one : most));
  const behind = ranges.reduce((most, one) => (one.latest < most.latest ? one : most));
  const differenceMs = Math.max(0, ahead.earliest - behind.latest);
  const subject = `${told.length} nodes`;
  const next = 'synchronise the clocks of the machines, with chrony or systemd-timesyncd';
  if (differenceMs < CLOCK_DIFFERENCE_WARNED_MS)
    return [
      ok('clocks', subject, `no more than ${CLOCK_DIFFERENCE_WARNED_MS} ms apart, as far as can be seen from here`),
    ];
  const detail = `${ahead.name} is at least ${Math.round(differenceMs)} ms ahead of ${behind.name}`;
  return [(differenceMs < CLOCK_DIFFERENCE_FAILED_MS ? warn : fail)('clocks', subject, detail, next)];
}

export function checkVersions(answers: readonly NodeAnswer[]): Finding[] {
  const nodesOf = new Map<string, string[]>();
  for (const { name, version } of answers) {
    // A node that is older than this question says nothing.
    const known = version === '' ? 'unknown' : version;
    nodesOf.set(known, [...(nodesOf.get(known) ?? []), name]);
  }
  if (nodesOf.size === 0) return [];
  const detail = [...nodesOf].map(([version, names]) => `${version} on ${names.join(', ')}`).join('; ');
  if (nodesOf.size === 1) return [ok('versions', `${answers.length} nodes`, [...nodesOf.keys()].join(''))];
  return [
    warn('versions', `${answers.length} nodes`, detail, 'upgrade the others as well, then raise the feature levels'),
  ];
}

export function checkFeatures(features: readonly adminV1.Feature[]): Finding[] {
  const behind = features.filter(({ level, maxSupported }) => level < maxSupported);
  if (behind.length === 0)
    return [ok('feature levels', 'cluster', features.map(({ name, level }) => `${name}=${level}`).join(' '))];
  return behind.map(({ name, level, maxSupported }) =>
    warn(
      'feature levels',
      name,
      `level ${level}, and every node supports ${maxSupported}`,
      `when the upgrade is done: drave feature set ${name}=${maxSupported}`,
    ),
  );
}

export function checkPartitions(cluster: adminV1.GetClusterResponse): Finding[] {
  const { partitionCount, offlinePartitionCount, underReplicatedPartitionCount, underMinIsrPartitionCount } = cluster;
  const rows = [
    { count: offlinePartitionCount, made: fail, what: 'have no leader', only: 'offline' },
    { count: underMinIsrPartitionCount, made: fail, what: 'take no acks=all', only: 'under-min-isr' },
    { count: underReplicatedPartitionCount, made: warn, what: 'lack replicas in sync', only: 'under-replicated' },
  ];
  const wrong = rows.flatMap(({ count, made, what, only }) =>
    count === 0
      ? []
      : [
          made(
            'partitions',
            'cluster',
            `${count} of ${partitionCount} ${what}`,
            `drave topic describe --only ${only}; drave broker ls shows which brokers are missing`,
          ),
        ],
  );
  return wrong.length > 0 ? wrong : [ok('partitions', 'cluster', `${partitionCount}, all replicas in sync`)];
}

export function checkBrokerStates(brokers: readonly adminV1.Broker[]): Finding[] {
  return brokers.map(({ id, state }) =>
    state === 'RUNNING'
      ? ok('broker', `broker ${id}`, 'running')
      : fail(
          'broker',
          `broker ${id}`,
          state.toLowerCase().replaceAll('_', ' '),
          `start it, or, if it is gone for good: drave broker unregister ${id}`,
        ),
  );
}

/** What a voter says of itself; `role` is undefined for one that does not answer. */
export interface VoterFact {
  readonly id: number;
  readonly role: string | undefined;
  readonly epoch: number;
}

/** `activeControllerId` is what the brokers say, for where no voter can be reached from here. */
export function checkController(voters: readonly VoterFact[], activeControllerId: number): Finding[] {
  const leaders = voters.filter(({ role }) => role === 'leader');
  const found: Finding[] = [];
  const name = 'active controller';
  const [leader] = leaders;
  if (leaders.length > 1) {
    const detail = leaders.map(({ id, epoch }) => `${id} in epoch ${epoch}`).join(', ');
    found.push(warn(name, 'quorum', `several say so: ${detail}`, 'the one of the older epoch gives way: look again'));
  } else if (leader !== undefined) found.push(ok(name, 'quorum', `${leader.id} in epoch ${leader.epoch}`));
  else if (activeControllerId >= 0) found.push(ok(name, 'quorum', `${activeControllerId}, as the brokers say`));
  else found.push(fail(name, 'quorum', 'there is none', 'drave quorum status shows which voters answer'));
  if (voters.length % 2 === 0)
    found.push(
      warn(
        'voters',
        'quorum',
        `${voters.length} voters tolerate no more failures than ${voters.length - 1}`,
        'drave quorum add or drave quorum remove: go on to an odd number',
      ),
    );
  return found;
}
