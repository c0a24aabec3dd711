import { groupNotFound } from '../evaluator/evaluate-group.js';
import type { ClusterWatch } from '../watch/cluster-watch.js';
import type { Monitor } from '../watch/monitor.js';
import { consumerMessage, statusMessage, timeLagMessage } from './burrow-messages.js';
import { configAnswer, clusterModule } from './config-routes.js';
import { LOG_LEVEL_PATH, logLevelAnswer } from './log-level-routes.js';
import { goJson } from './go-json.js';
import type { RouteAnswer } from './route-answer.js';

/** One request to the monitor. `path` is as it was sent, without a query. */
interface MonitorRequest {
  readonly method: string;
  readonly path: string;
  /** Empty where there is none. */
  readonly body?: string;
}

interface MonitorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Burrow's HTTP API, version 3, with its names, messages and codes; lists are in order. Beside it `/metrics`, and
 * `/v4/kafka/CLUSTER/consumer/GROUP/lag`, which is lag in time. `hostName` is the name by which this machine calls
 * itself.
 */
export async function answerMonitor(
  monitor: Monitor,
  { method, path, body: requestBody = '' }: MonitorRequest,
  hostName: string,
): Promise<MonitorAnswer> {
  if (method === 'GET' && path === '/burrow/admin') return { status: 200, contentType: TEXT_TYPE, body: 'GOOD' };
  if (method === 'GET' && path === '/burrow/admin/ready')
    return monitor.isReady
      ? { status: 200, contentType: TEXT_TYPE, body: 'READY' }
      : { status: 503, contentType: TEXT_TYPE, body: 'STARTING' };
  if (method === 'GET' && path === '/metrics')
    return { status: 200, contentType: METRICS_TYPE, body: await monitor.renderMetrics() };
  const answer = path === LOG_LEVEL_PATH ? logLevelAnswer(monitor, method, requestBody) : routed(monitor, method, path);
  if (answer === undefined) return unknown(method);
  const { status, message, content = {}, isRequestFirst = false } = answer;
  // Of a group that is not found Burrow says so in its status, and not by an error.
  const error = status >= 400 && !('status' in content);
  const request = { url: path, host: hostName };
  const body = isRequestFirst ? { error, message, request, ...content } : { error, message, ...content, request };
  return { status, contentType: JSON_TYPE, body: goJson(body) };
}

/** A path that is not there, or a method. */
function unknown(method: string): MonitorAnswer {
  if (method !== 'GET') return { status: 405, contentType: TEXT_TYPE, body: 'Method Not Allowed\n' };
  const body = '{"error":true,"message":"invalid request type","result":{}}\n';
  return { status: 404, contentType: TEXT_TYPE, body };
}

/** Undefined for a path, or a method, that is not there. */
function routed(monitor: Monitor, method: string, path: string): RouteAnswer | undefined {
  const segments = decoded(path);
  if (segments === undefined) return undefined;
  const [version, kind, cluster, ...rest] = segments;
  if (version === 'v3' && kind === 'config' && method === 'GET') return configAnswer(monitor, segments.slice(2));
  if (kind !== 'kafka' || (version !== 'v3' && version !== 'v4')) return undefined;
  if (cluster === undefined)
    return version === 'v3' && method === 'GET'
      ? { status: 200, message: 'cluster list returned', content: { clusters: [...monitor.watches.keys()].toSorted() } }
      : undefined;
  const watch = monitor.watches.get(cluster);
  if (version === 'v4') return method === 'GET' ? timeLagAnswer(watch, rest) : undefined;
  if (method === 'DELETE') return deleteAnswer(watch, rest);
  return method === 'GET' ? clusterAnswer(watch, cluster, rest) : undefined;
}

/** The parts of a path; a name may have any character when it is encoded. Undefined where it is encoded wrongly. */
function decoded(path: string): readonly string[] | undefined {
  try {
    const segments = path.split('/').slice(1).map(decodeURIComponent);
    return segments.includes('') ? undefined : segments;
  } catch (reason) {
    if (reason instanceof URIError) return undefined;
    throw reason;
  }
}

