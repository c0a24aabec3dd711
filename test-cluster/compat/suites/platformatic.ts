import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installed } from './external.js';

/**
 * `@platformatic/kafka`, as far as the tests use it. It stays out of the main install: one of its dependencies asks for
 * a newer Node than ours, though everything used here works.
 */
export const PLATFORMATIC_VERSION = '1.35.0';

export interface Platformatic {
  readonly Producer: new (options: ClientOptions & { readonly idempotent?: boolean }) => PlatformaticProducer;
  readonly Consumer: new (options: ConsumerOptions) => PlatformaticConsumer;
  readonly Admin: new (options: ClientOptions) => PlatformaticAdmin;
  readonly stringSerializers: object;
  readonly stringDeserializers: object;
}

interface ClientOptions {
  readonly clientId: string;
  readonly bootstrapBrokers: readonly string[];
  readonly serializers?: object;
  readonly deserializers?: object;
}

interface ConsumerOptions extends ClientOptions {
  readonly groupId: string;
  readonly autocommit?: boolean;
  readonly groupProtocol?: 'classic' | 'consumer';
  readonly sessionTimeout?: number;
  readonly heartbeatInterval?: number;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

export interface PlatformaticProducer {
  send(options: {
    readonly messages: readonly {
      readonly topic: string;
      readonly partition?: number;
      readonly key: string;
      readonly value: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly timestamp?: bigint;
    }[];
    readonly acks?: number;
    readonly compression?: string;
  }): Promise<{ readonly offsets?: readonly Place[] }>;
  close(): Promise<void>;
}

export interface Message extends Place {
  readonly key: string;
  readonly value: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly timestamp: bigint;
  commit(): Promise<void>;
}

interface MessagesStream extends AsyncIterable<Message> {
  close(): Promise<void>;
}

export interface PlatformaticConsumer {
  readonly assignments: readonly { readonly topic: string; readonly partitions: readonly number[] }[] | null;
  consume(options: {
    readonly topics: readonly string[];
    readonly mode?: 'earliest' | 'latest' | 'committed' | 'manual';
    readonly fallbackMode?: 'earliest' | 'latest';
    readonly offsets?: readonly Place[];
    readonly maxWaitTime?: number;
  }): Promise<MessagesStream>;
  listOffsets(options: { readonly topics: readonly string[]; readonly timestamp?: bigint }): Promise<Offsets>;
  listCommittedOffsets(options: {
    readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  }): Promise<Offsets>;
  close(force?: boolean): Promise<void>;
}

type Offsets = ReadonlyMap<string, readonly bigint[]>;

export interface PlatformaticAdmin {
  createTopics(options: {
    readonly topics: readonly string[];
    readonly partitions: number;
    readonly replicas: number;
    readonly configs?: readonly { readonly name: string; readonly value: string }[];
  }): Promise<readonly { readonly name: string; readonly partitions: number; readonly replicas: number }[]>;
  deleteTopics(options: { readonly topics: readonly string[] }): Promise<void>;
  listTopics(): Promise<readonly string[]>;
  createPartitions(options: {
    readonly topics: readonly { readonly name: string; readonly count: number }[];
  }): Promise<void>;
  describeConfigs(options: {
    readonly resources: readonly { readonly resourceType: number; readonly resourceName: string }[];
  }): Promise<readonly { readonly configs: readonly { readonly name: string; readonly value: string | null }[] }[]>;
  incrementalAlterConfigs(options: {
    readonly resources: readonly {
      readonly resourceType: number;
      readonly resourceName: string;
      readonly configs: readonly {
        readonly name: string;
        readonly configOperation: number;
        readonly value: string;
      }[];
    }[];
  }): Promise<void>;
  metadata(options: { readonly topics: readonly string[]; readonly forceUpdate?: boolean }): Promise<{
    readonly topics: ReadonlyMap<string, { readonly partitionsCount: number }>;
  }>;
  close(): Promise<void>;
}

export async function loadPlatformatic(): Promise<Platformatic> {
  const folder = await installed({
    name: `platformatic-kafka-${PLATFORMATIC_VERSION}`,
    packages: [`@platformatic/kafka@${PLATFORMATIC_VERSION}`],
    compiles: false,
  });
  const entry = join(folder, 'node_modules', '@platformatic', 'kafka', 'dist', 'index.js');
  return (await import(pathToFileURL(entry).href)) as Platformatic;
}
