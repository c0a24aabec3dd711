import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNodeConfig } from '@drave/node/process';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { root } from './workspace.js';

type NodeConfig = ReturnType<typeof readNodeConfig>;

const read = (file: string): string => readFileSync(join(root, 'docs/deploying', file), 'utf8');
const folders: string[] = [];

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'drave-deploying-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Named {
  readonly name: string;
}

interface Port extends Named {
  readonly port?: number;
  readonly containerPort?: number;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container extends Named {
  readonly image: string;
  readonly ports?: readonly Port[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

type Labels = Readonly<Record<string, string>>;

interface Manifest {
  readonly kind: string;
  readonly metadata: Named;
  readonly data: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas: number;
    readonly maxUnavailable: number;
    readonly serviceName: string;
    readonly clusterIP?: string;
    readonly publishNotReadyAddresses?: boolean;
    readonly podManagementPolicy: string;
    readonly ports: readonly Port[];
    readonly selector: Labels & { readonly matchLabels: Labels };
    readonly volumeClaimTemplates: readonly { readonly metadata: Named }[];
    readonly template: {
      readonly metadata: { readonly labels: Labels };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: Readonly<Record<string, unknown>>;
        readonly initContainers: readonly Container[];
        readonly containers: readonly Container[];
        readonly volumes: readonly Named[];
        readonly topologySpreadConstraints: readonly {
          readonly topologyKey: string;
          readonly labelSelector: { readonly matchLabels: Labels };
        }[];
      };
    };
  };
}

const manifests = ['config', 'controllers', 'brokers'].flatMap((name) =>
  parseAllDocuments(read(`kubernetes/${name}.yaml`)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Manifest;
  }),
);

