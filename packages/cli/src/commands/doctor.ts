import { DraveError, type Endpoint, type Millis } from '@drave/base';
import type { Admin, Client } from '@drave/client';
import { draveHome } from '@drave/cluster/running';
import { silentLogger } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { clusterService, connectionLoss, quorumService, type adminV1 } from '@drave/rpc';
import {
  checkBrokerStates,
  checkClocks,
  checkController,
  checkFeatures,
  checkPartitions,
  checkVersions,
  type NodeAnswer,
  type VoterFact,
} from '../doctor/cluster-checks.js';
import { fail, ok, warn, type Finding, type Verdict } from '../doctor/finding.js';
import { checkLocalRoom, checkNodeVersion, checkOpenFiles, roomFinding } from '../doctor/machine-checks.js';
import type { Colour } from '../colours.js';
import { print, table, type OutputOptions, type View } from '../output.js';
import type { Terminal } from '../terminal.js';
import { type AskNode, withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { probeEndpoint } from './probe-endpoint.js';

export interface DoctorOptions extends ConnectOptions, OutputOptions {}

/** A cluster that is well answers much sooner; one that is not should not keep the doctor waiting. */
const CLUSTER_TIMEOUT_MS: Millis = 5_000;
const NODE_TIMEOUT_MS: Millis = 3_000;
/** As brokers register the one of the SDK; the others are for Kafka clients. */
const GRPC_LISTENER = 'grpc';
/** What a Kafka client tries first, and `drave local up` takes first. */
const KAFKA_ENDPOINT: Endpoint = { host: '127.0.0.1', port: 9_092 };

/**
 * `drave doctor`: looks at this machine, and at the cluster that is meant, and says of each thing whether it is well
 * and what to do. Resolves with the exit code: 1 when something does not work.
 */
export async function doctor(terminal: Terminal, options: DoctorOptions): Promise<number> {
  const findings = [...(await machineFindings(terminal)), ...(await clusterFindings(terminal, options))];
  await print(terminal, options, viewOf(findings));
  return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}

async function machineFindings(terminal: Terminal): Promise<readonly Finding[]> {
  const env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
  try {
    const facts = terminal.machine();
    return [
      checkNodeVersion(facts),
      checkOpenFiles(facts),
      await checkLocalRoom(env.disk, draveHome()),
      await checkKafkaPort(env),
    ];
  } finally {
    env.close();
  }
}

/** Whether a local cluster gets the port that everybody's examples have. */
async function checkKafkaPort({ network, timers }: NodeEnv): Promise<Finding> {
  const { kind } = await probeEndpoint(network, timers, KAFKA_ENDPOINT);
  const subject = `this machine, ${KAFKA_ENDPOINT.port}`;
  if (kind === 'refused') return ok('ports', subject, 'free');
  if (kind === 'kafka') return ok('ports', subject, 'a Kafka listener has it');
  return warn(
    'ports',
    subject,
    'another program has it',
    'drave local up takes the next free one; see drave local env',
  );
}

async function clusterFindings(terminal: Terminal, options: DoctorOptions): Promise<readonly Finding[]> {
  const timeout = options.timeout ?? CLUSTER_TIMEOUT_MS;
  try {
    return await withClient(terminal, { ...options, timeout }, (client, env, askNode) =>
      examine(terminal, client, env, askNode),
    );
  } catch (reason) {
    const { message } = DraveError.from(reason);
    const next = 'give --bootstrap, --cluster or --context; drave local ps and drave context ls list clusters';
    return [fail('cluster', 'as meant', message, next)];
  }
}

async function examine(
  terminal: Terminal,
  client: Client,
  env: NodeEnv,
  askNode: AskNode,
): Promise<readonly Finding[]> {
  const admin = client.admin();
  // From the node that answers: that there is no controller is one of the findings.
  const cluster = await admin.cluster.get(true);
  const { voters } = await admin.quorum.get(true);
  const { features } = await admin.features.get(true);
  const asked = await Promise.all([
    ...voters.map((voter) => examineVoter(terminal, voter, askNode)),
    ...cluster.brokers.map((broker) => examineBroker(terminal, broker, env, askNode)),
  ]);
  const answers = asked.flatMap(({ answer }) => (answer === undefined ? [] : [answer]));
  const disks = await Promise.all(cluster.brokers.map((broker) => examineDisks(admin, broker)));
  return [
    ok('cluster', 'as meant', `${cluster.brokers.length} brokers, ${cluster.topicCount} topics`),
    ...checkController(
      asked.flatMap(({ voter }) => (voter === undefined ? [] : [voter])),
      cluster.activeControllerId,
    ),
    ...checkBrokerStates(cluster.brokers),
    ...asked.flatMap(({ findings }) => findings),
    ...checkVersions(answers),
    ...checkFeatures(features),
    ...checkClocks(answers),
    ...disks.flat(),
    ...checkPartitions(cluster),
  ];
}

/** What was found at the addresses of one node. */
interface Examined {
  readonly findings: readonly Finding[];
  readonly answer?: NodeAnswer;
  readonly voter?: VoterFact;
}

async function examineVoter(
  terminal: Terminal,
  { nodeId, endpoint }: adminV1.QuorumMember,
  askNode: AskNode,
): Promise<Examined> {
  const name = `controller ${nodeId}`;
  const silent: VoterFact = { id: nodeId, role: undefined, epoch: -1 };
  if (endpoint === undefined) return { findings: [], voter: silent };
  const { finding, answer } = await askAt(terminal, name, endpoint, askNode);
  if (answer === undefined) return { findings: [finding], voter: silent };
  const own = await askNode(endpoint, quorumService.methods.getQuorum, { local: true }, NODE_TIMEOUT_MS).catch(
    // It has answered a moment ago: whoever dies in between is silent.
    () => undefined,
  );
  return {
    findings: [finding],
    answer,
    voter: own === undefined ? silent : { id: nodeId, role: own.role, epoch: own.epoch },
  };
}

async function examineBroker(
  terminal: Terminal,
  { id, listeners }: adminV1.Broker,
  env: NodeEnv,
  askNode: AskNode,
): Promise<Examined> {
  const name = `broker ${id}`;
  const found = await Promise.all(
    listeners.map(
      async ({ name: listener, endpoint }): Promise<{ finding: Finding; answer?: NodeAnswer }> =>
        listener === GRPC_LISTENER
          ? askAt(terminal, name, endpoint, askNode)
          : { finding: await examineKafkaListener(name, listener, endpoint, env) },
    ),
  );
  const answer = found.find((one) => one.answer !== undefined)?.answer;
  return { findings: found.map(({ finding }) => finding), ...(answer === undefined ? {} : { answer }) };
}

async function askAt(
  terminal: Terminal,
  name: string,
  endpoint: Endpoint,
  askNode: AskNode,
): Promise<{ readonly finding: Finding; readonly answer?: NodeAnswer }> {
  const subject = `${name}, grpc ${addressOf(endpoint)}`;
  const askedWallMs = terminal.wallMs();
  try {
    const said = await askNode(endpoint, clusterService.methods.getCluster, { local: true }, NODE_TIMEOUT_MS);
    const answeredWallMs = terminal.wallMs();
    const { nodeVersion: version, nodeWallMs: wallMs } = said;
    return {
      finding: ok('address', subject, `answers after ${Math.max(0, Math.round(answeredWallMs - askedWallMs))} ms`),
      answer: { name, version, wallMs, askedWallMs, answeredWallMs },
    };
  } catch (reason) {
    const error = DraveError.from(reason);
    const isTooLate = error.code === 'REQUEST_TIMED_OUT';
    const late = isTooLate ? `does not answer within ${NODE_TIMEOUT_MS / 1_000} s` : error.message;
    const detail = connectionLoss(error) === 'refused' ? 'refuses connections' : late;
    return { finding: fail('address', subject, detail, unreachable(name, 'listeners.grpc')) };
  }
}

async function examineKafkaListener(
  name: string,
  listener: string,
  endpoint: Endpoint,
  { network, timers }: NodeEnv,
): Promise<Finding> {
  const subject = `${name}, ${listener} ${addressOf(endpoint)}`;
  const { kind, text } = await probeEndpoint(network, timers, endpoint);
  if (kind === 'kafka') return ok('address', subject, 'answers as Kafka does');
  if (kind === 'silent' && listener !== 'PLAINTEXT')
    return ok('address', subject, 'accepts connections; what it says over TLS was not asked');
  return fail('address', subject, text, unreachable(name, 'listeners.kafka'));
}

function unreachable(name: string, key: string): string {
  return `start ${name}, open the way to it, or set ${key} advertisedHost to what is reached from here`;
}

async function examineDisks(admin: Admin, { id, state }: adminV1.Broker): Promise<readonly Finding[]> {
  if (state !== 'RUNNING') return [];
  try {
    const directories = await admin.brokers.logDirectories(id);
    return directories.map(({ path, errorCode, errorMessage, totalBytes, usableBytes }) =>
      errorCode === ''
        ? roomFinding(`broker ${id}`, path, totalBytes, usableBytes)
        : fail('log directory', `broker ${id}, ${path}`, `${errorCode}: ${errorMessage}`, `drave explain ${errorCode}`),
    );
  } catch (reason) {
    const { message } = DraveError.from(reason);
    return [fail('log directory', `broker ${id}`, message, `drave broker disk ${id}`)];
  }
}

function addressOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const colours: Readonly<Record<Verdict, Colour>> = { ok: 'green', warn: 'yellow', fail: 'red' };

function viewOf(findings: readonly Finding[]): View {
  const count = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  const wrong = findings.filter(({ verdict }) => verdict !== 'ok');
  return {
    document: { ok: count('ok'), warn: count('warn'), fail: count('fail'), findings },
    names: wrong.map(({ check, subject }) => `${check}: ${subject}`),
    parts: [
      table(findings, {
        verdict: { cell: ({ verdict }) => verdict, colour: ({ verdict }) => colours[verdict] },
        check: ({ check }) => check,
        of: ({ subject }) => subject,
        found: ({ detail }) => detail,
      }),
      ...wrong.map(({ check, subject, next }) => `${check}, ${subject}: ${next}`),
      `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} that fail`,
    ],
  };
}
