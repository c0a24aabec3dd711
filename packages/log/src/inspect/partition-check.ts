import type { LeaderEpoch, Offset } from '@drave/base';
import type { Compute, Disk } from '@drave/env';
import { NO_LEADER_EPOCH } from '@drave/records';
import { readWhole } from '../atomic-file.js';
import {
  GAPS_MARKER,
  LEADER_EPOCH_CHECKPOINT,
  offsetFromName,
  offsetName,
  PARTITION_METADATA,
  START_MARKER_SUFFIX,
  suffix,
} from '../file-names.js';
import { decodeLeaderEpochs, EpochHistory } from '../leader-epochs.js';
import { readPartitionMetadata } from '../partition-metadata.js';
import { decodeProducerSnapshot } from '../producer-snapshot.js';
import type { Finding, PartitionReport, RecoveryForecast } from './findings.js';
import { checkSegment, type SegmentFault, type SegmentReport } from './segment-check.js';
import type { StoredBatch } from './segment-reader.js';

/** What is known of a partition before its files are read. */
interface PartitionFacts {
  readonly highWatermark: Offset | undefined;
  readonly recoveryPoint: Offset | undefined;
  readonly logStartOffset: Offset | undefined;
  readonly cleanShutdown: boolean;
  readonly sameBoot: boolean | undefined;
  /** Drave wrote it, which marks every log that may have gaps; in Kafka's directories gaps say nothing. */
  readonly gapsAreMarked: boolean;
}

/** Reads every batch of a partition's log and compares what lies beside it. Opens nothing for writing. */
export async function checkPartition(
  env: { readonly disk: Disk; readonly compute: Compute },
  root: string,
  name: string,
  facts: PartitionFacts,
): Promise<PartitionReport> {
  const check = new PartitionCheck(env, root, name, facts);
  await check.run();
  return check.report();
}

interface LogFault extends Omit<SegmentFault, 'position'> {
  readonly baseOffset: Offset;
  /** Undefined where a segment is whole and the next one does not join it. */
  readonly position: number | undefined;
}

class PartitionCheck {
  private readonly disk: Disk;
  private readonly compute: Compute;
  private readonly directory: string;
  private readonly name: string;
  private readonly facts: PartitionFacts;
  private readonly findings: Finding[] = [];
  private epochs = new EpochHistory(() => 0);
  private mayHaveGaps = false;
  private topicId: PartitionReport['topicId'];
  private segmentCount = 0;
  private bytes = 0;
  private batchCount = 0;
  private recordCount = 0;
  private logStartOffset: Offset = 0;
  private logEndOffset: Offset = 0;
  private expectedOffset: Offset = 0;
  private leaderEpoch: LeaderEpoch = NO_LEADER_EPOCH;
  private recovery: RecoveryForecast = { kind: 'none' };

  constructor(
    env: { readonly disk: Disk; readonly compute: Compute },
    root: string,
    name: string,
    facts: PartitionFacts,
  ) {
    this.disk = env.disk;
    this.compute = env.compute;
    this.directory = `${root}/${name}`;
    this.name = name;
    this.facts = facts;
  }

  async run(): Promise<void> {
    const names = await this.disk.list(this.directory);
    this.mayHaveGaps = names.includes(GAPS_MARKER) || !this.facts.gapsAreMarked;
    await this.readTopicId();
    await this.readEpochs();
    const bases = offsetsOf(names, suffix.log);
    const marked = Math.max(0, ...offsetsOf(names, START_MARKER_SUFFIX));
    const start = Math.max(this.facts.logStartOffset ?? 0, marked);
    this.logStartOffset = Math.max(start, bases[0] ?? 0);
    this.logEndOffset = this.logStartOffset;
    if (bases[0] !== undefined && bases[0] > start && this.facts.logStartOffset !== undefined)
      this.lose(start, `the segments from offset ${start} to ${bases[0]} are missing`);
    await this.checkSegments(bases.filter((base) => base >= marked));
    await this.checkSnapshots(offsetsOf(names, suffix.producerSnapshot));
    this.checkPromises();
  }

  report(): PartitionReport {
    const { name, topicId, segmentCount, bytes, batchCount, recordCount, logStartOffset, logEndOffset } = this;
    const { facts, leaderEpoch, recovery, findings } = this;
    const { highWatermark, recoveryPoint } = facts;
    const counts = { segmentCount, bytes, batchCount, recordCount };
    const offsets = { logStartOffset, logEndOffset, highWatermark, recoveryPoint, leaderEpoch };
    return { name, topicId, ...counts, ...offsets, recovery, findings };
  }

  private async readTopicId(): Promise<void> {
    const metadata = await readPartitionMetadata(this.disk, this.directory);
    if (metadata.kind === 'known') this.topicId = metadata.topicId;
    else if (metadata.kind === 'damaged')
      this.find('damage', PARTITION_METADATA, 'is damaged, so it is not known which topic this is; no node opens it');
    else this.find('repair', PARTITION_METADATA, 'is missing: the directory was not finished when it was made');
  }

  private async readEpochs(): Promise<void> {
    const bytes = await readWhole(this.disk, `${this.directory}/${LEADER_EPOCH_CHECKPOINT}`);
    const entries = bytes === undefined ? [] : decodeLeaderEpochs(bytes);
    if (entries === undefined)
      this.find('repair', LEADER_EPOCH_CHECKPOINT, 'is damaged; a broker reads the epochs from the batches');
    this.epochs = new EpochHistory(() => 0, entries ?? []);
  }

