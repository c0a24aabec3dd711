import { DraveError, type ErrorCode } from '@drave/base';
import { SimWorld, type SimHost } from '@drave/env/sim';
import {
  aclService,
  groupService,
  quorumService,
  topicService,
  userService,
  type adminV1,
  type UnaryMethod,
} from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { NodeIdentity } from '@drave/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyRole } from './every-role.js';
import { formatNode } from './format.js';
import { DraveNode } from './node.js';
import { validateNodeConfig } from './validate-node-config.js';

const SECRET = 'sixteen-characters';
const clusterId = 'aaaaaaaaaaaaaaaaaaaaaa';
const directoryId = 'bbbbbbbbbbbbbbbbbbbbbb';
const deadlineMs = 5_000;
const once = { validateOnly: false, requestId: '' };

let world: SimWorld;
let nodes: DraveNode[] = [];

/** Two nodes whose configuration, and nothing else, says that access control lists decide; who is nobody is root. */
beforeAll(async () => {
  world = new SimWorld({ seed: 1 });
  nodes = [await start(1, 'controller'), await start(2, 'broker')];
  expect(await world.runUntil(() => nodes.every(({ ready }) => ready), 5_000)).toBe(true);
});
afterAll(async () => {
  for (const node of nodes.toReversed()) await world.finish(node.stop());
});

async function start(id: number, role: 'controller' | 'broker'): Promise<DraveNode> {
  const name = `n${id}`;
  const host = hostOf(name);
  const config = validateNodeConfig(
    {
      cluster: { id: clusterId, name: 'shop' },
      node: { id, name, roles: [role] },
      dataDirectories: ['data'],
      listeners: { grpc: { host: name, port: 9000 } },
      quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId }] },
      profile: 'local',
      broker: {
        'default.replication.factor': 1,
        'min.insync.replicas': 1,
        'offsets.topic.num.partitions': 1,
        'offsets.topic.replication.factor': 1,
        'drave.cluster.secret': SECRET,
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:root; User:CN=operator',
      },
    },
    name,
  );
  await world.finish(formatNode(host.env, config, id === 1 ? { initialControllers: true } : {}));
  const onFatal = (error: Error): never => {
    throw error;
  };
  const nodeWorld = {
    env: host.env,
    transport: new SimTransport(host),
    roles: everyRole,
    diskReserveBytesMax: 0,
    onFatal,
  };
  return world.finish(DraveNode.start(nodeWorld, config));
}

let callers = 0;

/** What the node answers this principal: another node asks for it, as nodes do. */
async function ask<Request, Response>(
  onBehalfOf: string,
  method: UnaryMethod<Request, Response>,
  request: Request,
): Promise<Response | ErrorCode> {
  const host = world.createHost(`caller${++callers}`);
  const { clock, logger } = host.env;
  const { credential = '' } = new NodeIdentity({ clusterId, secret: SECRET, names: [], clock, logger });
  const channel = new SimTransport(host).connect({ host: 'n2', port: 9000 }, { credential });
  try {
    return await world.finish(channel.unary(method, request, { deadlineMs, onBehalfOf }));
  } catch (reason) {
    return DraveError.from(reason).code;
  }
}

const hosts = new Map<string, SimHost>();

function hostOf(name: string): SimHost {
  const host = hosts.get(name) ?? world.createHost(name);
  hosts.set(name, host);
  return host;
}

/** What a node answers a client of this host, whom nobody has authenticated. */
async function askFrom<Request, Response>(
  host: string,
  node: string,
  method: UnaryMethod<Request, Response>,
  request: Request,
): Promise<Response | ErrorCode> {
  const channel = new SimTransport(hostOf(host)).connect({ host: node, port: 9000 });
  try {
    return await world.finish(channel.unary(method, request, { deadlineMs }));
  } catch (reason) {
    return DraveError.from(reason).code;
  }
}

const topic = (name: string) => ({
  ...{ name, partitionCount: 1, replicationFactor: 1, assignments: [], configs: new Map<string, string>() },
  ...once,
});