function manifest(kind: string, name: string): Manifest {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} is named ${name}`);
  return found;
}

/** Runs the init script of a pod with a `drave` that only tells what it was asked, and returns the file it has made. */
function initialize(role: 'controller' | 'broker', ordinal: number): { config: NodeConfig; asked: string } {
  const folder = scratch();
  const { data } = manifest('ConfigMap', 'drave');
  const templates = join(folder, 'template');
  const made = join(folder, 'made');
  for (const one of [templates, made]) mkdirSync(one);
  for (const [name, text] of Object.entries(data)) writeFileSync(join(templates, name), text);
  writeFileSync(join(folder, 'drave'), '#!/bin/sh\necho "$@"\n');
  chmodSync(join(folder, 'drave'), 0o755);
  const script = (data['init.sh'] ?? '')
    .replaceAll('/etc/drave-template', templates)
    .replaceAll('/etc/drave/', `${made}/`);
  const [container] = manifest('StatefulSet', `drave-${role}`).spec.template.spec.initContainers;
  const given = (container?.env ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const env = {
    ...Object.fromEntries(given),
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    POD: `drave-${role}-${ordinal}`,
    RACK: 'zone-a',
    CLUSTER_SECRET: 'sixteen letters and more',
  };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return { config: readNodeConfig(join(made, 'node.yaml')), asked: stdout };
}

describe.each(['controller', 'broker'] as const)('the Kubernetes manifests of each %s', (role) => {
  const { spec } = manifest('StatefulSet', `drave-${role}`);
  const pod = spec.template.spec;
  const [node] = pod.containers;
  if (node === undefined) throw new Error('the set has no container');
  const service = manifest('Service', spec.serviceName).spec;

  it('select the pods of the set, all of them alike', () => {
    const { labels } = spec.template.metadata;
    const selectors = [
      spec.selector.matchLabels,
      service.selector,
      manifest('PodDisruptionBudget', `drave-${role}`).spec.selector.matchLabels,
      ...pod.topologySpreadConstraints.map(({ labelSelector }) => labelSelector.matchLabels),
    ];
    expect(selectors).toHaveLength(5);
    for (const selector of selectors) expect(selector).toEqual(labels);
    expect(labels['app.kubernetes.io/component']).toBe(role);
  });

  it('let one pod go at a time, and spread them over machines and zones', () => {
    expect(manifest('PodDisruptionBudget', `drave-${role}`).spec.maxUnavailable).toBe(1);
    const keys = pod.topologySpreadConstraints.map(({ topologyKey }) => topologyKey);
    expect(keys).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
  });

  it('start all pods at once, by names that are there before they are ready', () => {
    expect(spec.podManagementPolicy).toBe('Parallel');
    expect(service.clusterIP).toBe('None');
    expect(service.publishNotReadyAddresses).toBe(true);
  });

  it('have the ports of the configuration, and probes that ask the right path', () => {
    const { listeners } = initialize(role, 1).config;
    const configured = [
      { name: 'grpc', port: listeners.grpc.port },
      ...(listeners.kafka ?? []).map(({ port }) => ({ name: 'kafka', port })),
      { name: 'http', port: listeners.http?.port },
    ];
    expect(service.ports).toEqual(configured);
    expect(node.ports).toEqual(configured.map(({ name, port }) => ({ name, containerPort: port })));
    expect(node.livenessProbe?.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(node.startupProbe?.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(node.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' });
  });

  it('run without rights, and mount what they name', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    const volumes = [...pod.volumes, ...spec.volumeClaimTemplates.map(({ metadata }) => metadata)].map(
      ({ name }) => name,
    );
    for (const container of [...pod.initContainers, ...pod.containers]) {
      expect(container.image).toBe(node.image);
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      for (const { name } of container.volumeMounts) expect(volumes).toContain(name);
    }
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(30);
  });

  it('give every pod a configuration of its own that a node accepts', () => {
    const made = Array.from({ length: spec.replicas }, (_, ordinal) => initialize(role, ordinal));
    const voters = manifest('StatefulSet', 'drave-controller').spec.replicas;
    expect(voters % 2).toBe(1);
    for (const [ordinal, { config, asked }] of made.entries()) {
      const { node: self, quorum, listeners, broker } = config;
      expect(self.roles).toEqual([role]);
      expect(self.name).toBe(`drave-${role}-${ordinal}`);
      expect(listeners.grpc.advertisedHost).toBe(`${self.name}.${spec.serviceName}`);
      expect(broker['drave.cluster.secret']).toBe('sixteen letters and more');
      expect(quorum.voters).toHaveLength(voters);
      const own = quorum.voters.find(({ id }) => id === self.id);
      expect(own?.host).toBe(role === 'controller' ? listeners.grpc.advertisedHost : undefined);
      expect(asked.includes('--initial-controllers')).toBe(role === 'controller');
      expect(asked).toContain('--ignore-formatted');
    }
    const ids = new Set(made.map(({ config }) => config.node.id));
    expect(ids.size).toBe(spec.replicas);
    if (role === 'broker') expect(made[0]?.config).toMatchObject({ rack: 'zone-a' });
  });
});

describe('the Containerfile', () => {
  const lines = read('Containerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const of = (instruction: string): string[] =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

  it('ends in a stage of its own, as a user that is not root', () => {
    const stages = of('FROM');
    expect(stages).toHaveLength(3);
    expect(stages.at(-1)).not.toContain(' AS ');
    expect(new Set(stages.map((stage) => stage.split(' ')[0])).size).toBe(1);
    for (const stage of stages) expect(stage).toMatch(/^\S+:\d+\.\d+\.\d+-/);
    const names = stages.flatMap((stage) => / AS (\w+)$/.exec(stage)?.[1] ?? []);
    const used = of('COPY').flatMap((line) => /^--from=(\w+)/.exec(line)?.[1] ?? []);
    expect(used).toEqual(names);
    expect(of('USER')).toEqual(['10001:10001']);
  });

  it('copies what is there, and says which ports the manifests use', () => {
    const sources = of('COPY')
      .filter((line) => !line.startsWith('--from='))
      .flatMap((line) => line.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(4);
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    const { listeners } = initialize('broker', 0).config;
    const ports = [listeners.grpc.port, listeners.kafka?.[0]?.port, listeners.http?.port];
    expect(of('EXPOSE')[0]?.split(' ').map(Number)).toEqual(ports);
    expect(of('HEALTHCHECK')[0]).toContain(`http://127.0.0.1:${listeners.http?.port}/healthz`);
    expect(of('ENTRYPOINT')).toEqual(['["drave"]']);
  });
});

describe('the systemd unit', () => {
  const unit = read('drave.service');
  const valueOf = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1];

  it('gives a node time to hand over, and leaves one with a wrong configuration alone', () => {
    expect(Number(valueOf('TimeoutStopSec'))).toBeGreaterThan(30);
    expect(valueOf('RestartPreventExitStatus')).toBe('78');
    expect(valueOf('KillSignal')).toBe('SIGTERM');
    expect(unit).not.toMatch(/^MemoryDenyWriteExecute=/m);
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.runIf(hasSystemd)('is accepted by systemd, which finds little that it could be denied', () => {
    const file = join(scratch(), 'drave.service');
    // The program and the user of this machine, because systemd looks for them.
    const known = unit.replace('/usr/bin/drave', process.execPath).replace(/^User=.*\nGroup=.*$/m, 'DynamicUser=yes');
    writeFileSync(file, known);
    const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect(`${verified.stdout}${verified.stderr}`.split('\n').filter((line) => line.includes('drave.service'))).toEqual(
      [],
    );
    expect(verified.status).toBe(0);
    const security = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', file], {
      encoding: 'utf8',
    });
    expect(`${security.stdout}${security.stderr}`).toMatch(/Overall exposure level for drave\.service: [0-2]\.\d/);
    expect(security.status).toBe(0);
  });
});
