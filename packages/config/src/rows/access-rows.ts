import type { ConfigOf } from '../row.js';
import { boolean, rows, string } from '../notation.js';

/** The name by which Kafka's configuration files ask for access control lists in the metadata log. */
const STANDARD_AUTHORIZER = 'org.apache.kafka.metadata.authorizer.StandardAuthorizer';

/** Who may do what. */
// biome-ignore format: what a row says in words has a line of its own.
export const accessRows = rows({
  'allow.everyone.if.no.acl.found': boolean({ scope: 'file', default: false,
    doc: 'With an authorizer: whether everybody may do everything with a resource that no entry of the access control lists speaks of.' }),
  'authorizer.class.name': string({ scope: 'file', default: '', values: ['', STANDARD_AUTHORIZER],
    doc: 'Who decides what callers may do: nobody, everybody may do everything; or, by the name that Kafka has for them, the access control lists in the metadata log. It is the same on all nodes of a cluster.' }),
  'super.users': string({ scope: 'file', default: '', example: 'User:admin;User:CN=operator',
    doc: 'With an authorizer: the principals that may do everything, whatever the access control lists say, with semicolons between them.' }),
});

export type AccessConfig = ConfigOf<typeof accessRows>;
