import type { Command, Option } from 'commander';
import { connectionOptions } from '../commands/connect-options.js';
import { examplesOf, leavesOf, pathOf } from '../examples.js';

const INTRODUCTION = `# The command line

Written by \`npm run generate\` from the commands in \`packages/cli/src\`; \`drave <command> --help\` says the same.

- **Results** go to standard output, everything else to standard error. \`-o json\` prints one document a line, and an
  error as one line of JSON with its [code](errors.md).
- **Exit codes**: 0 success, 1 failure, 2 a wrong command line, 130 interrupted; \`drave local run\` ends
  with the code of what it ran, \`drave server\` with 78 when the configuration is wrong.
- **Durations** are numbers with a unit: \`500ms\`, \`20s\`, \`5m\`, \`1h\`.
`;

/** The Markdown page that describes every command, by its group; what the help hides is left out. */
export function cliPage(program: Command): string {
  const leaves = leavesOf(program).filter((command) => !isHidden(command));
  const groups = program.commands.filter((command) => !isHidden(command) && command.commands.length > 0);
  return [
    INTRODUCTION,
    connectionSection(),
    contents(leaves),
    ...leaves.filter((leaf) => leaf.parent === program).map((leaf) => commandSection(leaf)),
    ...groups.flatMap((group) => [
      `## drave ${group.name()}\n\n${sentence(group.description())}\n`,
      ...leaves.filter((leaf) => pathOf(leaf).startsWith(`${group.name()} `)).map((leaf) => commandSection(leaf)),
    ]),
  ].join('\n');
}

function connectionSection(): string {
  const lines = connectionOptions().map((option) => optionLine(option));
  const introduction = 'Every command that talks to a cluster takes these, also those below that do not list them.';
  return ['## Which cluster', '', introduction, '', ...optionHead, ...lines, ''].join('\n');
}

function contents(leaves: readonly Command[]): string {
  const lines = leaves.map((leaf) => {
    const name = `drave ${pathOf(leaf)}`;
    return `| [${name}](#${name.replaceAll(' ', '-')}) | ${cell(leaf.description())} |`;
  });
  return ['## Commands', '', '| command | what it does |', '|---|---|', ...lines, ''].join('\n');
}

function commandSection(command: Command): string {
  const options = command.options.filter((option) => !option.hidden);
  const usage = `drave ${pathOf(command)} ${command.usage()}`.trim();
  return [
    `### drave ${pathOf(command)}`,
    '',
    sentence(command.description()),
    '',
    '```text',
    usage,
    ...examplesOf(command).map((line, index) => (index === 0 ? `\n${line}` : line)),
    '```',
    '',
    ...(options.length === 0 ? [] : [...optionHead, ...options.map(optionLine), '']),
  ].join('\n');
}

const optionHead = ['| option | what it does |', '|---|---|'];

function optionLine(option: Option): string {
  const told = [
    option.description,
    ...(option.argChoices === undefined ? [] : [`one of ${option.argChoices.map((one) => `\`${one}\``).join(', ')}`]),
    ...(option.mandatory ? ['required'] : []),
    ...defaultOf(option),
  ];
  return `| \`${cell(option.flags)}\` | ${cell(told.join('; '))} |`;
}

/** Nothing for an option that is off by default, as all are that take no value. */
function defaultOf({ defaultValue, defaultValueDescription, negate }: Option): readonly string[] {
  if (defaultValueDescription !== undefined) return [`default ${defaultValueDescription}`];
  if (defaultValue === undefined || defaultValue === false || negate) return [];
  return [`default \`${String(defaultValue)}\``];
}

function isHidden(command: Command): boolean {
  const { parent } = command;
  return parent !== null && (!parent.createHelp().visibleCommands(parent).includes(command) || isHidden(parent));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
