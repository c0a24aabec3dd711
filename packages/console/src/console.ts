import { DRAVE_VERSION, OpenedOnce } from '@drave/base';
import { ClusterLink, type ClusterAccess } from './cluster/cluster-link.js';
import type { ConsoleParts, FaultsPort } from './console-parts.js';
import type { Session } from './contract.js';
import { EventStreams } from './events/event-stream.js';
import { LiveCluster } from './events/live-cluster.js';
import { failureAnswer, HttpRefusal, jsonAnswer, securityHeaders } from './http/answers.js';
import { PLACE, type HttpAnswer, type HttpRequest } from './http/exchange.js';
import { requireOwnChange, requireOwnHost, type GuardOptions } from './http/guard.js';
import { pageAnswer, requirePage, type PageFiles } from './http/page-files.js';
import { Parameters } from './http/parameters.js';
import { gets, posts } from './http/routes.js';
import { MessageReader } from './views/message-views.js';

interface ConsoleOptions {
  readonly access: ClusterAccess;
  readonly cluster: Pick<Session, 'clusterId' | 'clusterName' | 'nodeId'>;
  /** Whether records are written, offsets and configurations changed. */
  readonly canWrite: boolean;
  /** Names under which it may be asked for, beside addresses and `localhost`. */
  readonly hostNames: readonly string[];
  /** The setting that has them, for who is refused; left out where there is none. */
  readonly hostNamesSetting?: string;
  /** Read when the page is first asked for, and again while there is none. */
  readonly page: () => Promise<PageFiles>;
  /** Of a local cluster. */
  readonly faults?: FaultsPort;
}

const API = `${PLACE}/api/v1/`;
const TOKEN_BYTES = 24;

/**
 * The console without its socket: a request in, an answer out. It reads the cluster as every client does, through the
 * services of its nodes, and as who nobody has authenticated.
 */
export class Console {
  private readonly parts: ConsoleParts;
  private readonly streams: EventStreams;
  private readonly guard: GuardOptions;
  private readonly files: OpenedOnce<PageFiles>;

  constructor(options: ConsoleOptions) {
    const { access, cluster, canWrite, faults, hostNames, hostNamesSetting } = options;
    const link = new ClusterLink(access);
    const live = new LiveCluster(link);
    const token = Buffer.from(access.env.random.bytes(TOKEN_BYTES)).toString('base64url');
    const session = { ...cluster, version: DRAVE_VERSION, token, canWrite, hasFaults: faults !== undefined };
    this.files = new OpenedOnce(async () => requirePage(await options.page()));
    this.parts = { link, live, messages: new MessageReader(link), session, faults };
    this.streams = new EventStreams(live, access.env.timers);
    this.guard = {
      token,
      namesSetting: hostNamesSetting,
      hostNames: new Set(hostNames.map((name) => name.toLowerCase())),
    };
  }

  /** Never rejects: what goes wrong is an answer. */
  async answer(request: HttpRequest): Promise<HttpAnswer> {
    try {
      requireOwnHost(request, this.guard);
      return await this.routed(request);
    } catch (reason) {
      return failureAnswer(reason);
    }
  }

  /** Told to all who look: what a local cluster knows beside its metadata. */
  get live(): Pick<LiveCluster, 'record' | 'tellFaults' | 'nodesChanged'> {
    return this.parts.live;
  }

  async close(): Promise<void> {
    await this.parts.live.close();
    await this.parts.link.close();
  }

  private async routed(request: HttpRequest): Promise<HttpAnswer> {
    const { method, path } = request;
    if (method !== 'GET' && method !== 'POST')
      throw new HttpRefusal(405, 'INVALID_REQUEST', 'only GET and POST are served here', { allow: 'GET, POST' });
    if (path.startsWith(API)) return this.apiAnswer(request, path.slice(API.length));
    if (method === 'POST')
      throw new HttpRefusal(404, 'NOT_FOUND', `there is nothing to change at '${path.slice(0, 100)}'`);
    if (path === '/' || path === PLACE)
      return { status: 308, headers: { ...securityHeaders, location: `${PLACE}/` }, body: '' };
    return pageAnswer(await this.files.get(), path.slice(PLACE.length + 1), request);
  }

  private async apiAnswer(request: HttpRequest, place: string): Promise<HttpAnswer> {
    const { method, query, body, signal } = request;
    if (method === 'POST') requireOwnChange(request, this.guard);
    else if (place === 'events') return this.streams.answer(request);
    const segments = decoded(place);
    for (const { path, plan } of method === 'POST' ? posts : gets) {
      const names = namesIn(segments, path);
      if (names === undefined) continue;
      const parameters = new Parameters(query);
      const answer = plan({ parts: this.parts, names, parameters, body, signal });
      parameters.checkRest();
      return jsonAnswer(await answer());
    }
    throw new HttpRefusal(404, 'NOT_FOUND', `there is no '${place.slice(0, 100)}' here`);
  }
}

/** The segments of a path; a name may have any character when it is encoded. @throws HttpRefusal 404. */
function decoded(place: string): readonly string[] {
  try {
    return place.split('/').map(decodeURIComponent);
  } catch (reason) {
    if (reason instanceof URIError) throw new HttpRefusal(404, 'NOT_FOUND', 'the path is encoded wrongly');
    throw reason;
  }
}

/** What stands where the pattern has a '*'; undefined when the path is another. */
function namesIn(segments: readonly string[], pattern: string): readonly string[] | undefined {
  const wanted = pattern.split('/');
  if (wanted.length !== segments.length) return undefined;
  const names: string[] = [];
  for (const [index, segment] of segments.entries()) {
    if (wanted[index] === '*') {
      if (segment === '') return undefined;
      names.push(segment);
    } else if (wanted[index] !== segment) return undefined;
  }
  return names;
}
