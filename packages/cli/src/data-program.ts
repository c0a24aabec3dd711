import { Option } from 'commander';
import { addClusterCommand } from './cluster-command.js';
import type { ConsumeOptions } from './commands/consume.js';
import type { ProduceOptions } from './commands/produce.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats } from './output.js';
import { collectPair, parseInteger } from './parse.js';
import type { Terminal } from './terminal.js';

/** `drave produce` and `drave consume`. */
export function addData(program: DraveCommand, terminal: Terminal): void {
  addClusterCommand(program, 'produce <topic> [values...]', 'write records: values, or lines of stdin', actionFormats)
    .option('-k, --key <key>', 'key of every record')
    .option('-K, --key-separator <text>', 'what stands between key and value in a line')
    .option('--key-optional', 'with -K: a line without the separator is a value without a key')
    .option('--create', 'make the topic if it is not there')
    .option('-H, --header <name=value>', 'a header; may be repeated', collectPair)
    .option('-p, --partition <number>', 'this partition only', parseInteger('partition', 0, 2 ** 31 - 1))
    .addOption(
      new Option('--input <form>', 'lines, or JSON as consume prints it').choices(['lines', 'json']).default('lines'),
    )
    .addOption(new Option('--acks <acks>', 'who must have it').choices(['0', '1', 'all']).default('all'))
    .addOption(
      new Option('--compression <type>', 'of batches')
        .choices(['none', 'gzip', 'snappy', 'lz4', 'zstd'])
        .default('none'),
    )
    .option('-n, --count <times>', 'write the values so often; {{n}} in them counts', parseInteger('count', 1, 1e9), 1)
    .option('--rate <number>', 'records a second', parseInteger('rate', 1, 1e6))
    .action(async (topic: string, values: string[], options: ProduceOptions) => {
      const { produce } = await import('./commands/produce.js');
      await produce(terminal, topic, values, options);
    });
  addClusterCommand(program, 'consume <topic>', 'print records', actionFormats)
    .option('--offset <range>', 'start, end, 250, +10, -10, 100:200, :end, @-1h, @-1h:end, …', 'start')
    .option('-p, --partitions <numbers>', 'these partitions only, e.g. 0,2')
    .option('-g, --group <id>', 'as a member of this group: shares the topic and commits what was printed')
    .option('-n, --count <number>', 'end after so many records', parseInteger('count', 1, 1e12))
    .option('-f, --format <pattern>', '%t topic %p partition %o offset %k key %v value %d time %h headers', '%v\\n')
    .action(async (topic: string, options: ConsumeOptions) => {
      const { consume } = await import('./commands/consume.js');
      await consume(terminal, topic, options);
    });
}
