import { DraveError, type TopicName } from '@drave/base';
import type { Client, Consumer } from '@drave/client';
import type { GroupReads } from '../../checkers/load-ledger.js';
import type { LoadSettings } from './load-options.js';
import { pause } from './load-producer.js';
import { LOAD_HEADER, textOf, type LoadRecorder } from './load-recorder.js';

const POLL_MS = 250;
const RETRY_MS = 500;
const COMMIT_EVERY_MS = 1_000;

interface LoadMemberPorts {
  readonly client: Client;
  readonly topic: TopicName;
  readonly groupId: string;
  readonly settings: LoadSettings;
  readonly recorder: LoadRecorder;
  readonly group: GroupReads;
}

/**
 * One consumer of a group, which reads at least once until it is stopped; after an error another one takes its place.
 */
export class LoadMember {
  private readonly ports: LoadMemberPorts;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(ports: LoadMemberPorts) {
    this.ports = ports;
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { client, topic, groupId, settings, recorder } = this.ports;
    while (!this.stopping.signal.aborted) {
      const consumer = client.consumer({
        groupId,
        autoOffsetReset: 'earliest',
        isolationLevel: settings.isolationLevel,
        autoCommitIntervalMs: COMMIT_EVERY_MS,
      });
      try {
        consumer.subscribe(topic);
        await this.read(consumer);
      } catch (reason) {
        recorder.note(reason);
        recorder.mark(`load: a consumer of ${groupId} is replaced after ${DraveError.from(reason).message}`);
      }
      // Leaving the group may fail where its coordinator is away; its session ends by itself then.
      await consumer.close().catch((reason: unknown) => recorder.note(reason));
      await pause(RETRY_MS, this.stopping.signal);
    }
  }

  private async read(consumer: Consumer<Buffer | null, Buffer | null>): Promise<void> {
    const { recorder, group } = this.ports;
    while (!this.stopping.signal.aborted) {
      for (const { topic, partition, offset, headers } of await consumer.poll({ timeoutMs: POLL_MS })) {
        recorder.given(group, topic, partition, offset, idIn(headers));
      }
    }
  }
}

export function idIn(
  headers: readonly { readonly key: string; readonly value: Uint8Array | null }[],
): string | undefined {
  return textOf(headers.find(({ key }) => key === LOAD_HEADER)?.value);
}
