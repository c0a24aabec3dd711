import { DraveError, isDraveError } from '@drave/base';
import type { Admin, Client } from '@drave/client';
import type { Operation, TopicInput, TopicOutput } from '@drave/cluster/checkers';

/** Many, so that few operations on one topic overlap even while none is answered: the check is exponential in those. */
const topics = Array.from({ length: 100 }, (_, index) => `load-${index}`);
/** Answers that tell of the state that an operation met. */
const refusals = new Set(['TOPIC_ALREADY_EXISTS', 'UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_PARTITIONS']);

/** Topics created, grown, deleted and described at a steady rate, with the history for the linearizability check. */
export class MetadataLoad {
  readonly history: Operation<TopicInput, TopicOutput>[] = [];
  private readonly admin: Admin;
  private readonly completions: { readonly callMs: number; readonly returnMs: number }[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;
  private count = 0;

  constructor(client: Client, perSecond: number) {
    this.admin = client.admin();
    this.timer = setInterval(() => this.begin(), 1_000 / perSecond);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.underWay);
  }

  /** When the first operation that began after `sinceMs` was answered; undefined while none was. */
  firstAnswerAfter(sinceMs: number): number | undefined {
    const after = this.completions.filter(({ callMs }) => callMs >= sinceMs).map(({ returnMs }) => returnMs);
    return after.length === 0 ? undefined : Math.min(...after);
  }

  private begin(): void {
    const operation = this.operate(this.nextInput()).finally(() => this.underWay.delete(operation));
    this.underWay.add(operation);
  }

  private nextInput(): TopicInput {
    const step = this.count++;
    const topic = topics[step % topics.length] ?? 'load-0';
    const kinds = ['create', 'describe', 'grow', 'describe', 'delete'] as const;
    const kind = kinds[Math.floor(step / topics.length) % kinds.length] ?? 'describe';
    if (kind === 'create') return { kind, topic, partitions: 1 + (step % 3) };
    return kind === 'grow' ? { kind, topic, partitions: 4 + (step % 3) } : { kind, topic };
  }

  private async operate(input: TopicInput): Promise<void> {
    const callMs = performance.now();
    try {
      const output = await this.perform(input);
      this.note(input, output, callMs);
    } catch (reason) {
      const { code } = DraveError.from(reason);
      if (refusals.has(code)) {
        const absent: TopicOutput = { kind: 'described', partitions: 0 };
        this.note(input, input.kind === 'describe' ? absent : { kind: 'refused' }, callMs);
      } else if (input.kind !== 'describe' && !isDraveError(reason, 'NOT_CONTROLLER')) {
        this.history.push({ input, output: undefined, callMs, returnMs: Number.POSITIVE_INFINITY });
      }
    }
  }

  private note(input: TopicInput, output: TopicOutput, callMs: number): void {
    const returnMs = performance.now();
    this.history.push({ input, output, callMs, returnMs });
    this.completions.push({ callMs, returnMs });
  }

  private async perform(input: TopicInput): Promise<TopicOutput> {
    const admin = this.admin.topics;
    const quick = { replicationFactor: 1, waitForLeaders: false };
    switch (input.kind) {
      case 'create':
        await admin.create(input.topic, { partitions: input.partitions, ...quick });
        return { kind: 'done' };
      case 'grow':
        await admin.addPartitions(input.topic, input.partitions, { waitForLeaders: false });
        return { kind: 'done' };
      case 'delete':
        await admin.delete(input.topic);
        return { kind: 'done' };
      case 'describe':
        return { kind: 'described', partitions: (await admin.get(input.topic)).partitionCount };
    }
  }
}
