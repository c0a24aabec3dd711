import type { JSX } from 'preact';
import type { Health, Overview as OverviewView, Problem } from '../../src/contract.js';
import { Badge, ToneIcon } from '../components/icon.js';
import { PageHead, Stats } from '../components/page-head.js';
import { TimelineList } from '../components/timeline-list.js';
import { TopologyPicture } from '../components/topology.js';
import { clockTime, count, dateTime, duration } from '../model/format.js';
import { hrefOf } from '../model/route.js';
import { session } from '../state/api.js';
import { live } from '../state/live.js';
import { useTick } from '../state/resource.js';

const RECENT = 8;
const SECOND_MS = 1_000;

const tones: Readonly<Record<Health, 'good' | 'warn' | 'bad'>> = { good: 'good', degraded: 'warn', bad: 'bad' };

export function Overview(): JSX.Element {
  const { overview, timeline } = live.value;
  return (
    <>
      <PageHead title="Overview" lead={whoAnswers()} />
      <HealthSentence overview={overview} />
      <Figures overview={overview} />
      <div class="grid wide-left">
        <section class="card">
          <header>
            <h2>Nodes</h2>
            <a href={hrefOf('quorum')}>Quorum</a>
            <a href={hrefOf('brokers')}>Brokers</a>
          </header>
          <div class="body">
            <TopologyPicture />
          </div>
        </section>
        <section class="card">
          <header>
            <h2>What is wrong</h2>
          </header>
          <Problems overview={overview} />
        </section>
      </div>
      <section class="card">
        <header>
          <h2>Last events</h2>
          <a href={hrefOf('timeline')}>All events</a>
        </header>
        {timeline.length === 0 ? (
          <div class="empty">Nothing has happened since somebody began to look.</div>
        ) : (
          <TimelineList entries={timeline.slice(-RECENT)} />
        )}
      </section>
    </>
  );
}

function whoAnswers(): string {
  const { value } = session;
  if (value === null) return 'Asking the node who it is …';
  const who = value.nodeId === null ? 'the process of the local cluster' : `node ${value.nodeId}`;
  return `As ${who} sees it, Drave ${value.version}`;
}

function HealthSentence({ overview }: { readonly overview: OverviewView | null }): JSX.Element {
  const tone = overview === null ? 'none' : tones[overview.health];
  return (
    <p class={`health ${tone}`} data-health={overview?.health}>
      <ToneIcon tone={tone} />
      {overview?.sentence ?? 'Asking the cluster …'}
    </p>
  );
}

function Figures({ overview }: { readonly overview: OverviewView | null }): JSX.Element {
  const of = (pick: (one: OverviewView) => number): number | null => (overview === null ? null : pick(overview));
  const troubled = (value: number | null, tone: 'warn' | 'bad') => (value === null || value === 0 ? undefined : tone);
  const offline = of((one) => one.offlinePartitionCount);
  const underMinIsr = of((one) => one.underMinIsrPartitionCount);
  const underReplicated = of((one) => one.underReplicatedPartitionCount);
  const running = of((one) => one.runningBrokerCount);
  const brokers = of((one) => one.brokerCount);
  return (
    <Stats
      items={[
        {
          label: 'Brokers running',
          value: `${count(running)} of ${count(brokers)}`,
          tone: running === brokers ? undefined : 'warn',
        },
        {
          label: 'Controller',
          value: overview === null ? '–' : (overview.activeControllerId ?? 'none'),
          tone: overview?.activeControllerId === null ? 'bad' : undefined,
        },
        { label: 'Topics', value: count(of((one) => one.topicCount)) },
        { label: 'Partitions', value: count(of((one) => one.partitionCount)) },
        { label: 'Leaderless', value: count(offline), tone: troubled(offline, 'bad') },
        { label: 'Under min ISR', value: count(underMinIsr), tone: troubled(underMinIsr, 'bad') },
        { label: 'Under-replicated', value: count(underReplicated), tone: troubled(underReplicated, 'warn') },
      ]}
    />
  );
}

function Problems({ overview }: { readonly overview: OverviewView | null }): JSX.Element {
  useTick(SECOND_MS);
  if (overview === null) return <div class="empty">Asking the cluster …</div>;
  if (overview.problems.length === 0)
    return (
      <div class="empty">
        <strong>Nothing</strong>All replicas are in sync, and every partition has a leader.
      </div>
    );
  return (
    <ul class="timeline problems">
      {overview.problems.map((problem) => (
        <ProblemRow key={problem.id} problem={problem} />
      ))}
    </ul>
  );
}

function ProblemRow({ problem }: { readonly problem: Problem }): JSX.Element {
  const { severity, text, sinceWallMs, isSinceExact } = problem;
  const ago = duration(Date.now() - sinceWallMs);
  return (
    <li>
      <span>
        <Badge tone={severity === 'error' ? 'bad' : 'warn'}>{severity}</Badge>
      </span>
      <span>
        {text}{' '}
        <span class="reason" title={dateTime(sinceWallMs)}>
          {isSinceExact ? 'since' : 'already at'} {clockTime(sinceWallMs).slice(0, 8)}, {ago}
        </span>
      </span>
    </li>
  );
}