function entry(fields: Partial<adminV1.AclEntry> = {}): adminV1.AclEntry {
  return {
    resourceType: 'TOPIC',
    resourceName: 'orders',
    patternType: 'PREFIXED',
    principal: 'User:alice',
    host: '',
    operation: 'CREATE',
    permission: 'UNSPECIFIED',
    ...fields,
  };
}

const { createAcls, deleteAcls, listAcls, checkAccess } = aclService.methods;
const everything = { filter: undefined, pageSize: 0, pageToken: '', local: false };
const DENIED = 'CLUSTER_AUTHORIZATION_FAILED';

describe('a cluster whose configuration names an authorizer', () => {
  it('lets super users do everything, and others what the lists allow, from the answer on', async () => {
    expect(await ask('User:alice', topicService.methods.createTopic, topic('orders'))).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
    expect(await ask('User:alice', createAcls, { entries: [entry()], ...once })).toBe(DENIED);
    expect(await ask('User:alice', listAcls, everything)).toBe(DENIED);
    expect(await ask('User:root', createAcls, { entries: [entry()], ...once })).toMatchObject({
      header: { nodeId: 2 },
    });
    const check = { principal: 'User:alice', host: '10.0.0.1', operation: 'CREATE', resourceType: 'TOPIC' } as const;
    const question = { ...check, resourceName: 'orders', local: false };
    const verdict = { allowed: true, reason: 'ENTRY', entry: { ...entry(), host: '*', permission: 'ALLOW' } };
    expect(await ask('User:CN=operator', checkAccess, question)).toMatchObject(verdict);
    expect(await ask('User:alice', topicService.methods.createTopic, topic('orders'))).toMatchObject({
      topic: { name: 'orders' },
    });
    expect(await ask('User:alice', topicService.methods.createTopic, topic('bills'))).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
    expect(await ask('User:root', checkAccess, { ...question, resourceName: 'bills' })).toMatchObject({
      allowed: false,
      reason: 'NO_ENTRY_OF_RESOURCE',
      entry: undefined,
    });
    expect(await ask('User:root', checkAccess, { ...question, principal: 'User:root' })).toMatchObject({
      allowed: true,
      reason: 'SUPER_USER',
    });
  });

  it('adds all entries of a request or none, and says which field is wrong', async () => {
    const entries = [entry({ principal: 'User:bob' }), entry({ principal: 'bob' })];
    expect(await ask('User:root', createAcls, { entries, ...once })).toBe('INVALID_REQUEST');
    const wanted = { ...everything, filter: { ...nothing, principal: 'User:bob' } };
    expect(await ask('User:root', listAcls, wanted)).toMatchObject({ entries: [] });
    for (const wrong of [
      { patternType: 'MATCH' },
      { operation: 'UNSPECIFIED' },
      { resourceType: 'UNSPECIFIED' },
    ] as const)
      expect(await ask('User:root', createAcls, { entries: [entry(wrong)], ...once })).toBe('INVALID_REQUEST');
  });

  it('deletes what a filter means, only when it is there, and tells with validate_only what it would be', async () => {
    const filter = { ...nothing, principal: 'User:alice' };
    expect(await ask('User:root', deleteAcls, { filter: undefined, ...once })).toBe('INVALID_REQUEST');
    const found = { deleted: [{ principal: 'User:alice' }] };
    expect(await ask('User:root', deleteAcls, { filter, ...once, validateOnly: true })).toMatchObject(found);
    expect(await ask('User:root', deleteAcls, { filter, ...once })).toMatchObject(found);
    expect(await ask('User:root', deleteAcls, { filter, ...once })).toMatchObject({ deleted: [] });
    expect(await ask('User:alice', topicService.methods.createTopic, topic('orders2'))).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });

  it('lists in pages, each entry once', async () => {
    const names = Array.from({ length: 7 }, (_, at) => `t${at}`);
    await ask('User:root', createAcls, { entries: names.map((resourceName) => entry({ resourceName })), ...once });
    const seen: string[] = [];
    let pageToken = '';
    do {
      const answer = await ask('User:root', listAcls, { ...everything, pageSize: 3, pageToken });
      if (typeof answer === 'string') throw new Error(answer);
      seen.push(...answer.entries.map(({ resourceName }) => resourceName));
      pageToken = answer.nextPageToken;
    } while (pageToken !== '');
    expect(seen).toEqual(names);
  });
});