  private async checkSegments(bases: readonly Offset[]): Promise<void> {
    for (const [index, baseOffset] of bases.entries()) {
      if (index > 0 && !this.joins(baseOffset)) {
        const at = { baseOffset: bases[index - 1] ?? 0, offset: this.logEndOffset, position: undefined };
        const reason = `the log ends at offset ${this.logEndOffset} and goes on at ${baseOffset}`;
        return this.judge({ ...at, reason, bytes: 0, cutShort: true }, await this.bytesOf(bases.slice(index)));
      }
      this.segmentCount += 1;
      this.expectedOffset = baseOffset;
      const { disk, compute, directory, name } = this;
      const finished = index < bases.length - 1 || this.facts.cleanShutdown;
      const place = { disk, compute, directory, name, baseOffset, finished };
      const { fault, ...segment } = await checkSegment(place, (batch) => this.batchFault(batch));
      this.take(segment);
      if (fault !== undefined) return this.judge({ baseOffset, ...fault }, await this.bytesOf(bases.slice(index + 1)));
    }
  }

  private async bytesOf(bases: readonly Offset[]): Promise<number> {
    let bytes = 0;
    for (const base of bases)
      bytes += (await this.disk.stat(`${this.directory}/${offsetName(base)}${suffix.log}`))?.size ?? 0;
    return bytes;
  }

  private joins(baseOffset: Offset): boolean {
    return this.mayHaveGaps ? baseOffset >= this.logEndOffset : baseOffset === this.logEndOffset;
  }

  private batchFault({ info }: StoredBatch): string | undefined {
    const { baseOffset, partitionLeaderEpoch: epoch } = info;
    if (!this.mayHaveGaps && baseOffset !== this.expectedOffset)
      return `offsets ${this.expectedOffset} to ${baseOffset - 1} are missing`;
    if (epoch !== NO_LEADER_EPOCH && epoch < this.leaderEpoch)
      return `a batch of leader epoch ${epoch} stands behind one of ${this.leaderEpoch}`;
    const written = this.epochs.epochForOffset(baseOffset);
    const wasDurable = this.facts.cleanShutdown || baseOffset < (this.facts.recoveryPoint ?? 0);
    if (epoch !== NO_LEADER_EPOCH && written >= 0 && written !== epoch && wasDurable)
      return `the batch at offset ${baseOffset} says leader epoch ${epoch}, where ${written} was written`;
    this.leaderEpoch = Math.max(this.leaderEpoch, epoch);
    this.expectedOffset = info.lastOffset + 1;
    return undefined;
  }

  private take(segment: Omit<SegmentReport, 'fault'>): void {
    this.bytes += segment.bytes;
    this.batchCount += segment.batchCount;
    this.recordCount += segment.recordCount;
    this.logEndOffset = Math.max(this.logEndOffset, segment.nextOffset);
    this.findings.push(...segment.findings);
  }

  /** A torn tail, or damage: as the table in the README of this package has it. */
  private judge(fault: LogFault, bytesBehind: number): void {
    const { cleanShutdown, recoveryPoint = 0, sameBoot } = this.facts;
    const file = `${offsetName(fault.baseOffset)}${suffix.log}`;
    const reason = fault.position === undefined ? fault.reason : `at byte ${fault.position}: ${fault.reason}`;
    const leftByProcess = fault.cutShort && bytesBehind === 0;
    if (cleanShutdown || fault.offset < recoveryPoint || (sameBoot === true && !leftByProcess))
      return this.lose(fault.offset, `is damaged ${reason}`, file);
    const bytes = fault.bytes + bytesBehind;
    this.recovery = { kind: 'cut', offset: fault.offset, bytes };
    this.find('repair', file, `has a torn tail ${reason}; a broker cuts ${bytes} bytes off`);
  }

  private lose(offset: Offset, reason: string, file = ''): void {
    const next = 'another replica must give the records';
    this.find('damage', file, `${reason}; ${next}`);
    this.recovery = { kind: 'restore', offset, reason };
  }

  private async checkSnapshots(offsets: readonly Offset[]): Promise<void> {
    for (const offset of offsets) {
      const name = `${offsetName(offset)}${suffix.producerSnapshot}`;
      const bytes = await readWhole(this.disk, `${this.directory}/${name}`);
      if (bytes !== undefined && decodeProducerSnapshot(bytes) === undefined)
        this.find('repair', name, 'fails its checksum; a broker takes an older one and reads more of the log');
      if (offset > this.logEndOffset)
        this.find('repair', name, `is of offset ${offset}, and the log ends at ${this.logEndOffset}; it is not used`);
    }
  }

  /** What was promised of the log in the checkpoints of its directory. */
  private checkPromises(): void {
    const { logEndOffset, logStartOffset, facts } = this;
    const { highWatermark, recoveryPoint } = facts;
    if (recoveryPoint !== undefined && recoveryPoint > logEndOffset && this.recovery.kind !== 'restore')
      this.lose(logEndOffset, `the log ends at offset ${logEndOffset}, and was durable up to ${recoveryPoint}`);
    if (highWatermark !== undefined && highWatermark > logEndOffset && this.recovery.kind !== 'restore')
      this.find('damage', '', `the log ends at offset ${logEndOffset}, below its high watermark ${highWatermark}`);
    if (facts.logStartOffset !== undefined && logStartOffset > logEndOffset)
      this.find('damage', '', `the log ends at offset ${logEndOffset}, before its start ${logStartOffset}`);
  }

  private find(severity: Finding['severity'], file: string, text: string): void {
    this.findings.push({ severity, file: file === '' ? this.name : `${this.name}/${file}`, text });
  }
}

function offsetsOf(names: readonly string[], ending: string): readonly Offset[] {
  const offsets = names.map((name) => offsetFromName(name, ending)).filter((offset) => offset !== undefined);
  return offsets.toSorted((one, other) => one - other);
}
