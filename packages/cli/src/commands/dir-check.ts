import { DraveError } from '@drave/base';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { type DirectoryCheck, type Finding, openDirectoryCheck, type PartitionReport } from '@drave/log/inspect';
import { formatTable, type OutputOptions, printJson } from '../output.js';
import type { Terminal } from '../terminal.js';

export type DirectoryCheckOptions = OutputOptions;

/**
 * `drave dir check`: prints what is wrong in a data directory, and what a start would make of it. Resolves with the
 * exit code: 0 when all of it is sound or mends itself, 1 on damage.
 */
export async function directoryCheck(
  terminal: Terminal,
  path: string,
  options: DirectoryCheckOptions,
): Promise<number> {
  const env = createNodeEnv({ logger: silentLogger });
  try {
    const directory = path.replace(/(?<=.)\/+$/, '');
    const stat = await env.disk.stat(directory);
    if (stat?.kind !== 'directory') throw new DraveError('KAFKA_STORAGE_ERROR', `there is no directory '${directory}'`);
    const check = await openDirectoryCheck(env, directory);
    if (check.facts.identity === undefined && check.names.length === 0)
      throw new DraveError(
        'KAFKA_STORAGE_ERROR',
        `'${directory}' holds neither meta.properties nor partitions: give an entry of dataDirectories or log.dirs`,
      );
    return await printCheck(terminal, check, options);
  } finally {
    env.close();
  }
}

async function printCheck(terminal: Terminal, check: DirectoryCheck, options: OutputOptions): Promise<number> {
  const findings: Finding[] = [...check.facts.findings];
  const reports: PartitionReport[] = [];
  for await (const report of check.partitions()) {
    reports.push(report);
    findings.push(...report.findings);
  }
  const damaged = findings.some(({ severity }) => severity === 'damage');
  if (options.output === 'json') {
    const { findings: _, sameBoot, identity, ...facts } = check.facts;
    const partitions = reports.map(jsonOf);
    const whole = { identity: identity ?? null, sameBoot: sameBoot ?? null, damaged, findings, partitions };
    printJson(terminal, { ...facts, ...whole });
  } else printText(terminal, check, reports, findings);
  return damaged ? 1 : 0;
}

function jsonOf({ findings: _, topicId, highWatermark, recoveryPoint, ...report }: PartitionReport) {
  return {
    ...report,
    topicId: topicId ?? null,
    highWatermark: highWatermark ?? null,
    recoveryPoint: recoveryPoint ?? null,
  };
}

function printText(
  terminal: Terminal,
  { facts, names }: DirectoryCheck,
  reports: readonly PartitionReport[],
  findings: readonly Finding[],
): void {
  const { identity, cleanShutdown } = facts;
  const whose = identity === undefined ? 'of nobody' : `of node ${identity.nodeId} in cluster ${identity.clusterId}`;
  const ended = cleanShutdown ? 'was shut down in order' : 'is in use, or its node has died';
  terminal.line(`${facts.path} ${whose}, ${names.length} partitions, ${ended}`);
  const headings = [
    'partition',
    'segments',
    'batches',
    'bytes',
    'start',
    'end',
    'high watermark',
    'epoch',
    'a start would',
  ];
  const rows = reports.map((report) => [
    report.name,
    report.segmentCount,
    report.batchCount,
    report.bytes,
    report.logStartOffset,
    report.logEndOffset,
    report.highWatermark,
    report.leaderEpoch < 0 ? null : report.leaderEpoch,
    forecastText(report),
  ]);
  if (rows.length > 0) for (const line of formatTable(headings, rows)) terminal.line(line);
  for (const severity of ['damage', 'repair'] as const)
    for (const finding of findings.filter((each) => each.severity === severity))
      terminal.line(`${severity === 'damage' ? 'damage' : 'mends itself'}: ${finding.file} ${finding.text}`);
  const damages = findings.filter(({ severity }) => severity === 'damage').length;
  terminal.line(damages === 0 ? 'no damage was found' : `${damages} damaged; let another replica give the records`);
}

function forecastText({ recovery }: PartitionReport): string {
  switch (recovery.kind) {
    case 'none':
      return 'take it as it is';
    case 'cut':
      return `cut ${recovery.bytes} bytes at ${recovery.offset}`;
    case 'restore':
      return `keep it below ${recovery.offset} and ask another replica`;
  }
}
