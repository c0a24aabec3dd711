import { describeBrokerConfigs } from '@drave/config';
import { describe, expect, it } from 'vitest';
import { parseNodeConfig } from './process/parse-node-config.js';
import { nodeSettings, raftTimers } from './settings.js';

const good = `
cluster: { id: aaaaaaaaaaaaaaaaaaaaaa, name: shop }
node: { id: 4, name: b1, roles: [broker] }
dataDirectories: [data]
listeners: { grpc: { port: 0 } }
quorum: { voters: [{ id: 1, host: 127.0.0.1, port: 20000 }] }
`;

function mistake(text: string): string {
  try {
    parseNodeConfig(text, 'node.yaml');
  } catch (reason) {
    return (reason as Error).message;
  }
  throw new Error('the configuration was accepted');
}

describe('parseNodeConfig', () => {
  it('reads a file and fills the defaults', () => {
    const config = parseNodeConfig(good, 'node.yaml');
    expect(config.profile).toBe('real');
    expect(config.listeners.grpc.host).toBe('127.0.0.1');
    expect(config.supervised).toBe(false);
  });

  it('tells key, value, allowed values and an example of a bad value', () => {
    expect(mistake(good.replace('port: 0', 'port: 99999'))).toBe(
      "node.yaml: 'listeners.grpc.port' is 99999; allowed: an integer from 0 (any free port) to 65535; example: port: 20001",
    );
  });

  it('refuses an unknown key and names its neighbours', () => {
    expect(mistake(good.replace('name: b1', 'nmae: b1'))).toContain(
      "unknown key 'node.nmae'; known here: id, name, roles",
    );
  });

  it('tells every mistake at once', () => {
    const message = mistake(good.replace('id: 4', 'id: -1').replace('[broker]', '[boss]'));
    expect(message).toContain("'node.id' is -1");
    expect(message).toContain('\'node.roles.0\' is "boss"; allowed: controller or broker');
  });

  it('shows an element of a list as an element of a list', () => {
    expect(mistake(good.replace('[broker]', '[boss]'))).toBe(
      'node.yaml: \'node.roles.0\' is "boss"; allowed: controller or broker; example: - broker',
    );
  });

  it.each(['fromStandardInput', 'watchRequests'])('refuses faults.%s on a node that nobody supervises', (key) => {
    expect(mistake(`${good}faults: { ${key}: true }`)).toContain(
      `'faults.${key}' is true on a node that nobody supervises`,
    );
    expect(parseNodeConfig(`${good}faults: { ${key}: true }\nsupervised: true`, 'node.yaml').supervised).toBe(true);
  });

  it('refuses an authorizer where nobody can tell nodes from clients, and super users without a type', () => {
    const authorizer = 'authorizer.class.name: org.apache.kafka.metadata.authorizer.StandardAuthorizer';
    const secret = 'drave.cluster.secret: sixteen-characters';
    expect(mistake(`${good}broker: { ${authorizer} }`)).toContain('needs drave.cluster.secret or');
    expect(mistake(`${good}broker: { ${authorizer}, ${secret}, super.users: 'User:a;root' }`)).toContain(
      "super.users: 'root' is no principal",
    );
    expect(mistake(`${good}broker: { authorizer.class.name: my.Authorizer }`)).toContain("'my.Authorizer'");
    const text = `${good}broker: { ${authorizer}, ${secret}, super.users: 'User:CN=a,O=b; User:c' }`;
    expect(nodeSettings(parseNodeConfig(text, 'node.yaml')).typed.superUsers).toBe('User:CN=a,O=b; User:c');
  });

  it("refuses Kafka's keys that are unknown or have a bad value, with the file's name", () => {
    expect(mistake(`${good}broker: { log.retention.hour: 1 }`)).toBe(
      "node.yaml: 'broker': log.retention.hour: no such setting here; did you mean log.retention.hours?",
    );
    expect(mistake(`${good}broker: { num.partitions: 0 }`)).toMatch(
      /^node\.yaml: 'broker': num\.partitions: '0' is not valid; /,
    );
  });

  it("refuses Kafka's names of what stands in the file already", () => {
    expect(mistake(`${good}broker: { log.dirs: /data, node.id: 4 }`)).toBe(
      "node.yaml: 'broker': log.dirs: is told by 'dataDirectories' of this configuration; leave it out here; " +
        "'broker': node.id: is told by 'node.id' of this configuration; leave it out here",
    );
  });

  it("shows what it is and where it listens under Kafka's names", () => {
    const kafka =
      '{ grpc: { port: 7, advertisedHost: b1.local }, kafka: [{ port: 9092, advertisedHost: out }, { name: IN, port: 9093 }] }';
    const config = parseNodeConfig(
      good.replace('{ grpc: { port: 0 } }', kafka).replace('[data]', '[/a, /b]'),
      'node.yaml',
    );
    const { file } = nodeSettings(config);
    expect(Object.fromEntries(file)).toEqual({
      'node.id': '4',
      'broker.id': '4',
      'process.roles': 'broker',
      'log.dirs': '/a,/b',
      listeners: 'PLAINTEXT://127.0.0.1:9092,IN://127.0.0.1:9093,GRPC://127.0.0.1:7',
      'advertised.listeners': 'PLAINTEXT://out:9092,IN://127.0.0.1:9093,GRPC://b1.local:7',
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,IN:PLAINTEXT,GRPC:PLAINTEXT',
      'controller.listener.names': 'GRPC',
      'controller.quorum.voters': '1@127.0.0.1:20000',
    });
    const entries = new Map(describeBrokerConfigs({ file }).map((entry) => [entry.key, entry]));
    for (const [key, value] of file) {
      expect(entries.get(key)).toMatchObject({
        value,
        source: 'STATIC_BROKER_CONFIG',
        readOnly: true,
        sensitive: false,
      });
    }
    expect(entries.has('log.dir')).toBe(false);
  });

  it('says what is missing', () => {
    expect(mistake(good.replace(/^quorum.*$/m, ''))).toContain("'quorum' is missing");
  });

  it('refuses text that is not YAML', () => {
    expect(mistake('{ a: [')).toContain('node.yaml is neither YAML nor JSON');
  });

  it('reads Kafka listeners, and refuses those that no client could use', () => {
    const kafka = (list: string) => good.replace('{ grpc: { port: 0 } }', `{ grpc: { port: 0 }, kafka: ${list} }`);
    expect(parseNodeConfig(kafka('[{ port: 9092 }]'), 'node.yaml').listeners.kafka).toEqual([
      { name: 'PLAINTEXT', host: '127.0.0.1', port: 9092 },
    ]);
    expect(mistake(kafka('[{ name: plaintext, port: 9092 }]'))).toBe(
      'node.yaml: \'listeners.kafka.0.name\' is "plaintext"; allowed: 1 to 63 of A-Z, 0-9 and _, beginning with a letter; example: name: PLAINTEXT',
    );
    expect(mistake(kafka('[{ port: 9092 }, { port: 9093 }]'))).toContain('one name twice (PLAINTEXT, PLAINTEXT)');
    expect(mistake(kafka('[{ host: 0.0.0.0, port: 9092 }]'))).toContain(
      "tell clients the address 0.0.0.0, which no client can reach: give 'advertisedHost'",
    );
    expect(
      mistake(kafka('[{ port: 9092 }]').replace('[broker]', '[controller]').replace('port: 0', 'port: 1')),
    ).toContain('stands on a node that is no broker');
  });

  it('refuses any free port for a controller, whom the others could not find', () => {
    expect(mistake(good.replace('[broker]', '[controller]'))).toContain("'listeners.grpc.port' is 0 on a controller");
  });

  it('refuses relations that cannot work', () => {
    expect(mistake(good.replace('id: 4', 'id: 1'))).toContain("'node.id' 1 is a voter");
    expect(mistake(good.replace('[data]', '[data, data]'))).toContain('names a directory twice');
  });
});

describe('raftTimers', () => {
  const timersOf = (text: string) => raftTimers(nodeSettings(parseNodeConfig(good + text, 'node.yaml')));

  it('park a fetch for half a fetch timeout at most, and a broker whose heartbeats are quick for longer', () => {
    expect(timersOf('')).toMatchObject({ fetchTimeoutMs: 2_000, fetchMaxWaitMs: 500, observerFetchMaxWaitMs: 500 });
    expect(timersOf('profile: local\n')).toMatchObject({
      fetchTimeoutMs: 400,
      fetchMaxWaitMs: 200,
      observerFetchMaxWaitMs: 2_000,
    });
  });
});
