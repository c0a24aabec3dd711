import { DraveError, type BrokerEpoch } from '@drave/base';
import { readWholeFile, writeFileAtomically, type Disk } from '@drave/env';

const FILE_NAME = 'broker-epoch';
const FILE_BYTES_MAX = 64;

/**
 * The broker epoch under which the data on disk was last served, one small file per log directory. Together with the
 * log directories' own proof it ties this data to the registration that the controller remembers.
 */
export class BrokerIdentity {
  private readonly disk: Disk;
  private readonly paths: readonly string[];

  /** `paths`: the log directories that are online. */
  constructor(disk: Disk, paths: readonly string[]) {
    this.disk = disk;
    this.paths = paths;
  }

  /**
   * -1 when there is none, when the directories disagree (one was replaced), or when one cannot be read: then nothing
   * is proven.
   */
  async previousEpoch(): Promise<BrokerEpoch> {
    let epoch: BrokerEpoch | undefined;
    for (const path of this.paths) {
      const found = await this.read(path);
      if (found === undefined || (epoch !== undefined && found !== epoch)) return -1;
      epoch = found;
    }
    return epoch ?? -1;
  }

  /** Durable in every directory that still works when it resolves. */
  async remember(epoch: BrokerEpoch): Promise<void> {
    for (const path of this.paths) {
      try {
        await writeFileAtomically(this.disk, `${path}/${FILE_NAME}`, Buffer.from(`${epoch}\n`, 'latin1'));
      } catch (reason) {
        // A directory that fails has lost its proof, no more; the log layer takes it offline at its own next write.
        if (!(reason instanceof DraveError)) throw reason;
      }
    }
  }

  private async read(path: string): Promise<BrokerEpoch | undefined> {
    let bytes: Uint8Array | undefined;
    try {
      bytes = await readWholeFile(this.disk, `${path}/${FILE_NAME}`, FILE_BYTES_MAX);
    } catch (reason) {
      // The log layer takes the directory offline when it meets the fault itself; no reason to stop the others.
      if (!(reason instanceof DraveError)) throw reason;
    }
    if (bytes === undefined) return undefined;
    const text = Buffer.from(bytes).toString('latin1').trim();
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  }
}
