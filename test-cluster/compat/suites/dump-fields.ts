import { drave } from '../../src/command-line.js';

/** The fields that both dumps have of a batch, or of a record, as text. */
type DumpFields = Readonly<Record<string, string>>;

interface OurLine extends Readonly<Record<string, unknown>> {
  readonly kind: string;
}

/** What `drave log dump` prints of a file, in the order of the file, in the terms of `kafka-dump-log`. */
export async function ourDump(home: string, file: string): Promise<readonly DumpFields[]> {
  const { exitCode, stdout, stderr } = await drave(home, ['log', 'dump', file, '--print-data', '-o', 'ndjson']);
  if (exitCode !== 0) throw new Error(`drave log dump of ${file} ended with ${exitCode}: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => kafkaTerms(JSON.parse(line) as OurLine));
}

/** The same of what `kafka-dump-log --print-data-log` prints. */
export function theirDump(lines: readonly string[]): readonly DumpFields[] {
  return lines.flatMap((line) => {
    const [, header, keys, content = ''] =
      /^(.*?)(?: headerKeys: \[(.*?)\])?( (?:key|payload|endTxnMarker): .*)?$/.exec(line) ?? [];
    if (header === undefined || !/^(\| )?(baseOffset|offset|timestamp|version|producerId)/.test(line)) return [];
    const fields = Object.fromEntries(
      [...header.matchAll(/(\w+): (\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    );
    if (keys !== undefined) fields['headerKeys'] = keys;
    for (const [, name = '', value = ''] of content.matchAll(/ (key|payload|endTxnMarker|coordinatorEpoch): (\S*)/g))
      fields[name] = value;
    return [fields];
  });
}

function kafkaTerms(line: OurLine): DumpFields {
  switch (line.kind) {
    case 'batch':
      return batchTerms(line);
    case 'record':
      return recordTerms(line);
    case 'offset index':
      return texts({ offset: line['offset'], position: line['position'] });
    case 'time index':
      return texts({ timestamp: line['timestamp'], offset: line['offset'] });
    case 'aborted transaction': {
      const { producerId, firstOffset, lastOffset, lastStableOffset } = line;
      return texts({ version: 0, producerId, firstOffset, lastOffset, lastStableOffset });
    }
    case 'producer': {
      const { producerId, producerEpoch, coordinatorEpoch, openTransactionOffset: open, lastTimestamp } = line;
      const { firstSequence, lastSequence, lastOffset, offsetDelta } = line;
      const currentTxnFirstOffset = open === null ? 'OptionalLong.empty' : `OptionalLong[${String(open)}]`;
      const last = { firstSequence, lastSequence, lastOffset, offsetDelta, timestamp: lastTimestamp, lastTimestamp };
      return texts({ producerId, producerEpoch, coordinatorEpoch, currentTxnFirstOffset, ...last });
    }
    default:
      throw new Error(`the dump has a line of an unexpected kind: ${JSON.stringify(line)}`);
  }
}

function batchTerms(line: OurLine): DumpFields {
  const { kind: _, file: __, deleteHorizonMs, timestampType, timestamp, compression, isValid, ...same } = line;
  const horizon = deleteHorizonMs === null ? 'OptionalLong.empty' : `OptionalLong[${String(deleteHorizonMs)}]`;
  const renamed = { deleteHorizonMs: horizon, compresscodec: compression, isvalid: isValid };
  return texts({ ...same, ...renamed, [String(timestampType)]: timestamp });
}

function recordTerms(line: OurLine): DumpFields {
  const { offset, timestamp, keySize, valueSize, sequence, key, value, headers = [], endTxnMarker } = line;
  const common = { offset, CreateTime: timestamp, keySize, valueSize, sequence };
  const headerKeys = (headers as readonly (readonly [string, unknown])[]).map(([name]) => name).join(',');
  if (endTxnMarker !== undefined)
    return texts({ ...common, headerKeys, endTxnMarker, coordinatorEpoch: line['coordinatorEpoch'] });
  return texts({ ...common, headerKeys, ...(key === null ? {} : { key }), payload: value });
}

function texts(fields: Readonly<Record<string, unknown>>): DumpFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
