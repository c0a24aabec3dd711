import { assert, DraveError } from '@drave/base';
import { quotaService, type adminV1, type RpcChannel } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import type { SimCluster } from '../sim-cluster.js';
import { WorkUntilStopped } from './work-until-stopped.js';

const DEADLINE_MS = 2_000;
const PAUSE_MS_MAX = 600;
/** From what any one batch is above, to what nobody reaches. */
const BYTE_RATES = [50, 1_000, 20_000, 1_000_000];
const MUTATION_RATES = [0.2, 5];

const clients: adminV1.QuotaEntity = { user: undefined, clientId: '', ip: undefined };
const users: adminV1.QuotaEntity = { user: '', clientId: undefined, ip: undefined };

/** One operator who limits clients by their defaults, changes the limits, and leaves none at the end. */
export class LimitingOperator extends WorkUntilStopped {
  private readonly channels: readonly RpcChannel[];
  private requests = 0;
  private changes = 0;

  constructor(cluster: SimCluster) {
    super(cluster, 'limiter');
    const transport = new SimTransport(this.host);
    this.channels = cluster.nodes.map(({ name, config }) =>
      transport.connect({ host: name, port: config.listeners.grpc.port }),
    );
  }

  /** No limit is left that somebody would have to wait for. */
  override get settled(): boolean {
    return !this.running;
  }

  override get state(): string {
    return `${this.changes} changes of limits`;
  }

  override close(): void {
    for (const channel of this.channels) channel.close();
  }

  protected override async run(): Promise<void> {
    const { random, env } = this.host;
    while (!this.stopped) {
      await env.timers.sleep(random.integer(PAUSE_MS_MAX));
      const entity = random.integer(2) === 0 ? clients : users;
      await this.alter(entity, random.integer(3) === 0 ? [] : [this.drawLimit()]);
    }
    for (const entity of [clients, users]) while (!(await this.alter(entity, []))) await env.timers.sleep(PAUSE_MS_MAX);
  }

  private drawLimit(): adminV1.QuotaLimit {
    const { random } = this.host;
    const key = KEYS[random.integer(KEYS.length)] ?? 'producer_byte_rate';
    const values = key === 'controller_mutation_rate' ? MUTATION_RATES : BYTE_RATES;
    return { key, value: values[random.integer(values.length)] ?? 1 };
  }

  /** Leaves these limits and no others; whether an answer said so. */
  private async alter(entity: adminV1.QuotaEntity, set: readonly adminV1.QuotaLimit[]): Promise<boolean> {
    const { random, name } = this.host;
    const channel = this.channels[random.integer(this.channels.length)];
    assert(channel !== undefined, 'there are nodes');
    const remove = KEYS.filter((key) => !set.some((limit) => limit.key === key));
    const request = { entity, set, remove, validateOnly: false, requestId: `${name}-${this.requests++}` };
    try {
      await channel.unary(quotaService.methods.alterQuota, request, { deadlineMs: DEADLINE_MS });
      this.changes++;
      const limits = set.map(({ key, value }) => `${key}=${value}`).join() || 'none';
      this.cluster.world.trace(
        'operator',
        name,
        `limits of ${entity.user === undefined ? 'client ids' : 'users'}: ${limits}`,
      );
      return true;
    } catch (reason) {
      const { code, retriable, message } = DraveError.from(reason);
      this.cluster.world.trace('operator', name, `limits: ${code} ${message}`);
      if (!(reason instanceof DraveError) || !retriable) throw reason;
      return false;
    }
  }
}

const KEYS = ['producer_byte_rate', 'consumer_byte_rate', 'controller_mutation_rate'] as const;
