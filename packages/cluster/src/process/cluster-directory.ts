import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { DraveError } from '@drave/base';
import type { NodePaths } from '../node-file.js';
import type { ClusterPlan, NodePlan } from '../plan.js';
import { readIfThere } from './port-reservations.js';

const FORMING_FILE = 'forming';

const planFile = z.object({
  version: z.literal(1),
  name: z.string(),
  clusterId: z.string(),
  nodes: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      roles: z.array(z.enum(['controller', 'broker'])),
      grpcPort: z.int(),
      httpPort: z.int(),
      kafkaPort: z.int().optional(),
      behind: z.object({ grpcPort: z.int(), kafkaPort: z.int().optional() }).optional(),
      rack: z.string().optional(),
      directoryId: z.string().optional(),
    }),
  ),
});

/**
 * The folder of one cluster: `cluster.json` (the plan) and a folder per node with its configuration, log and data.
 * A temporary one is removed when the cluster ends well.
 */
export class ClusterDirectory {
  readonly path: string;
  readonly temporary: boolean;

  private constructor(path: string, temporary: boolean) {
    this.path = path;
    this.temporary = temporary;
  }

  static temporary(): ClusterDirectory {
    return new ClusterDirectory(mkdtempSync(join(tmpdir(), 'drave-')), true);
  }

  static named(path: string, fresh: boolean): ClusterDirectory {
    if (fresh && existsSync(path)) {
      if (!existsSync(join(path, 'cluster.json')))
        throw new DraveError(
          'INVALID_REQUEST',
          `${path} holds no local cluster, so it is not wiped; choose another place`,
        );
      rmSync(path, { recursive: true });
    }
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return new ClusterDirectory(resolve(path), false);
  }

  paths(node: Pick<NodePlan, 'name'>): NodePaths {
    const directory = join(this.path, node.name);
    return {
      directory,
      configFile: join(directory, 'node.json'),
      logFile: join(directory, 'node.log'),
      dataDirectory: join(directory, 'data'),
      routesFile: join(directory, 'routes.json'),
    };
  }

  /** The plan of the cluster that lives here already; undefined in a new directory. @throws DraveError CORRUPT_DATA. */
  readPlan(): ClusterPlan | undefined {
    const file = join(this.path, 'cluster.json');
    const text = readIfThere(file);
    if (text === undefined) return undefined;
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch (reason) {
      throw new DraveError('CORRUPT_DATA', `${file} is not JSON; start with --fresh to wipe the cluster`, {
        cause: reason,
      });
    }
    const parsed = planFile.safeParse(raw);
    if (!parsed.success)
      throw new DraveError('CORRUPT_DATA', `${file} is no cluster plan; start with --fresh to wipe the cluster`);
    const nodes = parsed.data.nodes.map(({ kafkaPort, behind, rack, directoryId, ...node }) => ({
      ...node,
      kafkaPort,
      behind: behind === undefined ? undefined : { grpcPort: behind.grpcPort, kafkaPort: behind.kafkaPort },
      rack,
      directoryId,
    }));
    return { name: parsed.data.name, clusterId: parsed.data.clusterId, nodes };
  }

  writePlan(plan: ClusterPlan): void {
    const file = join(this.path, 'cluster.json');
    writeFileSync(`${file}.new`, `${JSON.stringify({ version: 1, ...plan }, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  }

  /**
   * The cluster is being put together: its nodes are not all formatted, and none has run. Only then may a controller be
   * formatted as one of its first voters, also by a second attempt after the first one was killed.
   */
  get forming(): boolean {
    return existsSync(join(this.path, FORMING_FILE));
  }

  startForming(): void {
    writeFileSync(join(this.path, FORMING_FILE), '');
  }

  formed(): void {
    rmSync(join(this.path, FORMING_FILE), { force: true });
  }

  writeConfig(node: NodePlan, config: object): void {
    const { directory, configFile } = this.paths(node);
    mkdirSync(directory, { recursive: true });
    writeFileSync(configFile, `${JSON.stringify(config, null, 2)}\n`);
  }

  /** A node's data only; its configuration and log stay. */
  wipeData(node: NodePlan): void {
    rmSync(this.paths(node).dataDirectory, { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Where Drave keeps named clusters and the list of running ones: `DRAVE_HOME`, or `.drave` in the home directory. */
export function draveHome(): string {
  return process.env['DRAVE_HOME'] ?? join(homedir(), '.drave');
}
