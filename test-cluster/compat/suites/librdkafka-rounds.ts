import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalClusterOptions } from '@drave/cluster';
import { Authority } from '@drave/env/testing';
import { writePem } from '../../src/security/pem-files.js';

/** One run of the suite: what the cluster is like, and which tests it is for. */
export interface Round {
  readonly name: string;
  readonly cluster: LocalClusterOptions;
  /** One of the suite's own scenarios: each asks for a cluster of another kind. */
  readonly scenario: 'default' | 'noautocreate';
  /** Whether there are fewer iterations, less data, and some subtests left out. */
  readonly isQuick: boolean;
  /** Test numbers; every one of the scenario when undefined. */
  readonly only?: readonly string[];
  /** Numbers that have a round of their own. */
  readonly except?: readonly string[];
  /**
   * The subtests of some test numbers that run one by one, each a result of its own: one that fails ends its test. A
   * part of the name that the suite prints is enough.
   */
  readonly subtests?: Readonly<Record<string, readonly string[]>>;
  /** Lines of the suite's `test.conf`, beyond those that every round has. */
  readonly clientConfig?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Put behind a test's name in the results, for a test that another round runs as well. */
  readonly suffix?: string;
}

/** The rack of each broker as the suite names it: by the broker's id. */
const racks = ['RACK4', 'RACK5', 'RACK6'];
const onDemand: LocalClusterOptions = {
  brokerConfig: { 'num.partitions': 4, 'auto.create.topics.enable': true },
  racks,
};
/**
 * Members that come together get their partitions together, as the suite counts on: in 0089 the second member of a
 * group must not take the partition over while the first one holds its record.
 */
const inKafkasTime: LocalClusterOptions = {
  brokerConfig: { ...onDemand.brokerConfig, 'group.initial.rebalance.delay.ms': 3_000 },
  racks,
};
const byHand: LocalClusterOptions = {
  brokerConfig: { 'num.partitions': 4, 'auto.create.topics.enable': false },
  racks,
};

/**
 * The subtests of tests that take long, or that one subtest ends early for want of transactions: the others count too.
 */
const subtestsAtLength = {
  '0061': ['without transactions', 'with transactions'],
  '0113': [
    ...['a_assign_tests:', 'b_subscribe_with_cb_test:', 'c_subscribe_no_cb_test:', 'd_change_subscription_add_topic:'],
    ...['e_change_subscription_remove_topic:', 'f_assign_call_cooperative:', 'g_incremental_assign_call_eager:'],
    ...['h_delete_topic:', 'i_delete_topic_2:', 'j_delete_topic_no_rb_callback:', 'k_add_partition:'],
    ...['l_unsubscribe:', 'm_unsubscribe_2:', 'n_wildcard:', 's_subscribe_when_rebalancing:'],
    ...['t_max_poll_interval_exceeded:', 'v_commit_during_rebalance:', 'x_incremental_rebalances:'],
  ],
  '0137': [
    ...['with_seek:', 'store_offset:', 'with_pause_and_resume_different_batch:', 'with_pause_and_resume_same_batch:'],
    ...['control_msgs:'],
  ],
};

/** Tests that make access control lists; without an authorizer there are none. */
const ofAccessLists = ['0081', '0109', '0115', '0119'];
const withAuthorizer: LocalClusterOptions = {
  brokerConfig: {
    ...onDemand.brokerConfig,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'true',
    'drave.cluster.secret': 'what only its nodes know',
  },
  racks,
};

/** Tests that quick mode leaves out or cuts short, and that are short enough without it. */
const atLength = [
  ...['0018', '0019', '0022', '0026', '0030', '0045', '0050', '0082', '0089', '0098', '0102', '0122', '0127', '0132'],
];
const atLengthByHand = ['0045'];
/** Tests with consumers in groups, which can be of either protocol. */
const ofGroups = ['0029', '0030', '0051', '0056', '0099', '0113', '0118', '0130', '0140', '0153', '0033', '0091'];
const ofGroupsAtLength = ['0018', '0022', '0045', '0050'];