const notFound = (what: string): RouteAnswer => ({ status: 404, message: `${what} not found` });

function clusterAnswer(
  watch: ClusterWatch | undefined,
  cluster: string,
  rest: readonly string[],
): RouteAnswer | undefined {
  const [kind, name, question, ...more] = rest;
  if (more.length > 0) return undefined;
  if (kind === undefined)
    return watch === undefined
      ? notFound('cluster module')
      : { status: 200, message: 'cluster module detail returned', content: { module: clusterModule(watch) } };
  if (kind === 'topic') return topicAnswer(watch, name, question);
  if (kind === 'consumer') return consumerAnswer(watch, cluster, name, question);
  return undefined;
}

function topicAnswer(
  watch: ClusterWatch | undefined,
  topic: string | undefined,
  question: string | undefined,
): RouteAnswer | undefined {
  if (question !== undefined && question !== 'consumers') return undefined;
  if (topic === undefined)
    return watch === undefined
      ? notFound('cluster')
      : { status: 200, message: 'topic list returned', content: { topics: watch.history.topicNames() } };
  if (question === 'consumers') {
    if (watch === undefined) return notFound('cluster');
    // As there, a topic that does not exist has none.
    return { status: 200, message: 'consumers of topic returned', content: { consumers: watch.groupsOfTopic(topic) } };
  }
  const ends = watch?.history.topicEnds(topic);
  if (ends === undefined) return notFound('cluster or topic');
  // As there, a partition without a sample is left out, and those behind it move up.
  const offsets = ends.filter((end) => end !== null);
  return { status: 200, message: 'topic offsets returned', content: { offsets } };
}

function consumerAnswer(
  watch: ClusterWatch | undefined,
  cluster: string,
  group: string | undefined,
  question: string | undefined,
): RouteAnswer | undefined {
  if (question !== undefined && question !== 'status' && question !== 'lag') return undefined;
  if (group === undefined)
    return watch === undefined
      ? notFound('cluster')
      : { status: 200, message: 'consumer list returned', content: { consumers: watch.groupNames() } };
  if (question === undefined) {
    const partitions = watch?.partitionsOf(group);
    return partitions === undefined
      ? notFound('cluster or consumer')
      : { status: 200, message: 'consumer detail returned', content: { topics: consumerMessage(partitions) } };
  }
  const evaluation = watch?.evaluate(group) ?? groupNotFound(cluster, group);
  const status = statusMessage(evaluation, question === 'lag' ? 'all' : 'bad');
  const code = evaluation.status === 'NOTFOUND' ? 404 : 200;
  return { status: code, message: 'consumer status returned', content: { status } };
}

function timeLagAnswer(watch: ClusterWatch | undefined, rest: readonly string[]): RouteAnswer | undefined {
  const [kind, group, question, ...more] = rest;
  if (kind !== 'consumer' || group === undefined || question !== 'lag' || more.length > 0) return undefined;
  if (watch === undefined) return notFound('cluster');
  const evaluation = watch.evaluate(group);
  if (evaluation.status === 'NOTFOUND') return notFound('cluster or consumer');
  return { status: 200, message: 'consumer lag returned', content: { lag: timeLagMessage(evaluation) } };
}

/**
 * Forgets what is held of a group: until it commits again, nothing is known of it. Whether there was any is not said.
 */
function deleteAnswer(watch: ClusterWatch | undefined, rest: readonly string[]): RouteAnswer | undefined {
  const [kind, group, inside, topic, ...more] = rest;
  if (kind !== 'consumer' || group === undefined || more.length > 0) return undefined;
  if (inside === undefined) watch?.history.deleteGroup(group);
  else if (inside === 'topic' && topic !== undefined) watch?.history.deleteGroupTopic(group, topic);
  else return undefined;
  return { status: 200, message: 'consumer group removed' };
}
