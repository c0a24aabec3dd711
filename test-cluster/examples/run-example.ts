import { pathToFileURL } from 'node:url';
import { connect, type Client } from 'drave';
import { withCluster, type LocalCluster } from 'drave/testing';

/** What an example is given. */
export interface Stage {
  readonly cluster: LocalCluster;
  readonly client: Client;
  /** Tells what happens. */
  readonly say: (text: string) => void;
}

/** Gives an example a client of the cluster, and ends that. */
export async function onStage<T>(
  cluster: LocalCluster,
  say: (text: string) => void,
  example: (stage: Stage) => Promise<T>,
): Promise<T> {
  const client = connect({ bootstrap: cluster.grpcBootstrap });
  try {
    return await example({ cluster, client, say });
  } finally {
    await client.close();
  }
}

/** Runs an example on a cluster of its own when its file is what Node was started with. */
export async function runAsProgram(moduleUrl: string, example: (stage: Stage) => Promise<unknown>): Promise<void> {
  if (moduleUrl !== pathToFileURL(process.argv[1] ?? '').href) return;
  await withCluster({ controllers: 1, brokers: 3 }, (cluster) => onStage(cluster, console.log, example));
}
