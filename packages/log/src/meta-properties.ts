import { type ClusterId, type DirectoryId, DraveError, type NodeId } from '@drave/base';
import type { Disk } from '@drave/env';
import { crc32c } from '@drave/records';
import { readWhole, writeAtomically } from './atomic-file.js';

export const META_PROPERTIES = 'meta.properties';

/** Who a data directory belongs to (KIP-631, KIP-858). */
interface MetaProperties {
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  readonly directoryId: DirectoryId;
}

/** Undefined when the directory was never formatted. @throws DraveError CORRUPT_DATA. */
export async function readMetaProperties(disk: Disk, directory: string): Promise<MetaProperties | undefined> {
  const path = `${directory}/${META_PROPERTIES}`;
  const bytes = await readWhole(disk, path);
  return bytes === undefined ? undefined : parse(bytes.toString('latin1'), path);
}

export function writeMetaProperties(disk: Disk, directory: string, properties: MetaProperties): Promise<void> {
  const body = bodyOf(properties);
  return writeAtomically(
    disk,
    directory,
    META_PROPERTIES,
    Buffer.from(`${body}${CRC_KEY}=${checksum(body)}\n`, 'latin1'),
  );
}

/** @throws DraveError DATA_DIRECTORY_MISMATCH when the directory is another cluster's or node's. */
export function assertBelongsTo(path: string, found: MetaProperties, clusterId: ClusterId, nodeId: NodeId): void {
  if (found.clusterId !== clusterId) {
    throw new DraveError(
      'DATA_DIRECTORY_MISMATCH',
      `${path} belongs to cluster ${found.clusterId}, this node to ${clusterId}; point log.dirs at another directory`,
    );
  }
  if (found.nodeId === nodeId) return;
  throw new DraveError(
    'DATA_DIRECTORY_MISMATCH',
    `${path} belongs to node ${found.nodeId}, this is node ${nodeId}; point log.dirs at another directory`,
  );
}

/** Kafka's readers ignore keys that they do not know. */
const CRC_KEY = 'drave.crc32c';

function bodyOf({ clusterId, nodeId, directoryId }: MetaProperties): string {
  return `version=1\ncluster.id=${clusterId}\nnode.id=${nodeId}\ndirectory.id=${directoryId}\n`;
}

function checksum(body: string): string {
  return crc32c(Buffer.from(body, 'latin1')).toString(16).padStart(8, '0');
}

function parse(text: string, path: string): MetaProperties {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0 && !line.startsWith('#')) values.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  const clusterId = values.get('cluster.id');
  const nodeWord = values.get('node.id') ?? '';
  const directoryId = values.get('directory.id');
  const whole = values.get('version') === '1' && /^\d{1,10}$/.test(nodeWord) && clusterId !== undefined;
  if (!whole || directoryId === undefined) {
    throw new DraveError(
      'CORRUPT_DATA',
      `${path} is damaged: version 1, cluster.id, node.id and directory.id are needed`,
    );
  }
  const properties = { clusterId, nodeId: Number(nodeWord), directoryId };
  const crc = values.get(CRC_KEY);
  // Written by Kafka: no checksum. Our own files have one, and a damaged key name does not hide it.
  const ours = text.includes('crc32c') || text.split('\n').length > 5;
  if (crc === undefined && !ours) return properties;
  if (crc === checksum(bodyOf(properties)) && text === `${bodyOf(properties)}${CRC_KEY}=${crc}\n`) return properties;
  throw new DraveError('CORRUPT_DATA', `${path} failed its checksum`);
}
