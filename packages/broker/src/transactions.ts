import { DraveError, errors, type Millis, type NodeId } from '@drave/base';
import {
  CONSUMER_OFFSETS_TOPIC,
  TransactionCoordinator,
  type AddedPartition,
  type CoordinatorLocation,
  type InternalTopicPort,
  type LeaderQuestion,
  type MarkerResult,
  type ProducerIdSource,
  type SentMarker,
} from '@drave/coordinator';
import type { Authorizer, Caller } from '@drave/base/access';
import type { TransactionConfig } from '@drave/config';
import { inSlices, type Env } from '@drave/env';
import type { MetadataImage } from '@drave/metadata';
import type { DeadlineQueue } from '@drave/replica';
import type { BrokerDomain } from './domain.js';
import {
  abortOf,
  openTransactions,
  type AbortOpenRequest,
  type OpenTransaction,
  type OpenTransactionsRequest,
} from './open-transactions.js';
import type { TransactionPeers } from './transaction-peers.js';
import { TransactionVerifier } from './transaction-verifier.js';
import { writeMarkers, type OffsetsPort } from './write-markers.js';

interface TransactionsOptions {
  readonly env: Env;
  readonly config: TransactionConfig;
  readonly domain: BrokerDomain;
  readonly deadlines: DeadlineQueue;
  readonly image: () => MetadataImage;
  readonly authorizer: Authorizer;
  readonly internalTopics: InternalTopicPort;
  readonly producerIds: ProducerIdSource;
  readonly firstProducerEpoch: number | undefined;
  /** Resolves when the image has every change that was acknowledged before. @throws DraveError. */
  readonly catchUp: (deadlineMs: Millis) => Promise<void>;
  /** Has the topic of groups made when it does not exist. */
  readonly findGroupCoordinator: (caller: Caller) => Promise<CoordinatorLocation>;
  readonly groups: OffsetsPort;
  readonly peers: TransactionPeers;
  readonly onFatal: (reason: unknown) => void;
}

/** How long the leaders of partitions may take to write markers, which wait for their replicas. */
const MARKERS_TIMEOUT_MS: Millis = 10_000;

/**
 * What a broker does for transactions: coordinates some, ends others in the partitions that it leads, and lets them
 * begin there with the word of their coordinators.
 */
export class Transactions {
  readonly coordinator: TransactionCoordinator;
  readonly verifier: TransactionVerifier;
  private readonly options: TransactionsOptions;

  constructor(options: TransactionsOptions) {
    const { env, config, domain, deadlines, onFatal } = options;
    this.options = options;
    this.coordinator = new TransactionCoordinator({
      ...options,
      nodeId: domain.nodeId,
      readiness: domain.readiness,
      offsetsPartitionCount: (caller) => this.offsetsPartitionCount(caller),
      sendMarkers: (to, markers) => this.sendMarkers(to, markers),
    });
    this.verifier = new TransactionVerifier({
      clock: env.clock,
      deadlines,
      coordinatorOf: (transactionalId) => this.coordinator.leaderFor(transactionalId),
      ask: (coordinator, questions, timeoutMs) => this.ask(coordinator, questions, timeoutMs),
      retryBackoffMs: config.addPartitionsToTxnRetryBackoffMs,
      retryMsMax: config.addPartitionsToTxnRetryBackoffMaxMs,
      onFatal,
    });
  }

  /** For the coordinators of transactions: ends them in partitions that this broker leads. */
  writeMarkers(markers: readonly SentMarker[]): Promise<readonly MarkerResult[]> {
    const { domain, env, groups } = this.options;
    return writeMarkers(domain, env.compute, groups, markers);
  }

  /** What is open in partitions that this broker leads; see `openTransactions`. */
  listOpen(caller: Caller, request: OpenTransactionsRequest): Promise<readonly OpenTransaction[]> {
    const { env, domain } = this.options;
    return inSlices(env.compute, openTransactions(domain, caller, request, env.clock.wallMs()));
  }

  /** Aborts what nobody else is going to end, in one partition; see `abortOf`. @throws DraveError. */
  async abortOpen(
    caller: Caller,
    { validateOnly, ...request }: AbortOpenRequest & { readonly validateOnly: boolean },
  ): Promise<OpenTransaction> {
    const { open, marker } = abortOf(this.options.domain, caller, request);
    if (validateOnly) return open;
    const [result] = await this.writeMarkers([marker]);
    if (result?.failure !== undefined) throw new DraveError(result.failure);
    return open;
  }

  private ask(
    coordinator: NodeId,
    questions: readonly LeaderQuestion[],
    timeoutMs: Millis,
  ): Promise<readonly (readonly AddedPartition[])[]> {
    const { domain, peers } = this.options;
    if (coordinator === domain.nodeId) return this.coordinator.answerLeaders(questions);
    return peers.addPartitions(coordinator, questions, timeoutMs);
  }

  private sendMarkers(to: NodeId, markers: readonly SentMarker[]): Promise<readonly MarkerResult[]> {
    const { domain, peers } = this.options;
    return to === domain.nodeId ? this.writeMarkers(markers) : peers.writeMarkers(to, markers, MARKERS_TIMEOUT_MS);
  }

  private async offsetsPartitionCount(caller: Caller): Promise<number> {
    const { image, findGroupCoordinator } = this.options;
    const count = (): number | undefined => image().topicByName(CONSUMER_OFFSETS_TOPIC)?.partitionCount;
    const known = count();
    if (known !== undefined) return known;
    await findGroupCoordinator(caller);
    const made = count();
    if (made === undefined) throw new DraveError('COORDINATOR_NOT_AVAILABLE', errors.COORDINATOR_NOT_AVAILABLE.text);
    return made;
  }
}

/** For a broker that reaches no other. */
export const noPeers: TransactionPeers = {
  addPartitions: (to) => Promise.reject(unreachable(to)),
  writeMarkers: (to) => Promise.reject(unreachable(to)),
};

function unreachable(to: NodeId): DraveError {
  return new DraveError('BROKER_NOT_AVAILABLE', `this broker does not reach broker ${to}`);
}
