import type { Bytes, Endpoint, Millis } from '@drave/base';
import type { MemoryPool } from '@drave/broker';
import type { ListenerConfig } from '@drave/config';
import type { Connection, Env, Listener, MetricLabels, TimerHandle } from '@drave/env';
import type { ListenerEndpoint } from '@drave/metadata';
import type { ClientQuotas } from '@drave/quota';
import { Admission } from './connection/admission.js';
import { AnswerMemory } from './connection/answer-memory.js';
import { KafkaConnection } from './connection/kafka-connection.js';
import { listenerLimits } from './connection/listener-limits.js';
import type { RequestRunner } from './connection/request-runner.js';
import { TurnBudget } from './connection/turn-budget.js';
import type { KafkaListenerConfig } from './kafka-listener-config.js';
import { AuthenticationCounts } from './sasl/authentication-counts.js';
import { SaslSession } from './sasl/sasl-session.js';

interface KafkaServerOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'network' | 'logger' | 'metrics'>;
  readonly listeners: readonly KafkaListenerConfig[];
  readonly settings: KafkaServerSettings;
  /** The pool for the bytes of large requests; shared with the other listeners of the node. */
  readonly memory: MemoryPool;
  readonly answers: AnswerMemory;
  readonly runner: RequestRunner;
  /** What addresses may open; and who holds back is read from again when limits have changed. */
  readonly quotas: Pick<ClientQuotas, 'changes' | 'chargeConnection'>;
  /** A broken promise of our own code: the process must end. */
  readonly onFatal: (reason: unknown) => void;
}

/** The settings under Kafka's names. */
export type KafkaServerSettings = Pick<
  ListenerConfig,
  | 'connectionFailedAuthenticationDelayMs'
  | 'connectionsMaxIdleMs'
  | 'connectionsMaxReauthMs'
  | 'maxConnectionCreationRate'
  | 'maxConnections'
  | 'maxConnectionsPerIp'
  | 'maxConnectionsPerIpOverrides'
  | 'saslServerMaxReceiveSize'
  | 'socketRequestMaxBytes'
>;

/** The Kafka listeners of one broker and every connection to them. */
export class KafkaServer {
  private readonly options: KafkaServerOptions;
  private readonly admission: Admission;
  private readonly budget: TurnBudget;
  private readonly connections = new Set<KafkaConnection>();
  private readonly byAddress = new Map<string, number>();
  private readonly bound: { readonly config: KafkaListenerConfig; readonly listener: Listener }[] = [];
  private readonly authentications = new AuthenticationCounts();
  private nextConnectionId = 1;
  /** When the last accepted connection was due under the rate; it may be a second ahead of the present. */
  private acceptedUpToMs: Millis = 0;
  private waiting = 0;
  /** Connections beyond the rate of their address, which are to be closed. */
  private held = 0;
  private refused = 0;
  private receivedByGone: Bytes = 0;
  private sentToGone: Bytes = 0;
  private sweepTimer: TimerHandle | undefined;
  private closed = false;

  private constructor(options: KafkaServerOptions) {
    const { env, memory } = options;
    this.options = options;
    this.admission = new Admission(memory);
    this.budget = new TurnBudget(env.clock, env.timers);
  }

  /** Every listener is bound and served when it resolves. @throws DraveError ADDRESS_IN_USE; then none is. */
  static async listen(options: KafkaServerOptions): Promise<KafkaServer> {
    const server = new KafkaServer(options);
    try {
      for (const config of options.listeners) await server.bind(config);
    } catch (reason) {
      await server.close();
      throw reason;
    }
    server.registerMetrics();
    server.sweepLater();
    return server;
  }

