import { allowedText } from '../parse.js';
import type { ConfigRow, ConfigRows } from '../row.js';
import { groupOverrideRows } from '../rows/group-override-rows.js';
import { topicRows } from '../rows/topic-rows.js';
import { brokerDomains } from '../tables.js';
import { timerProfiles } from '../timer-profiles.js';

/** Every table of rows under its heading, in the order of the page. */
export const sections: Readonly<Record<string, ConfigRows>> = {
  Topics: topicRows,
  ...brokerDomains,
  'Single groups': groupOverrideRows,
};

const INTRODUCTION = `# Configuration

Written by \`npm run generate\` from \`packages/config/src/rows\`. Kafka's keys, under Kafka's names.

Where a key is set:

- **file**: under \`broker\` in the node's configuration file (\`packages/node\`); it takes a restart. Every other key
  of a broker may stand there too.
- **broker**: on one broker, at any time.
- **cluster**: on all brokers at once, or on one, at any time.
- **topic**, **group**: on one of them, at any time.

\`kafka-configs\` and every other tool of Kafka's, \`drave topic alter -c\` and \`drave.admin.v1.ConfigService\` set
what may be set at any time. The strongest wins: the topic or group itself, this broker, all brokers, the file, the
timer profile (\`local\` for clusters on one machine), the default. A whole number has 32 bits (\`int\`), 16
(\`short\`) or 64 (\`long\`).
`;

/** The Markdown page that describes every key, by section; keys for tests only are left out. */
export function configurationPage(of: Readonly<Record<string, ConfigRows>>): string {
  const parts = Object.entries(of).map(([title, rows]) => {
    const shown = Object.values(rows).filter((row) => row.internal !== true);
    const lines = shown.sort((a, b) => (a.key < b.key ? -1 : 1)).map(lineOf);
    return [`## ${title}`, '', ...tableHead, ...lines, ''].join('\n');
  });
  return [INTRODUCTION, ...parts].join('\n');
}

const tableHead = ['| key | type | default | range | set | what it does |', '|---|---|---|---|---|---|'];

function lineOf(row: ConfigRow): string {
  const cells = [`\`${row.key}\``, row.type, defaultOf(row), rangeOf(row), placeOf(row), meaningOf(row)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultOf(row: ConfigRow): string {
  if (row.draveKey !== undefined) return '–';
  if (row.default === null) return 'unset';
  return row.default === '' ? 'empty' : `\`${row.default}\``;
}

function rangeOf(row: ConfigRow): string {
  // Every `check` refuses this text, and returns what it allows.
  const checked = row.check?.('?');
  if (checked !== undefined) return checked;
  if (row.values !== undefined) return row.values.map((value) => `\`${value}\``).join(', ');
  if (row.min === undefined || row.type === 'double') return allowedText(row);
  if (row.max === undefined) return `${row.min} and more`;
  return row.min === row.max ? String(row.min) : `${row.min} to ${row.max}`;
}

function placeOf(row: ConfigRow): string {
  return row.draveKey === undefined ? row.scope : `told by \`${row.draveKey}\``;
}

function meaningOf(row: ConfigRow): string {
  const synonyms = (row.synonyms ?? []).map(({ key }) => `\`${key}\``);
  const local = timerProfiles.local[row.key];
  return [
    row.doc,
    ...(row.kafka === undefined ? [] : [row.kafka]),
    ...(synonyms.length === 0 ? [] : [`Default: ${synonyms.join(', else ')} of the broker.`]),
    ...(local === undefined ? [] : [`The profile \`local\` has ${local}.`]),
  ].join(' ');
}
