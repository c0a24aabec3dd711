import { int, list, rows, string } from '../notation.js';

/**
 * The identity and the listeners of a node, which Kafka’s tools ask for; Drave’s configuration file has other names for
 * them.
 */
// biome-ignore format: what a row says in words has a line of its own.
export const identityRows = rows({
  'advertised.listeners': list({ scope: 'file', default: null, draveKey: 'listeners',
    doc: 'Where clients and other nodes are told to connect.' }),
  'broker.id': int({ scope: 'file', default: null, draveKey: 'node.id',
    doc: 'The id of this node, under the name that it had in older releases.' }),
  'controller.listener.names': list({ scope: 'file', default: null, draveKey: 'listeners.grpc',
    doc: 'The listener that controllers talk over.' }),
  'controller.quorum.voters': list({ scope: 'file', default: null, draveKey: 'quorum.voters',
    doc: 'The first voters of the quorum, where a node looks for it. The voters of today: kafka-metadata-quorum describe.' }),
  'listener.security.protocol.map': string({ scope: 'file', default: null, draveKey: 'listeners',
    doc: 'Which listeners have TLS (SSL).' }),
  listeners: list({ scope: 'file', default: null, draveKey: 'listeners',
    doc: 'Where this node listens: for Kafka clients by listener name, for other nodes and the SDK as GRPC.' }),
  'log.dirs': list({ scope: 'file', default: null, draveKey: 'dataDirectories',
    doc: 'Data directories. With several, one that fails goes offline alone.' }),
  'node.id': int({ scope: 'file', default: null, draveKey: 'node.id', doc: 'The id of this node.' }),
  'process.roles': list({ scope: 'file', default: null, draveKey: 'node.roles',
    doc: 'What this node is: controller, broker or both.' }),
});
