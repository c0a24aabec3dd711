import { isDraveError, type Offset } from '@drave/base';
import { writeAtomically } from './atomic-file.js';
import { LEADER_EPOCH_CHECKPOINT } from './file-names.js';
import { gapsRemembered } from './gaps-marker.js';
import { encodeLeaderEpochs } from './leader-epochs.js';
import type { LogCore } from './log-core.js';
import { type ProducerSnapshot, saveSnapshot } from './producer-recovery.js';
import type { Segment } from './segment.js';
import { sealSegment, writeIndexTail, writeTransactionIndex } from './segment-store.js';

interface FlushOptions {
  /** Whether a producer snapshot is written too, so that the next open has nothing to replay. */
  readonly snapshot?: boolean;
}

/** Everything written before the call is durable when it resolves, and what was refused before does not come back. */
export async function flushLog(core: LogCore, options: FlushOptions = {}): Promise<void> {
  core.assertUsable();
  // Nothing of a damaged log is promised to be durable; that would make a later start trust it.
  if (core.corruption !== undefined) return;
  for (;;) {
    await settleFlush(core);
    const started = await core.serial.run(async () => {
      await core.drain();
      return core.flushing === undefined ? launch(core, options) : undefined;
    });
    if (started !== undefined) return started.done;
  }
}

/** The same for callers that already are inside `core.serial`. */
export async function flushWhileSerial(core: LogCore, options: FlushOptions = {}): Promise<void> {
  await settleFlush(core);
  await launch(core, options).done;
}

/**
 * Flushes as `flushWhileSerial` does, for appends that must be durable before they count. A disk that is too full for
 * what stands beside the log (indexes, snapshots, checkpoints) is no reason to refuse records that have their place:
 * then only the segment files are synced, and a later flush writes the rest.
 */
export async function flushForAppends(core: LogCore): Promise<void> {
  try {
    await flushWhileSerial(core);
  } catch (reason) {
    if (!isDraveError(reason, 'DISK_FULL')) throw reason;
    for (const segment of core.segments.all) if (segment.seal === undefined) await syncSegment(core, segment);
    core.host.env.logger.warn(
      { directory: core.directory, code: reason.code },
      `records are synced, but not what stands beside them: ${reason.message}`,
    );
  }
}

/** Starts a flush in the background; a failure takes the directory offline, or leaves the work to the next flush. */
export function requestFlush(core: LogCore): void {
  if (core.flushRequested) return;
  core.flushRequested = true;
  const run = async (): Promise<void> => {
    try {
      // Flushes run one at a time per directory, or a thousand syncs would stand in front of every read and write.
      await core.host.backgroundFlushes.run(() => flushLog(core));
    } catch (reason) {
      core.host.env.logger.warn({ directory: core.directory, error: String(reason) }, 'a background flush failed');
    } finally {
      core.flushRequested = false;
    }
  };
  void run();
}

/** A caller that changes or removes files waits for the flush under way: it must not make durable what is no more. */
export async function settleFlush(core: LogCore): Promise<void> {
  while (core.flushing !== undefined) await core.flushing;
}

/** What a flush promises, as it stood when it began; what comes later is the next flush's. */
interface FlushTarget {
  readonly endOffset: Offset;
  readonly generation: number;
  readonly cutUnsynced: boolean;
  readonly segments: readonly Segment[];
  readonly active: Segment;
  readonly epochsVersion: number;
  readonly epochs: Buffer | undefined;
  readonly snapshot: ProducerSnapshot | undefined;
}

function launch(core: LogCore, options: FlushOptions): { readonly done: Promise<void> } {
  const target = capture(core, options);
  const done = execute(core, target).catch((reason: unknown) => {
    // The flush is still due: by the clock, as the bytes that were counted towards the next one are gone.
    core.cutUnsynced ||= target.cutUnsynced;
    core.dirtySinceMs ??= core.host.env.clock.monotonicMs();
    throw core.host.health.judge(reason);
  });
  const settled = done.then(
    () => undefined,
    () => undefined,
  );
  core.flushing = settled.then(() => {
    core.flushing = undefined;
  });
  return { done: done.finally(() => core.flushing) };
}

function capture(core: LogCore, options: FlushOptions): FlushTarget {
  const { active, all } = core.segments;
  const segments = all.filter((segment) => segment === active || segment.seal === undefined);
  const rolled = segments.length > 1;
  const snapshotWanted = options.snapshot === true || rolled || core.bytesSinceSnapshot >= SNAPSHOT_BYTES;
  const snapshotDue = snapshotWanted && !core.snapshotOffsets.includes(core.writtenEndOffset);
  const { cutUnsynced } = core;
  core.cutUnsynced = false;
  core.bytesSinceFlush = 0;
  core.recordsSinceFlush = 0;
  core.dirtySinceMs = undefined;
  return {
    endOffset: core.writtenEndOffset,
    generation: core.generation,
    cutUnsynced,
    segments,
    active,
    epochsVersion: core.epochs.version,
    epochs: core.epochs.version === core.epochsVersionSaved ? undefined : encodeLeaderEpochs(core.epochs.entries),
    snapshot: snapshotDue ? snapshotOfWritten(core) : undefined,
  };
}

/** A queued append is in the producer state already, but not in the log that the snapshot's name promises. */
export function snapshotOfWritten(core: LogCore): ProducerSnapshot {
  const { producers, writtenEndOffset } = core;
  return { offset: writtenEndOffset, content: producers.contentAt(writtenEndOffset, core.producersBefore()) };
}

async function execute(core: LogCore, target: FlushTarget): Promise<void> {
  const { disk } = core.host.env;
  if (target.endOffset > core.recoveryPoint || target.segments.length > 1 || target.cutUnsynced) {
    for (const segment of target.segments) await flushSegment(core, segment, segment === target.active);
    await gapsRemembered(core);
    if (target.segments.length > 1) await disk.syncDirectory(core.directory);
  }
  if (target.epochs !== undefined) {
    await writeAtomically(disk, core.directory, LEADER_EPOCH_CHECKPOINT, target.epochs);
    core.epochsVersionSaved = target.epochsVersion;
  }
  if (target.snapshot !== undefined) await saveSnapshot(core, target.snapshot);
  // A truncation meanwhile would have waited for us; checked all the same, because the price of an error is data.
  if (core.generation === target.generation) core.recoveryPoint = Math.max(core.recoveryPoint, target.endOffset);
}

async function flushSegment(core: LogCore, segment: Segment, active: boolean): Promise<void> {
  if (segment.retired) return;
  await syncSegment(core, segment);
  if (!active) return sealSegment(core, segment);
  await writeIndexTail(core, segment);
  await writeTransactionIndex(core, segment, segment.indexes?.aborted ?? []);
}

async function syncSegment(core: LogCore, segment: Segment): Promise<void> {
  const { handles, health } = core.host;
  try {
    await handles.use(segment.path(), (file) => file.sync());
  } catch (reason) {
    // Whatever the code: pages that could not be written may be gone. Never "retry and trust" (fsync returns EIO once).
    throw health.fail(reason);
  }
}

/** Log bytes that opening after a crash may have to replay for the producer state. */
const SNAPSHOT_BYTES = 64 * 1024 * 1024;
