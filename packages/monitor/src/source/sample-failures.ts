import { DraveError, errorCodeFromKafka, type ErrorCode } from '@drave/base';

/** What went wrong in one sample, gathered by kind: a broker that is down may fail thousands of partitions. */
export class SampleFailures {
  private readonly counts = new Map<string, { readonly code: ErrorCode; readonly subject: string; count: number }>();
  private readonly thrown: DraveError[] = [];

  /** An error code of Kafka's in an answer about one of `subject`, such as 'partitions in ListOffsets'. */
  answered(kafkaCode: number, subject: string): ErrorCode {
    const code = errorCodeFromKafka(kafkaCode);
    const key = `${code} ${subject}`;
    const held = this.counts.get(key);
    if (held === undefined) this.counts.set(key, { code, subject, count: 1 });
    else held.count += 1;
    return code;
  }

  /** Runs one request of several; its failure is noted, and is none of the others'. */
  async attempt(subject: string, request: () => Promise<void>): Promise<boolean> {
    try {
      await request();
      return true;
    } catch (reason) {
      const { code, message } = DraveError.from(reason);
      this.thrown.push(new DraveError(code, `${subject}: ${message}`));
      return false;
    }
  }

  all(): readonly DraveError[] {
    const counted = [...this.counts.values()].map(
      ({ code, subject, count }) => new DraveError(code, `${count} ${subject}: ${code}`),
    );
    return [...this.thrown, ...counted];
  }
}
