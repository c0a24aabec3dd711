import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { RecordLedger } from '@drave/cluster/checkers';
import { tellMissing } from './kafka-group.js';
import { until } from './until.js';
import { boundMs } from '../bounds.js';

const PAUSE_MS = 20;
/**
 * Go on after errors that may pass. kcat ends otherwise when librdkafka takes every broker for dead, and that counts
 * those which it has had no reason to call again since they came back.
 */
const GO_ON = '-E';

/**
 * One idempotent kcat a partition, fed line by line. kcat tells no offsets, and which record failed only in words: when
 * all end well, everything was acknowledged.
 */
export class KcatProducer {
  private readonly ledger: RecordLedger;
  private readonly lanes: readonly Lane[];
  private readonly feeding: NodeJS.Timeout;
  private count = 0;

  constructor(bootstrap: string, ledger: RecordLedger, topic: string, partitions: number) {
    this.ledger = ledger;
    this.lanes = Array.from({ length: partitions }, (_, partition) => newLane(bootstrap, topic, partition));
    this.feeding = setInterval(() => this.feed(), PAUSE_MS);
  }

  values(): readonly string[] {
    return this.lanes.flatMap(({ sent }) => sent.map(({ value }) => value));
  }

  /** Ends the feeding; resolves when everything has been acknowledged. @throws when kcat gave a record up. */
  async stop(withinMs: number): Promise<void> {
    clearInterval(this.feeding);
    for (const lane of this.lanes) {
      lane.child.stdin?.end();
      await until('at the end', () => (lane.child.exitCode === null ? 'kcat still delivers' : undefined), withinMs);
      if (lane.child.exitCode !== 0) throw new Error(`kcat ended with ${lane.child.exitCode}:\n${lane.printed()}`);
      for (const { id } of lane.sent) this.ledger.acknowledged(id, -1);
    }
  }

  /** Ends everything, whatever is still on its way; harmless after `stop`. */
  async abandon(): Promise<void> {
    clearInterval(this.feeding);
    await Promise.all(this.lanes.map(({ child }) => killed(child)));
  }

  private feed(): void {
    for (const lane of this.lanes) {
      const value = `kcat-${this.count++}`;
      lane.sent.push({ id: this.ledger.sent(lane.name, lane.place, value), value });
      lane.child.stdin?.write(`${value}\n`);
    }
  }
}

interface Lane {
  readonly name: string;
  readonly place: string;
  readonly child: ChildProcess;
  readonly sent: { readonly id: number; readonly value: string }[];
  readonly printed: () => string;
}

function newLane(bootstrap: string, topic: string, partition: number): Lane {
  const settings = [
    '-X',
    'enable.idempotence=true',
    '-X',
    'linger.ms=1',
    '-X',
    `message.timeout.ms=${boundMs(300_000, 'a delivery')}`,
  ];
  const child = spawn('kcat', ['-P', GO_ON, '-b', bootstrap, '-t', topic, '-p', `${partition}`, ...settings], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  // Written to after it died: its exit code says so, and `stop` looks at that.
  child.stdin.on('error', () => undefined);
  return { name: `kcat-${partition}`, place: `${topic}-${partition}`, child, sent: [], printed: () => printed };
}

/** kcat in a group of its own, reading values line by line. */
export class KcatConsumer {
  private readonly child: ChildProcess;
  private readonly read = new Set<string>();

  constructor(bootstrap: string, topic: string) {
    const settings = [
      '-X',
      'auto.offset.reset=earliest',
      '-X',
      `session.timeout.ms=${boundMs(6_000, 'a session')}`,
      '-u',
      '-q',
    ];
    this.child = spawn('kcat', [GO_ON, '-b', bootstrap, ...settings, '-f', '%s\\n', '-G', 'kcat-readers', topic], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let rest = '';
    this.child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.read.add(line);
    });
  }

  async caughtUp(values: readonly string[], when: string, withinMs: number): Promise<void> {
    const missing = (): string | undefined =>
      this.child.exitCode === null ? tellMissing('kcat', values, this.read) : `kcat ended with ${this.child.exitCode}`;
    await until(when, missing, withinMs);
  }

  stop(): Promise<void> {
    return killed(this.child);
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
