import type { JSX } from 'preact';
import type { QuorumMember, Quorum as QuorumView } from '../../src/contract.js';
import { Bar } from '../components/bar.js';
import { Badge } from '../components/icon.js';
import { PageHead, Stats } from '../components/page-head.js';
import { Table, type Column } from '../components/table.js';
import { count, duration, UNKNOWN } from '../model/format.js';
import { live } from '../state/live.js';

const LEAD = 'The controllers keep the metadata of the cluster in a log of their own, by Raft. A majority decides.';

export function Quorum(): JSX.Element {
  const { quorum } = live.value;
  if (quorum === null) return <PageHead title="Quorum" lead="Asking the cluster …" />;
  const voters = quorum.members.filter(({ isVoter }) => isVoter);
  const observers = quorum.members.filter(({ isVoter }) => !isVoter);
  return (
    <>
      <PageHead title="Quorum" lead={LEAD} />
      <p class={`health ${quorum.leaderId === null ? 'bad' : 'good'}`}>{quorum.sentence}</p>
      <Figures quorum={quorum} voterCount={voters.length} />
      <MemberCard title="Voters" quorum={quorum} members={voters} />
      <MemberCard title="Observers" quorum={quorum} members={observers} />
      <section class="card">
        <header>
          <h2>How to read this</h2>
        </header>
        <div class="body">
          <Explanation votesNeeded={quorum.votesNeeded} voterCount={voters.length} />
        </div>
      </section>
    </>
  );
}

function Figures({ quorum, voterCount }: { readonly quorum: QuorumView; readonly voterCount: number }): JSX.Element {
  const { leaderId, epoch, highWatermark, logEndOffset, logStartOffset, snapshotOffset } = quorum;
  const uncommitted = logEndOffset - highWatermark;
  return (
    <Stats
      items={[
        { label: 'Leader', value: leaderId ?? 'none', tone: leaderId === null ? 'bad' : undefined },
        { label: 'Term', value: count(epoch), note: 'or epoch' },
        { label: 'Votes needed', value: `${quorum.votesNeeded} of ${voterCount}` },
        { label: 'Own vote', value: quorum.votedForId ?? 'none', note: 'in this term' },
        { label: 'Committed to', value: count(highWatermark), note: 'high watermark' },
        {
          label: 'End of the log',
          value: count(logEndOffset),
          note: uncommitted > 0 ? `${count(uncommitted)} not yet committed` : 'all committed',
        },
        { label: 'Snapshot at', value: count(snapshotOffset), note: `log begins at ${count(logStartOffset)}` },
      ]}
    />
  );
}

interface MemberCardProps {
  readonly title: string;
  readonly quorum: QuorumView;
  readonly members: readonly QuorumMember[];
}

function MemberCard({ title, quorum, members }: MemberCardProps): JSX.Element {
  return (
    <section class="card">
      <header>
        <h2>{title}</h2>
      </header>
      <Table
        caption={`${title} of the metadata quorum`}
        columns={columnsOf(quorum)}
        rows={members}
        keyOf={({ nodeId, directoryId }) => `${nodeId} ${directoryId}`}
        empty="There are none."
      />
    </section>
  );
}

function columnsOf(quorum: QuorumView): readonly Column<QuorumMember>[] {
  const shareOf = ({ logEndOffset }: QuorumMember): number =>
    logEndOffset === null
      ? 0
      : (logEndOffset - quorum.logStartOffset) / Math.max(1, quorum.logEndOffset - quorum.logStartOffset);
  return [
    { header: 'Node', cell: ({ nodeId }) => nodeId, isRowHeader: true, class: 'tight' },
    {
      header: 'State',
      class: 'tight',
      cell: ({ isLeader, isVoter, logEndOffset }) =>
        isLeader ? (
          <Badge tone="accent">leader</Badge>
        ) : (
          <Badge tone={logEndOffset === null ? 'bad' : 'good'}>
            {logEndOffset === null ? 'unheard of' : isVoter ? 'follower' : 'observer'}
          </Badge>
        ),
    },
    { header: 'In plain words', cell: ({ sentence }) => sentence },
    { header: 'Log end', class: 'number mono', cell: ({ logEndOffset }) => count(logEndOffset) },
    { header: 'Behind', class: 'number', cell: ({ lag }) => count(lag) },
    {
      header: 'Has of the log',
      cell: (member) => <Bar share={shareOf(member)} tone={(member.lag ?? 1) > 0 ? 'warn' : undefined} />,
    },
    {
      header: 'Last fetch',
      class: 'number',
      cell: ({ lastFetchAgoMs, isLeader }) => (isLeader ? UNKNOWN : ago(lastFetchAgoMs)),
    },
    { header: 'Caught up', class: 'number', cell: ({ lastCaughtUpAgoMs }) => ago(lastCaughtUpAgoMs) },
    { header: 'Address', class: 'mono', cell: ({ address }) => address ?? UNKNOWN },
  ];
}

function ago(ms: number | null): string {
  return ms === null ? UNKNOWN : `${duration(ms)} ago`;
}

interface ExplanationProps {
  readonly votesNeeded: number;
  readonly voterCount: number;
}

function Explanation({ votesNeeded, voterCount }: ExplanationProps): JSX.Element {
  const spare = voterCount - votesNeeded;
  return (
    <p>
      A change of the cluster counts when {votesNeeded} of {voterCount} voters have it on their disks; until then it is
      behind the high watermark. {spare === 0 ? 'No voter may be missing' : `Up to ${spare} may be missing`}, and the
      cluster still decides. A term begins with an election, and has one leader at most. A follower asks the leader for
      what comes next; one that has not asked for a while is cut off, paused or dead. Brokers are observers: they follow
      the same log, and do not vote.
    </p>
  );
}
