import { boolean, list, rows, string } from '../notation.js';

/** The web console, which a node serves at its HTTP port. */
// biome-ignore format: what a row says in words has a line of its own.
export const consoleRows = rows({
  'drave.console.enable': string({ scope: 'file', default: 'loopback', values: ['loopback', 'true', 'false'],
    doc: 'Whether the web console is served at /console/ of the HTTP port: always (true), never (false), or only where that port is bound to an address that no other machine reaches (loopback). Nobody is asked for a password.' }),
  'drave.console.hosts': list({ scope: 'file', default: [], example: ['console.example'],
    doc: 'Names, beside localhost and addresses, under which browsers may ask for the console. Under any other name it refuses, so that no other site can lead its visitors here.' }),
  'drave.console.write.enable': boolean({ scope: 'file', default: false,
    doc: 'Whether the web console may write records, reset and delete offsets, and change configurations. Without it, it only reads.' }),
});
