import { DraveError } from '@drave/base';
import { allowAll, type Authorizer } from '@drave/base/access';
import { noLease, type Broker, type RequestContext } from '@drave/broker';
import { effectiveBrokerConfig } from '@drave/config';
import { Gateway } from '@drave/controller';
import { TestCluster, testClusterId } from '@drave/controller/testing';
import { unlimitedQuota } from '@drave/quota';
import { type Api, WireReader, WireWriter } from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from '../handlers/handler-row.js';
import type { KafkaDomain, QuorumDescription } from '../kafka-domain.js';

/** The broker that answers, by id. */
const LOCAL_ID = 1;

export interface AdminBenchOptions {
  readonly file?: Readonly<Record<string, string>>;
  readonly authorizer?: Authorizer;
  /** The principal that asks; by default one that is known. */
  readonly principal?: string;
  readonly quorum?: QuorumDescription;
  readonly voters?: KafkaDomain['voters'];
}

/**
 * Handlers of what the controller decides, in front of a real one with three brokers that exist only as their requests.
 * Requests and answers pass through the codecs of the version that is asked in.
 */
export class AdminBench {
  readonly cluster: TestCluster;
  private readonly options: AdminBenchOptions;

  private constructor(cluster: TestCluster, options: AdminBenchOptions) {
    this.cluster = cluster;
    this.options = options;
  }

  static async start(options: AdminBenchOptions = {}): Promise<AdminBench> {
    const cluster = new TestCluster({ file: options.file ?? {} });
    await cluster.start(1, 2, 3);
    return new AdminBench(cluster, options);
  }

  /** Asks as a client does. What the handler throws becomes the row's refusal, as in the dispatcher. */
  async ask<Request, RequestInput, Response, ResponseInput>(
    row: HandlerRow<Request, ResponseInput>,
    api: Api<Request, RequestInput, Response, ResponseInput>,
    version: number,
    input: RequestInput,
  ): Promise<Response> {
    const request = throughCodec(api.request, version, input);
    const answer = await this.cluster.world.finish(this.handle(row, version, request));
    return throughCodec(api.response, version, answer);
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  private async handle<Request, Response>(
    row: HandlerRow<Request, Response>,
    version: number,
    request: Request,
  ): Promise<Response> {
    try {
      const answer = await row.handle(this.context(version), request);
      if (answer === undefined) throw new RangeError('the handler gave no answer');
      return answer;
    } catch (reason) {
      const error = DraveError.from(reason);
      const refusal = row.refuse?.(error.row.kafka, error.message, request, version);
      if (refusal === undefined) throw reason;
      return refusal;
    }
  }

  private context(version: number): HandlerContext {
    const { env } = this.cluster.leader.host;
    const caller: RequestContext = {
      principal: this.options.principal ?? 'User:test',
      listener: 'PLAINTEXT',
      clientId: 'bench',
      clientHost: 'bench',
      deadlineMs: env.clock.monotonicMs() + 300_000,
      quota: unlimitedQuota,
      memory: noLease,
    };
    const within = (timeoutMs: number) => ({ ...caller, deadlineMs: env.clock.monotonicMs() + timeoutMs });
    // Handlers of this kind look at nothing else.
    return { domain: this.domain(), version, caller, within } as Partial<HandlerContext> as HandlerContext;
  }

  private domain(): KafkaDomain {
    const { feed, controller, host } = this.cluster.leader;
    const file = new Map(Object.entries(this.options.file ?? {}));
    const { authorizer = allowAll } = this.options;
    const noForward = () => Promise.reject(new DraveError('NOT_CONTROLLER', 'there is one node only'));
    const broker: Pick<Broker, 'allows' | 'bringUpToDate'> = {
      allows: (caller, operation, resource) => authorizer.allows(caller, operation, resource),
      // The only node there is cannot be behind.
      bringUpToDate: () => Promise.resolve(),
    };
    return {
      env: host.env,
      clusterId: testClusterId,
      nodeId: LOCAL_ID,
      // A broker of this bench has no logs.
      broker: broker as Broker,
      gateway: new Gateway({ env: host.env, feed, controller, client: { forward: noForward }, authorizer }),
      feed,
      settings: effectiveBrokerConfig({ file }),
      layers: { file },
      autoCreate: undefined,
      quorum: () => Promise.resolve(this.options.quorum ?? EMPTY_QUORUM),
      voters: this.options.voters ?? { add: noForward, remove: noForward },
    };
  }
}

const EMPTY_QUORUM: QuorumDescription = { leaderId: -1, epoch: 0, highWatermark: 0, voters: [], observers: [] };

/** The message is written in this version, and read back whole. */
function throughCodec<Decoded, Input>(
  codec: {
    readonly name: string;
    encode(writer: WireWriter, value: Input, version: number): void;
    decode(reader: WireReader, version: number): Decoded;
  },
  version: number,
  value: Input,
): Decoded {
  const writer = new WireWriter();
  codec.encode(writer, value, version);
  const reader = new WireReader(Buffer.concat(writer.finish()), codec.name);
  const decoded = codec.decode(reader, version);
  if (reader.remaining > 0) throw new RangeError(`${codec.name}: ${reader.remaining} bytes too many`);
  return decoded;
}
