import type { ConfigOf } from '../row.js';
import { boolean, int, list, long, password, rows, string } from '../notation.js';

/** How a broker becomes and stays a member of the cluster. */
// biome-ignore format: what a row says in words has a line of its own.
export const membershipRows = rows({
  'broker.heartbeat.interval.ms': int({ scope: 'file', default: 2000, min: 1,
    doc: 'How often a broker sends its heartbeat.' }),
  'broker.rack': string({ scope: 'file', default: null, example: 'zone-a',
    doc: 'The failure domain of this broker. Replicas of a partition are spread over racks.' }),
  'broker.session.timeout.ms': int({ scope: 'file', default: 9000, min: 1,
    doc: 'A broker from which the controller hears nothing for so long is fenced; its partitions get other leaders.' }),
  'controlled.shutdown.enable': boolean({ scope: 'file', default: true,
    doc: 'Accepted and without effect: a broker that is told to stop always hands its leaderships over first.' }),
  'controlled.shutdown.max.retries': int({ scope: 'file', default: 3, min: 0,
    doc: 'Accepted and without effect: a broker that stops asks until the controller lets it go.' }),
  'drave.cluster.node.names': list({ scope: 'file', default: [], example: ['node-1.example', 'node-2.example'],
    doc: 'With certificates of clients: the common names on those of nodes, which alone may call what is for nodes only.' }),
  'drave.cluster.secret': password({ scope: 'file', default: null, example: 'a-text-of-16-characters-or-more',
    check: longEnough,
    doc: 'What all nodes share and nobody else knows. Who cannot show it may not call what is for nodes only; drave.cluster.node.names goes before it. Without TLS whoever can listen to the network can repeat what is shown.' }),
  'initial.broker.registration.timeout.ms': int({ scope: 'file', default: 60_000, min: 1,
    doc: 'A broker that cannot register for so long after its start stops.' }),
  'log.dir.failure.timeout.ms': long({ scope: 'file', default: 30_000, min: 1,
    doc: 'A broker that cannot tell the controller for so long that a log directory has failed stops.' }),
});

export type MembershipConfig = ConfigOf<typeof membershipRows>;

const SECRET_LENGTH_MIN = 16;

/** What is allowed, in words, for a secret that is too short; else undefined. */
function longEnough(text: string): string | undefined {
  return text.length >= SECRET_LENGTH_MIN ? undefined : `at least ${SECRET_LENGTH_MIN} characters`;
}
