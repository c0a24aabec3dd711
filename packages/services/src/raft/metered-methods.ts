import type { Metrics } from '@drave/env';
import type { StreamMethod, UnaryMethod } from '@drave/rpc';

/** What this node says to its peers in the quorum, and hears from them. */
export class RaftTraffic {
  private requests = 0;
  private responses = 0;
  private outgoingBytes = 0;
  private incomingBytes = 0;

  constructor(metrics: Metrics) {
    const counter = (what: string, help: string, read: () => number): void =>
      metrics.counterFrom(`kafka_server_raftchannelmetrics_${what}_total`, help, read);
    counter('request', 'Requests that this node sent to its peers in the quorum.', () => this.requests);
    counter('response', 'Responses of its peers in the quorum to this node.', () => this.responses);
    counter(
      'outgoing_byte',
      'Bytes of the requests that this node sent to its peers in the quorum.',
      () => this.outgoingBytes,
    );
    counter('incoming_byte', 'Bytes of the responses of its peers in the quorum.', () => this.incomingBytes);
  }

  /** The same method, whose messages are counted as they are encoded and decoded. */
  metered<Request, Response>(method: UnaryMethod<Request, Response>): UnaryMethod<Request, Response>;
  metered<Request, Response>(method: StreamMethod<Request, Response>): StreamMethod<Request, Response>;
  metered<Request, Response>(
    method: UnaryMethod<Request, Response> | StreamMethod<Request, Response>,
  ): UnaryMethod<Request, Response> | StreamMethod<Request, Response> {
    return {
      ...method,
      encodeRequest: (message) => {
        const bytes = method.encodeRequest(message);
        this.sent(bytes.length);
        return bytes;
      },
      encodeRequestPieces: (message) => {
        const pieces = method.encodeRequestPieces(message);
        this.sent(pieces.reduce((sum, { length }) => sum + length, 0));
        return pieces;
      },
      decodeResponse: (bytes) => {
        this.responses++;
        this.incomingBytes += bytes.length;
        return method.decodeResponse(bytes);
      },
    };
  }

  private sent(bytes: number): void {
    this.requests++;
    this.outgoingBytes += bytes;
  }
}
