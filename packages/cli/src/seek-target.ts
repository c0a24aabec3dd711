import type { ResetTo } from '@drave/client';
import { parseOffsetPoint } from './offset-range.js';
import { UsageError } from './parse.js';

/**
 * Parses where a group goes: `start` or `earliest`, `end` or `latest`, an offset, a shift (`+10`, `-10`), or a time
 * (`@-1h`, `@2026-01-01T00:00:00Z`, and the latter without its `@`). @throws UsageError.
 */
export function parseSeekTarget(text: string, nowWallMs: number): ResetTo {
  const point = parseOffsetPoint(/^\d{4}-\d{2}-\d{2}/.test(text) ? `@${text}` : text, nowWallMs);
  switch (point?.kind) {
    case 'start':
      return 'earliest';
    case 'end':
      return 'latest';
    case 'offset':
      return { offset: point.offset };
    case 'afterStart':
      return { shiftBy: point.count };
    case 'beforeEnd':
      return { shiftBy: -point.count };
    case 'time':
      return { timestampMs: point.wallMs };
    default:
      throw new UsageError(
        `--to '${text}': expected start, end, an offset, +10, -10, or a time such as @-1h or 2026-01-01T00:00:00Z`,
      );
  }
}