describe('an entry with a host', () => {
  const { deleteGroup } = groupService.methods;
  const { getQuorum } = quorumService.methods;
  const anonymous = { principal: 'User:ANONYMOUS', patternType: 'LITERAL' } as const;

  it('holds for a call about a group that one node hands on to another', async () => {
    const group = { ...anonymous, resourceType: 'GROUP', resourceName: 'billing', operation: 'DELETE' } as const;
    await ask('User:root', createAcls, { entries: [entry({ ...group, host: 'office' })], ...once });
    // The controller has no groups: it asks the broker, which asks for the rights again.
    const deleteFrom = (host: string) =>
      askFrom(host, 'n1', deleteGroup, { groupId: 'billing', ...once, local: false });
    let answer = await deleteFrom('office');
    for (let tries = 0; answer === 'COORDINATOR_NOT_AVAILABLE' && tries < 50; tries++) {
      await world.runFor(100);
      answer = await deleteFrom('office');
    }
    expect(answer).toBe('GROUP_ID_NOT_FOUND');
    expect(await deleteFrom('street')).toBe('GROUP_AUTHORIZATION_FAILED');
  });

  it('holds for a question that only the leader of the quorum can answer', async () => {
    const cluster = { ...anonymous, resourceType: 'CLUSTER', resourceName: 'kafka-cluster' } as const;
    const entries = [entry({ ...cluster, operation: 'DESCRIBE', host: 'watchtower' })];
    await ask('User:root', createAcls, { entries, ...once });
    expect(await askFrom('watchtower', 'n2', getQuorum, { local: false })).toMatchObject({ role: 'leader' });
    expect(await askFrom('cellar', 'n2', getQuorum, { local: false })).toBe(DENIED);
  });
});

describe('users with passwords', () => {
  const credential: adminV1.SetUserCredentialRequest = {
    user: 'alice',
    mechanism: 'SHA_256',
    iterations: 4_096,
    ...{ salt: Buffer.from('salt'), saltedPassword: Buffer.alloc(32, 5), ...once },
  };
  const { setUserCredential, deleteUserCredential, listUsers } = userService.methods;
  const page = { pageSize: 0, pageToken: '', local: false };

  it('are set, listed without secrets and deleted by who may alter the cluster', async () => {
    expect(await ask('User:alice', setUserCredential, credential)).toBe(DENIED);
    expect(await ask('User:root', setUserCredential, credential)).toMatchObject({ header: { nodeId: 2 } });
    const users = [{ name: 'alice', credentials: [{ mechanism: 'SHA_256', iterations: 4_096 }] }];
    expect(await ask('User:root', listUsers, page)).toMatchObject({ users });
    const removal = { user: 'alice', mechanism: 'SHA_256', ...once } as const;
    expect(await ask('User:alice', deleteUserCredential, removal)).toBe(DENIED);
    expect(await ask('User:root', deleteUserCredential, removal)).toMatchObject({ header: { nodeId: 2 } });
    expect(await ask('User:root', deleteUserCredential, removal)).toBe('RESOURCE_NOT_FOUND');
    expect(await ask('User:root', listUsers, page)).toMatchObject({ users: [] });
  });

  it('are refused with what is wrong with the credential', async () => {
    expect(await ask('User:root', setUserCredential, { ...credential, iterations: 1 })).toBe('UNACCEPTABLE_CREDENTIAL');
    expect(await ask('User:root', setUserCredential, { ...credential, user: '' })).toBe('UNACCEPTABLE_CREDENTIAL');
    for (const wrong of [{ mechanism: 'UNSPECIFIED' }, { saltedPassword: Buffer.alloc(0) }] as const)
      expect(await ask('User:root', setUserCredential, { ...credential, ...wrong })).toBe('INVALID_REQUEST');
  });
});

