import type { Disk } from '@drave/env';
import { fail, ok, warn, type Finding } from './finding.js';

/** What can be known of the machine and of this process. */
export interface MachineFacts {
  /** Such as `20.19.4`. */
  readonly nodeVersion: string;
  /** How many files one process may have open; undefined where the system does not say. */
  readonly openFilesMax: number | undefined;
}

/** The oldest version that the packages name under `engines`. */
const NODE_VERSION_MIN = [20, 19] as const;
/** A broker has three files open for each segment, and a connection is one as well. */
const OPEN_FILES_ADVISED = 65_536;
const OPEN_FILES_MIN = 4_096;
/** Below these shares of a disk a broker is soon full, or as good as full. */
const FREE_SHARE_ADVISED = 0.1;
const FREE_SHARE_MIN = 0.02;
const GIB = 2 ** 30;

export function checkNodeVersion({ nodeVersion }: MachineFacts): Finding {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const [majorMin, minorMin] = NODE_VERSION_MIN;
  if (major > majorMin || (major === majorMin && minor >= minorMin))
    return ok('node version', 'this machine', nodeVersion);
  return fail(
    'node version',
    'this machine',
    nodeVersion,
    `install Node.js ${majorMin}.${minorMin} or newer, an even major version`,
  );
}

export function checkOpenFiles({ openFilesMax }: MachineFacts): Finding {
  if (openFilesMax === undefined) return ok('open files', 'this machine', 'this system does not say how many');
  const detail = `a process may have ${openFilesMax} open`;
  const next = `ulimit -n ${OPEN_FILES_ADVISED}, or LimitNOFILE= in the service`;
  if (openFilesMax < OPEN_FILES_MIN) return fail('open files', 'this machine', detail, next);
  if (openFilesMax < OPEN_FILES_ADVISED)
    return warn('open files', 'this machine', `${detail}: enough to try Drave out, few for many partitions`, next);
  return ok('open files', 'this machine', detail);
}

/** The room where local clusters keep their files. `directory` need not exist yet. */
export async function checkLocalRoom(disk: Disk, directory: string): Promise<Finding> {
  let existing = directory;
  while (existing !== '/' && existing !== '' && (await disk.stat(existing)) === undefined)
    existing = existing.replace(/\/?[^/]*$/, '');
  const { totalBytes, freeBytes } = await disk.space(existing === '' ? '/' : existing);
  return roomFinding('this machine', directory, totalBytes, freeBytes);
}

/** Negative numbers stand for a file system that does not say. */
export function roomFinding(owner: string, directory: string, totalBytes: number, freeBytes: number): Finding {
  const subject = `${owner}, ${directory}`;
  if (totalBytes < 0 || freeBytes < 0) return ok('disk room', subject, 'the file system does not say');
  const share = totalBytes === 0 ? 0 : freeBytes / totalBytes;
  const detail = `${(freeBytes / GIB).toFixed(1)} GiB free of ${(totalBytes / GIB).toFixed(1)} (${Math.floor(share * 100)} %)`;
  const next = 'drave broker disk --by topic shows what fills it: lower retention.ms or retention.bytes, or add room';
  if (share < FREE_SHARE_MIN) return fail('disk room', subject, detail, next);
  if (share < FREE_SHARE_ADVISED) return warn('disk room', subject, detail, next);
  return ok('disk room', subject, detail);
}