  /** What clients are told: as configured, or as bound. */
  get endpoints(): readonly ListenerEndpoint[] {
    return this.bound.map(({ config, listener }) => {
      const { host, port } = config.advertised ?? listener.endpoint;
      return { name: config.name, host, port: port === 0 ? listener.endpoint.port : port };
    });
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  /** Stops accepting and drops every connection: the node has let the clients move away before it shuts down. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.sweepTimer !== undefined) this.options.env.timers.clear(this.sweepTimer);
    await Promise.all(this.bound.map(({ listener }) => listener.close()));
    for (const connection of [...this.connections]) connection.close();
  }

  private async bind(config: KafkaListenerConfig): Promise<void> {
    const tls = config.tls === undefined ? {} : { tls: config.tls };
    const accept = (connection: Connection): void => this.arrive(config, connection);
    const listener = await this.options.env.network.listen(config.endpoint, accept, tls);
    this.bound.push({ config, listener });
  }

  /** Nothing is read from a connection that comes too soon after the others. */
  private arrive(listener: KafkaListenerConfig, connection: Connection): void {
    const { env, quotas } = this.options;
    const { timers } = env;
    const heldMs = quotas.chargeConnection(connection.remote.host);
    if (heldMs > 0) return this.refuseLater(listener.name, connection, heldMs);
    if (this.waiting >= listenerLimits.waitingConnectionsMax)
      return this.refuse(listener.name, connection, 'too many connections wait for max.connection.creation.rate');
    const waitMs = this.waitMs();
    if (waitMs <= 0) return this.accept(listener, connection);
    this.waiting++;
    timers.set(waitMs, () => {
      this.waiting--;
      this.accept(listener, connection);
    });
  }

  /** Closed only after a while, or a client that dials again at once would cost as much as one that is served. */
  private refuseLater(listener: string, connection: Connection, heldMs: Millis): void {
    const refuse = (): void => this.refuse(listener, connection, 'its address may not open so many connections');
    if (this.held >= listenerLimits.heldConnectionsMax) return refuse();
    this.held++;
    this.options.env.timers.set(heldMs, () => {
      this.held--;
      refuse();
    });
  }

  private refuse(listener: string, connection: Connection, reason: string): void {
    this.refused++;
    const { host, port } = connection.remote;
    const client = `${host}:${port}`;
    this.options.env.logger.info({ client, listener }, `a Kafka connection is refused: ${reason}`);
    connection.destroy();
  }

  private waitMs(): Millis {
    const { maxConnectionCreationRate: rate } = this.options.settings;
    const nowMs = this.options.env.clock.monotonicMs();
    const eachMs = Math.min(SECOND_MS / Math.max(rate, 1 / SECOND_MS), MILLION_MS);
    this.acceptedUpToMs = Math.max(this.acceptedUpToMs, nowMs - SECOND_MS) + eachMs;
    return this.acceptedUpToMs - nowMs;
  }

  private accept(config: KafkaListenerConfig, connection: Connection): void {
    const { env, runner, answers, settings, onFatal } = this.options;
    const { name: listener } = config;
    const refusal = this.closed ? 'the listener is closed' : this.refusal(connection.remote);
    if (refusal !== undefined) return this.refuse(listener, connection, refusal);
    const { host } = connection.remote;
    this.byAddress.set(host, (this.byAddress.get(host) ?? 0) + 1);
    const idle = settings.connectionsMaxIdleMs;
    const accepted = new KafkaConnection({
      env,
      connection,
      id: this.nextConnectionId++,
      listener,
      runner,
      admission: this.admission,
      answers,
      budget: this.budget,
      quotas: this.options.quotas,
      requestBytesMax: settings.socketRequestMaxBytes,
      sasl: this.saslOf(config),
      idleMsMax: idle < 0 ? Number.POSITIVE_INFINITY : idle,
      onClosed: () => this.forget(accepted, host),
      onFatal,
    });
    this.connections.add(accepted);
    this.sweepLater();
    void accepted.run();
  }

  private saslOf({ name, sasl }: KafkaListenerConfig) {
    if (sasl === undefined) return undefined;
    const { settings } = this.options;
    const session = new SaslSession({
      mechanisms: sasl.mechanisms,
      reauthMsMax: settings.connectionsMaxReauthMs,
      onOutcome: (mechanism, outcome) => this.authentications.note({ listener: name, mechanism, outcome }),
    });
    return {
      session,
      tokenBytesMax: settings.saslServerMaxReceiveSize,
      failedDelayMs: settings.connectionFailedAuthenticationDelayMs,
    };
  }

  private refusal({ host }: Endpoint): string | undefined {
    const { maxConnections, maxConnectionsPerIp, maxConnectionsPerIpOverrides } = this.options.settings;
    if (this.connections.size + this.waiting >= maxConnections) return `max.connections (${maxConnections}) is reached`;
    const perAddressMax = maxConnectionsPerIpOverrides.get(host) ?? maxConnectionsPerIp;
    if ((this.byAddress.get(host) ?? 0) >= perAddressMax) return `max.connections.per.ip (${perAddressMax}) is reached`;
    return undefined;
  }

  private forget(connection: KafkaConnection, host: string): void {
    this.connections.delete(connection);
    this.receivedByGone += connection.receivedBytes;
    this.sentToGone += connection.sentBytes;
    const left = (this.byAddress.get(host) ?? 0) - 1;
    if (left > 0) this.byAddress.set(host, left);
    else this.byAddress.delete(host);
  }

  /** Sweeps again as long as there is a connection that may have to be closed. */
  private sweepLater(): void {
    if (this.sweepTimer !== undefined || this.connections.size === 0) return;
    const { clock, timers } = this.options.env;
    this.sweepTimer = timers.set(listenerLimits.sweepIntervalMs, () => {
      this.sweepTimer = undefined;
      if (this.closed) return;
      const nowMs = clock.monotonicMs();
      for (const connection of [...this.connections]) connection.sweep(nowMs);
      this.sweepLater();
    });
  }

  private *connectionsByListener(): Iterable<readonly [MetricLabels, number]> {
    const counts = new Map(this.bound.map(({ config }) => [config.name, 0]));
    for (const { facts } of this.connections) counts.set(facts.listener, (counts.get(facts.listener) ?? 0) + 1);
    for (const [listener, count] of counts) yield [{ listener }, count];
  }

  private registerMetrics(): void {
    const { metrics } = this.options.env;
    const sum = (of: (connection: KafkaConnection) => number, gone: number): number => {
      let total = gone;
      for (const connection of this.connections) total += of(connection);
      return total;
    };
    metrics.gauges(
      'kafka_server_socket_server_metrics_connection_count',
      'Open connections of Kafka clients by listener.',
      () => this.connectionsByListener(),
    );
    metrics.counters(
      'drave_kafka_authentications_total',
      'Attempts of Kafka clients to authenticate with SASL by listener, mechanism and outcome.',
      () => this.authentications.series(),
    );
    metrics.gauge('drave_kafka_connections', 'Open connections of Kafka clients.', () => this.connections.size);
    metrics.counterFrom(
      'drave_kafka_connections_accepted_total',
      'Connections of Kafka clients that were accepted.',
      () => this.nextConnectionId - 1,
    );
    metrics.counterFrom(
      'drave_kafka_connections_refused_total',
      'Connections of Kafka clients that a limit refused.',
      () => this.refused,
    );
    metrics.counterFrom('drave_kafka_received_bytes_total', 'Bytes from Kafka clients.', () =>
      sum((connection) => connection.receivedBytes, this.receivedByGone),
    );
    metrics.counterFrom('drave_kafka_sent_bytes_total', 'Bytes to Kafka clients.', () =>
      sum((connection) => connection.sentBytes, this.sentToGone),
    );
    metrics.gauge(
      'drave_kafka_small_request_bytes',
      'Bytes held by small requests of Kafka clients.',
      () => this.admission.small.used,
    );
    metrics.gauge('drave_kafka_answer_bytes', 'Finished answers not yet sent.', () => this.options.answers.used);
  }
}

const SECOND_MS: Millis = 1_000;
/** No rate is so low that a connection waits longer. */
const MILLION_MS: Millis = 1_000_000;