/** What the audit log of a node has told of since. */
function auditOf(name: string, from = 0): object[] {
  const lines = hostOf(name).logLines.filter(({ fields }) => fields['component'] === 'audit');
  return lines.slice(from).map(({ level, message, fields }) => ({ level, message, ...fields }));
}

describe('the audit log', () => {
  const { createTopic } = topicService.methods;
  const path = '/drave.admin.v1';

  it('tells who is refused what, who is allowed what, and not what is left out of a list', async () => {
    const from = auditOf('n2').length;
    expect(await askFrom('attic', 'n2', createTopic, topic('secrets'))).toBe('TOPIC_AUTHORIZATION_FAILED');
    await ask('User:root', createTopic, topic('secrets'));
    const { listTopics } = topicService.methods;
    const all = { pageSize: 0, pageToken: '', namePrefix: '', includeInternal: true, local: true };
    expect(await askFrom('attic', 'n2', listTopics, all)).toMatchObject({ topics: [] });
    const asked = { request: `${path}.TopicService/CreateTopic`, listener: 'grpc', operation: 'CREATE' };
    const told = { component: 'audit', ...asked, patternType: 'LITERAL' };
    const secrets = { resourceType: 'TOPIC', resourceName: 'secrets' };
    const cluster = { resourceType: 'CLUSTER', resourceName: 'kafka-cluster' };
    const root = { principal: 'User:root', host: `caller${callers}` };
    expect(auditOf('n2', from)).toEqual([
      {
        level: 'info',
        message: 'denied',
        allowed: false,
        principal: 'User:ANONYMOUS',
        host: 'attic',
        ...told,
        ...secrets,
      },
      { level: 'debug', message: 'allowed', allowed: true, ...root, ...told, ...cluster },
    ]);
  });

  it('tells who has changed entries and passwords, without what a password is proved with', async () => {
    const from = auditOf('n2').length;
    await ask('User:root', createAcls, { entries: [entry({ principal: 'User:dora' })], ...once });
    await ask('User:root', deleteAcls, { filter: { ...nothing, principal: 'User:dora' }, ...once, validateOnly: true });
    await ask('User:root', deleteAcls, { filter: { ...nothing, principal: 'User:dora' }, ...once });
    const secret = { salt: Buffer.from('salty'), saltedPassword: Buffer.alloc(32, 7) };
    const dora = { user: 'dora', mechanism: 'SHA_256' } as const;
    const { setUserCredential, deleteUserCredential } = userService.methods;
    await ask('User:root', setUserCredential, { ...dora, iterations: 4_096, ...secret, ...once });
    await ask('User:root', deleteUserCredential, { ...dora, ...once });
    await ask('User:root', deleteUserCredential, { ...dora, ...once });
    const changes = auditOf('n2', from).filter((line) => 'changes' in line);
    const pattern = { resourceType: 'TOPIC', resourceName: 'orders', patternType: 'PREFIXED' };
    const added = { ...pattern, principal: 'User:dora', host: '*', operation: 'CREATE', permission: 'ALLOW' };
    const user = { user: 'dora', mechanism: 'SCRAM-SHA-256' };
    const entries = 'access control entries are';
    const passwords = 'passwords of users are changed';
    expect(changes).toMatchObject([
      { level: 'info', principal: 'User:root', message: `${entries} added`, changes: [added] },
      { message: `${entries} removed`, changes: [added], request: `${path}.AclService/DeleteAcls` },
      { message: passwords, changes: [{ change: 'set', ...user }] },
      { message: passwords, changes: [{ change: 'delete', ...user }] },
      { message: passwords, changes: [{ change: 'delete', ...user, failure: 'RESOURCE_NOT_FOUND' }] },
    ]);
    const text = JSON.stringify(auditOf('n2'));
    for (const secretText of ['c2FsdHk', 'BwcHBw', 'iterations']) expect(text).not.toContain(secretText);
  });
});

const nothing: adminV1.AclFilter = {
  resourceType: 'UNSPECIFIED',
  resourceName: '',
  patternType: 'UNSPECIFIED',
  principal: '',
  host: '',
  operation: 'UNSPECIFIED',
  permission: 'UNSPECIFIED',
};
