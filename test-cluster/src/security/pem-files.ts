import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes PEM texts as files and gives their paths. */
export function writePem<Names extends string>(folder: string, texts: Record<Names, string>): Record<Names, string> {
  const paths = Object.entries<string>(texts).map(([name, text]) => {
    const path = join(folder, `${name}.pem`);
    writeFileSync(path, text, { mode: 0o600 });
    return [name, path] as const;
  });
  return Object.fromEntries(paths) as Record<Names, string>;
}
