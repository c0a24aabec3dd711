import { type DraveError, isDraveError, type Offset } from '@drave/base';
import type { Compute, Disk } from '@drave/env';
import { readWhole } from '../atomic-file.js';
import {
  BOOT_ID,
  CLEAN_SHUTDOWN,
  isDeletedDirectoryName,
  partitionFromFutureName,
  partitionFromKey,
} from '../file-names.js';
import { META_PROPERTIES, readMetaProperties } from '../meta-properties.js';
import { offsetCheckpoints, readOffsets } from '../offset-checkpoints.js';
import type { DirectoryFacts, Finding, PartitionReport } from './findings.js';
import { checkPartition } from './partition-check.js';

interface CheckEnv {
  readonly disk: Disk;
  readonly compute: Compute;
  /** Of the operating system, now. */
  readonly bootId: string;
}

/** The check of a data directory: what holds for all of it, and then its partitions one by one. */
export interface DirectoryCheck {
  readonly facts: DirectoryFacts;
  /** Those that are checked, by the names of their directories, sorted. */
  readonly names: readonly string[];
  /** Checks them in order; each is read only when it is asked for. */
  partitions(): AsyncGenerator<PartitionReport, void, undefined>;
}

/**
 * Opens the check of a data directory (an entry of `log.dirs`), Drave's or Kafka's. It takes no lock and opens nothing
 * for writing, so a node may be using the directory; what that node is just writing can then look torn.
 */
export async function openDirectoryCheck(env: CheckEnv, path: string): Promise<DirectoryCheck> {
  const { disk } = env;
  const findings: Finding[] = [];
  const listed = await disk.list(path);
  const names = listed.filter((name) => partitionFromKey(name) !== undefined || isFuture(name));
  const bootId = (await readWhole(disk, `${path}/${BOOT_ID}`))?.toString('utf8');
  const facts: DirectoryFacts = {
    path,
    identity: await identityOf(disk, path, names.length > 0, findings),
    cleanShutdown: listed.includes(CLEAN_SHUTDOWN),
    sameBoot: bootId === undefined ? undefined : bootId === env.bootId,
    findings,
  };
  for (const name of listed.filter(isDeletedDirectoryName))
    findings.push({ severity: 'repair', file: name, text: 'was deleted; a broker removes what is left of it' });
  const checkpoints = await readCheckpoints(disk, path);
  for (const { file, offsets } of Object.values(checkpoints))
    for (const key of offsets.keys())
      if (!names.includes(key))
        findings.push({ severity: 'repair', file, text: `names ${key}, which is not here; a broker drops the line` });
  return {
    facts,
    names,
    async *partitions() {
      for (const name of names)
        yield await checkPartition(env, path, name, {
          highWatermark: checkpoints.highWatermarks.offsets.get(name),
          recoveryPoint: checkpoints.recoveryPoints.offsets.get(name),
          logStartOffset: checkpoints.logStarts.offsets.get(name),
          cleanShutdown: facts.cleanShutdown,
          sameBoot: facts.sameBoot,
          gapsAreMarked: bootId !== undefined,
        });
    },
  };
}

/** A name such as `orders-0.<unique>-future`: the copy that a replica moves to. */
function isFuture(name: string): boolean {
  return partitionFromFutureName(name) !== undefined;
}

async function identityOf(
  disk: Disk,
  path: string,
  isUsed: boolean,
  findings: Finding[],
): Promise<DirectoryFacts['identity']> {
  try {
    const found = await readMetaProperties(disk, path);
    if (found === undefined && isUsed)
      findings.push({
        severity: 'damage',
        file: META_PROPERTIES,
        text: 'is missing, so it is not known whose this is',
      });
    return found;
  } catch (reason) {
    if (!isDraveError(reason, 'CORRUPT_DATA')) throw reason;
    findings.push({ severity: 'damage', file: META_PROPERTIES, text: textOf(reason, path) });
    return undefined;
  }
}

function textOf({ message }: DraveError, path: string): string {
  return message.replace(`${path}/${META_PROPERTIES} `, '');
}

interface CheckpointFile {
  readonly file: string;
  readonly offsets: ReadonlyMap<string, Offset>;
}

async function readCheckpoints(
  disk: Disk,
  path: string,
): Promise<Record<'highWatermarks' | 'recoveryPoints' | 'logStarts', CheckpointFile>> {
  const read = async (file: string): Promise<CheckpointFile> => ({
    file,
    offsets: await readOffsets(disk, path, file),
  });
  return {
    highWatermarks: await read(offsetCheckpoints.highWatermarks),
    recoveryPoints: await read(offsetCheckpoints.recoveryPoints),
    logStarts: await read(offsetCheckpoints.logStarts),
  };
}
