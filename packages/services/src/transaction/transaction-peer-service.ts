import { DraveError, type ClusterId, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type { Broker, TransactionPeers } from '@drave/broker';
import type { AddedPartition, LeaderQuestion, MarkerResult, SentMarker } from '@drave/coordinator';
import { implement, transactionPeerService, type ServiceImplementation, type UnaryMethod } from '@drave/rpc';
import type { ChannelPool } from '../channel-pool.js';
import {
  decodeAnswers,
  decodeMarker,
  decodeMarkerResults,
  decodeQuestion,
  encodeAnswers,
  encodeMarker,
  encodeMarkerResults,
  encodeQuestion,
} from './transaction-messages.js';

/** `drave.transaction.v1.TransactionPeerService`: what brokers ask each other about transactions. */
export function createTransactionPeerService(
  clusterId: ClusterId,
  { transactions }: Pick<Broker, 'transactions'>,
): ServiceImplementation {
  const check = (asked: ClusterId): void => {
    if (asked !== clusterId) throw new DraveError('INCONSISTENT_CLUSTER_ID', `the broker is of cluster ${asked}`);
  };
  return implement(transactionPeerService, {
    async addPartitions(request) {
      check(request.clusterId);
      return encodeAnswers(await transactions.coordinator.answerLeaders(request.transactions.map(decodeQuestion)));
    },
    async writeMarkers(request) {
      check(request.clusterId);
      const markers = request.markers.map(decodeMarker);
      return encodeMarkerResults(markers, await transactions.writeMarkers(markers));
    },
  });
}

/** The other end: how a broker reaches the others. Never retries: whoever asks knows what a failure means. */
export class TransactionRpcPeers implements TransactionPeers {
  private readonly channels: ChannelPool;
  private readonly clusterId: ClusterId;
  private readonly callerId: NodeId;
  private readonly endpointOf: (broker: NodeId) => Endpoint | undefined;

  /** `endpointOf` looks into the current image. */
  constructor(
    channels: ChannelPool,
    clusterId: ClusterId,
    callerId: NodeId,
    endpointOf: (broker: NodeId) => Endpoint | undefined,
  ) {
    this.channels = channels;
    this.clusterId = clusterId;
    this.callerId = callerId;
    this.endpointOf = endpointOf;
  }

  async addPartitions(
    to: NodeId,
    questions: readonly LeaderQuestion[],
    timeoutMs: Millis,
  ): Promise<readonly (readonly AddedPartition[])[]> {
    const request = { clusterId: this.clusterId, transactions: questions.map(encodeQuestion) };
    const response = await this.call(to, transactionPeerService.methods.addPartitions, request, timeoutMs);
    return decodeAnswers(response, questions.length);
  }

  async writeMarkers(to: NodeId, markers: readonly SentMarker[], timeoutMs: Millis): Promise<readonly MarkerResult[]> {
    const request = { clusterId: this.clusterId, markers: markers.map(encodeMarker) };
    const response = await this.call(to, transactionPeerService.methods.writeMarkers, request, timeoutMs);
    return decodeMarkerResults(response, markers);
  }

  private async call<Request, Response>(
    to: NodeId,
    method: UnaryMethod<Request, Response>,
    request: Request,
    timeoutMs: Millis,
  ): Promise<Response> {
    const endpoint = this.endpointOf(to);
    if (endpoint === undefined) throw new DraveError('BROKER_NOT_AVAILABLE', `broker ${to} is not registered`);
    const channel = this.channels.channel(endpoint, 'control');
    return channel.unary(method, request, { deadlineMs: timeoutMs, callerId: this.callerId });
  }
}
