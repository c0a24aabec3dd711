import type { adminV1 } from '@drave/rpc';
import type { Health, Overview, Problem, Quorum } from '../contract.js';
import { idOrNull } from './shapes.js';

/** What is wrong, before anybody knows since when. */
type Finding = Omit<Problem, 'sinceWallMs' | 'isSinceExact'>;

const PROBLEMS_MAX = 100;

/** Remembers since when something is wrong, for as long as somebody looks. */
export class ProblemMemory {
  private since = new Map<string, Pick<Problem, 'sinceWallMs' | 'isSinceExact'>>();
  private hasLooked = false;

  /** The same with their times. What is there at the first look may have been there before. */
  dated(findings: readonly Finding[], nowWallMs: number): readonly Problem[] {
    const next = new Map<string, Pick<Problem, 'sinceWallMs' | 'isSinceExact'>>();
    const problems = findings.map((finding) => {
      const known = this.since.get(finding.id) ?? { sinceWallMs: nowWallMs, isSinceExact: this.hasLooked };
      next.set(finding.id, known);
      return { ...finding, ...known };
    });
    this.since = next;
    this.hasLooked = true;
    return problems;
  }

  /** What was seen is too long ago to say when something began. */
  forget(): void {
    this.since = new Map();
    this.hasLooked = false;
  }
}

export function overviewOf(
  cluster: adminV1.GetClusterResponse,
  quorum: Quorum | undefined,
  memory: ProblemMemory,
): Overview {
  const findings = findingsOf(cluster, quorum);
  const problems = memory.dated(findings, cluster.nodeWallMs).slice(0, PROBLEMS_MAX);
  const health = healthOf(findings);
  const running = cluster.brokers.filter(({ state }) => state === 'RUNNING').length;
  return {
    health,
    sentence: sentenceOf(health, findings, cluster),
    problems,
    activeControllerId: idOrNull(cluster.activeControllerId),
    brokerCount: cluster.brokers.length,
    runningBrokerCount: running,
    topicCount: cluster.topicCount,
    partitionCount: cluster.partitionCount,
    offlinePartitionCount: cluster.offlinePartitionCount,
    underReplicatedPartitionCount: cluster.underReplicatedPartitionCount,
    underMinIsrPartitionCount: cluster.underMinIsrPartitionCount,
    nowWallMs: cluster.nodeWallMs,
  };
}

function healthOf(findings: readonly Finding[]): Health {
  if (findings.length === 0) return 'good';
  return findings.some(({ severity }) => severity === 'error') ? 'bad' : 'degraded';
}

function sentenceOf(
  health: Health,
  findings: readonly Finding[],
  { brokers, partitionCount }: adminV1.GetClusterResponse,
): string {
  const [worst] = findings;
  if (worst === undefined)
    return `All is well: ${count(brokers.length, 'broker')} in service, ${count(partitionCount, 'partition')} in sync.`;
  const more = findings.length === 1 ? '' : `; ${count(findings.length - 1, 'more problem')}`;
  const text = worst.text.replace(/\.$/, '');
  return health === 'bad'
    ? `Not everything is served: ${lower(text)}${more}.`
    : `Everything is served, with less in reserve: ${lower(text)}${more}.`;
}

/** The worst first. */
function findingsOf(cluster: adminV1.GetClusterResponse, quorum: Quorum | undefined): Finding[] {
  const error = (id: string, text: string): Finding => ({ id, severity: 'error', text });
  const warning = (id: string, text: string): Finding => ({ id, severity: 'warning', text });
  const found: Finding[] = [];
  if (cluster.activeControllerId < 0)
    found.push(error('no-controller', 'The quorum has no leader: metadata writes wait.'));
  const { offlinePartitionCount: offline, underMinIsrPartitionCount: underMin } = cluster;
  if (offline > 0)
    found.push(
      error(
        'offline',
        `${count(offline, 'partition')} ${have(offline)} no leader: neither reads nor writes are served.`,
      ),
    );
  if (underMin > 0)
    found.push(
      error(
        'under-min-isr',
        `${count(underMin, 'partition')} ${have(underMin)} fewer in-sync replicas than min.insync.replicas: writes with acks=all fail.`,
      ),
    );
  for (const { id, state } of cluster.brokers) {
    if (state === 'FENCED') found.push(warning(`broker-fenced-${id}`, `Broker ${id} is out of service.`));
    if (state === 'SHUTTING_DOWN') found.push(warning(`broker-stopping-${id}`, `Broker ${id} is shutting down.`));
  }
  const lacking = cluster.underReplicatedPartitionCount;
  if (lacking > 0)
    found.push(
      warning('under-replicated', `${count(lacking, 'partition')} ${have(lacking)} replicas that are not in sync.`),
    );
  for (const { nodeId, isVoter, isLeader, sentence } of quorum?.members ?? [])
    if (isVoter && !isLeader && /^silent|^was never/.test(sentence))
      found.push(warning(`voter-silent-${nodeId}`, `Node ${nodeId}, a voter of the quorum, is silent.`));
  return found;
}

function count(of: number, what: string): string {
  return `${of} ${what}${of === 1 ? '' : 's'}`;
}

function have(of: number): string {
  return of === 1 ? 'has' : 'have';
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