const withConsumerProtocol = {
  cluster: onDemand,
  scenario: 'default',
  environment: { TEST_CONSUMER_GROUP_PROTOCOL: 'consumer' },
  suffix: ' (consumer protocol)',
} as const;

/** The rounds in order: what a later one finds about a test counts. `folder` takes files that a round needs. */
export async function roundsIn(folder: string): Promise<readonly Round[]> {
  return [
    {
      name: 'topics on demand',
      cluster: onDemand,
      scenario: 'default',
      isQuick: true,
      except: [...atLength, ...Object.keys(subtestsAtLength), ...ofAccessLists, '0097', '0153'],
    },
    { name: 'topics by hand', cluster: byHand, scenario: 'noautocreate', isQuick: true, except: atLengthByHand },
    {
      name: 'topics by hand, at length',
      cluster: byHand,
      scenario: 'noautocreate',
      isQuick: false,
      only: atLengthByHand,
    },
    {
      name: 'at length',
      cluster: inKafkasTime,
      scenario: 'default',
      isQuick: false,
      only: atLength,
    },
    {
      name: 'at length, part by part',
      cluster: inKafkasTime,
      scenario: 'default',
      isQuick: false,
      only: Object.keys(subtestsAtLength),
      subtests: subtestsAtLength,
    },
    {
      name: 'access control lists',
      cluster: withAuthorizer,
      scenario: 'default',
      isQuick: true,
      only: ofAccessLists,
    },
    { ...withConsumerProtocol, name: 'the consumer protocol', isQuick: true, only: ofGroups },
    { ...withConsumerProtocol, name: 'the consumer protocol, at length', isQuick: false, only: ofGroupsAtLength },
    await tlsRound(folder),
  ];
}

/** Client certificates are required; the suite asks for papers in every format that librdkafka reads. */
async function tlsRound(folder: string): Promise<Round> {
  const authority = await Authority.create('test authority');
  const node = await authority.issue('drave node');
  const client = await authority.issue('a client');
  const { ca, nodeCertificate, nodeKey, certificate, key } = writePem(folder, {
    ca: authority.pem,
    nodeCertificate: node.certificatePem,
    nodeKey: node.privateKeyPem,
    certificate: client.certificatePem,
    key: client.privateKeyPem,
  });
  const write = (name: string, content: Buffer): string => {
    const file = join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  const password = 'of the test';
  const keystore = join(folder, 'client.p12');
  const parts = ['-inkey', key, '-in', certificate, '-certfile', ca];
  execFileSync('openssl', ['pkcs12', '-export', ...parts, '-passout', `pass:${password}`, '-out', keystore]);
  const papers = {
    SSL_pkcs: keystore,
    SSL_password: password,
    SSL_pub_pem: certificate,
    SSL_pub_der: write('certificate.der', new X509Certificate(client.certificatePem).raw),
    SSL_priv_pem: key,
    SSL_priv_der: write('key.der', createPrivateKey(client.privateKeyPem).export({ format: 'der', type: 'pkcs8' })),
    SSL_ca_pem: ca,
    SSL_ca_der: write('ca.der', new X509Certificate(authority.pem).raw),
    SSL_all_cas_pem: ca,
  };
  return {
    name: 'mutual TLS',
    cluster: { tls: { certificateFile: nodeCertificate, privateKeyFile: nodeKey, clientCaFile: ca } },
    scenario: 'default',
    isQuick: true,
    only: ['0097'],
    clientConfig: {
      'security.protocol': 'SSL',
      'ssl.ca.location': ca,
      'ssl.certificate.location': certificate,
      'ssl.key.location': key,
      'ssl.key.password': password,
    },
    environment: { ...papers, SSL_client_auth: 'required' },
  };
}
