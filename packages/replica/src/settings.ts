import type { LogConfig } from '@drave/log';
import type { ProduceSettings } from './append.js';
import type { PartitionRules } from './core/events.js';

/** The effective settings of one topic on this broker, grouped by who obeys them. */
export interface PartitionSettings {
  readonly log: LogConfig;
  readonly produce: ProduceSettings;
  readonly rules: PartitionRules;
}
