import { DraveError } from '@drave/base';
import type { ClusterId, DirectoryId, NodeId } from '@drave/base';
import type { Env } from '@drave/env';
import type { Voter } from './types.js';

export interface FormatOptions {
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  /** Fresh for every format: an emptied disk is another member. */
  readonly directoryId: DirectoryId;
  /**
   * The voters of a new cluster, the same list on every voter. Empty for observers and for a controller that is to join
   * an existing quorum through AddVoter.
   */
  readonly initialVoters: readonly Voter[];
  /** Study an even quorum on purpose. */
  readonly allowEven?: boolean;
}

/**
 * Makes the quorum's store: identity, and the bootstrap snapshot that holds the initial voters.
 * @throws DraveError EVEN_QUORUM, INVALID_REQUEST (duplicate ids), DATA_DIRECTORY_MISMATCH (already formatted).
 */
export async function formatStorage(_env: Env, _directory: string, _options: FormatOptions): Promise<void> {
  throw new DraveError('UNIMPLEMENTED');
}
