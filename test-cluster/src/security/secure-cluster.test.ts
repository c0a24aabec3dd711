import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners, type EachMessageHandler, type KafkaConfig } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from '../bounds.js';
import { drave, type CommandResult } from '../command-line.js';

/*
 * A cluster that one switch makes secure, as its user meets it: commands, and clients of other projects that take what
 * `drave local env` prints.
 */
const kcatMissing = spawnSync('kcat', ['-V']).error !== undefined;

let home: string;
let printed: Record<string, string>;
const run = (parameters: string, input = '', environment = {}): Promise<CommandResult> =>
  drave(home, parameters.split(' '), input, environment);

beforeAll(async () => {
  if (kcatMissing) console.warn('kcat is not installed: its case is skipped');
  home = mkdtempSync(join(tmpdir(), 'drave-home-'));
  const up = await run('local up -d --secure -c 1 -b 2 --ports auto');
  expect(up).toMatchObject({ exitCode: 0 });
  expect(up.stdout).toContain('\nsecure     as admin, see drave local env   (');
  printed = JSON.parse((await run('local env -o json')).stdout) as Record<string, string>;
  expect(await run('topic create orders -p 1')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await run('produce orders', 'of a command\n')).toMatchObject({ exitCode: 0 });
});
afterAll(async () => {
  await drave(home, ['local', 'down', '--all']);
  rmSync(home, { recursive: true });
});

function value(name: string): string {
  return printed[name] ?? expect.unreachable(`${name} is printed`);
}

function kafkaWith(security: Partial<KafkaConfig>): Kafka {
  return new Kafka({
    clientId: 'test',
    brokers: value('KAFKA_BOOTSTRAP').split(','),
    logLevel: logLevel.NOTHING,
    authenticationTimeout: boundMs(5_000, 'a login'),
    connectionTimeout: boundMs(2_000, 'a connection'),
    retry: { retries: 0 },
    ...security,
  });
}

const ssl = () => ({ ca: [readFileSync(value('KAFKA_SSL_CA_FILE'), 'utf8')] });
const sasl = (password = readFileSync(value('KAFKA_SASL_PASSWORD_FILE'), 'utf8'), username?: string) => ({
  mechanism: 'scram-sha-512' as const,
  username: username ?? value('KAFKA_SASL_USERNAME'),
  password,
});

async function send(kafka: Kafka, text: string): Promise<void> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    await producer.send({ topic: 'orders', messages: [{ value: text }] });
  } finally {
    await producer.disconnect();
  }
}

/** Resolves when the value has come. */
async function receive(kafka: Kafka, wanted: string): Promise<void> {
  const consumer = kafka.consumer({ groupId: 'billing' });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: 'orders', fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      const eachMessage: EachMessageHandler = async ({ message }) => {
        if (message.value?.toString() === wanted) resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}

describe('a cluster that was started with --secure', () => {
  it('prints what kafkajs needs to produce and to consume', async () => {
    expect(value('KAFKA_SECURITY_PROTOCOL')).toBe('SASL_SSL');
    expect(value('KAFKA_SASL_MECHANISM')).toBe('SCRAM-SHA-512');
    const kafka = kafkaWith({ ssl: ssl(), sasl: sasl() });
    await send(kafka, 'of kafkajs');
    await receive(kafka, 'of kafkajs');
  });

  it.each([
    ['no TLS', () => ({}), /disconnected|closed|timeout|timed out|reset/i],
    ['no credentials', () => ({ ssl: ssl() }), /disconnected|closed|SASL|authenticat/i],
    ['a wrong password', () => ({ ssl: ssl(), sasl: sasl('a guess') }), /invalid credentials with SASL mechanism/],
    ['no trust', () => ({ ssl: true, sasl: sasl() }), /certificate/],
  ])('refuses a client with %s', async (_, security, reason) => {
    await expect(send(kafkaWith(security()), 'never')).rejects.toThrow(reason);
    const { stdout } = await run('consume orders --offset start:end');
    expect(stdout).toContain('of a command');
    expect(stdout).not.toContain('never');
  });

  it('goes by access control lists for everybody else', async () => {
    expect(await run('user add alice --mechanism SCRAM-SHA-512', 'what alice knows\n')).toMatchObject({ exitCode: 0 });
    const alice = kafkaWith({ ssl: ssl(), sasl: sasl('what alice knows', 'alice') });
    const outcome = (): Promise<string> => send(alice, 'of alice').then(() => 'sent', String);
    // Each broker hears of a change a moment later.
    const patience = { timeout: boundMs(10_000, 'a change of users or rights') };
    await expect.poll(outcome, patience).toMatch(/not authorized/i);
    expect(await run('acl grant alice write topic orders')).toMatchObject({ exitCode: 0 });
    await expect.poll(outcome, patience).toBe('sent');
  });

  it('obeys commands that say nothing of it, and those that have its variables', async () => {
    const environment = { ...printed, DRAVE_HOME: mkdtempSync(join(home, 'other-')) };
    const fine = { exitCode: 0, stderr: '' };
    const results = ['lag -o json', 'topic ls -o name', 'acl ls', 'local ps'].map((one) => run(one));
    for (const result of await Promise.all(results)) expect(result).toMatchObject(fine);
    const elsewhere = ['lag -o json', 'topic ls -o name'].map((one) => run(one, '', environment));
    for (const result of await Promise.all(elsewhere)) expect(result).toMatchObject(fine);
    const { stdout } = await run('local kill leader:orders/0 -o json');
    const { nodes } = JSON.parse(stdout) as { nodes: string[] };
    expect(await run(`local start ${nodes.join(' ')}`)).toMatchObject({ exitCode: 0 });
    expect(await run('local step-down')).toMatchObject({ exitCode: 0 });
  });

  it.skipIf(!existsSync('/proc/self/cmdline'))('shows its password to nobody who looks at processes', async () => {
    const password = readFileSync(value('KAFKA_SASL_PASSWORD_FILE'), 'utf8');
    const [cluster] = JSON.parse((await run('local ps -o json')).stdout) as {
      supervisorPid: number;
      nodes: { pid: number; configFile: string; logFile: string }[];
    }[];
    const nodes = cluster?.nodes ?? [];
    expect(nodes).toHaveLength(3);
    const processes = [cluster?.supervisorPid, ...nodes.map((node) => node.pid)];
    const files = [
      ...processes.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]),
      ...nodes.flatMap(({ configFile, logFile }) => [configFile, logFile]),
    ];
    expect(files.filter((file) => readFileSync(file, 'utf8').includes(password))).toEqual([]);
  });

  it.skipIf(kcatMissing)('is open to kcat with the variables alone', async () => {
    const child = spawn('kcat', ['-b', value('KAFKA_BOOTSTRAP'), '-C', '-t', 'orders', '-o', 'beginning', '-c', '1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...printed },
      timeout: boundMs(20_000, 'a run of kcat'),
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said).toBe('of a command\n');
  });
});
