import { moduleName, type ApiTable, type MessageTable, type StructureModules } from '../table/table.js';
import { emitModule } from './emit-module.js';

const HEADER = '// Generated from the tables in src/schemas by `npm run generate`. Do not edit.\n';

/** The text of every file below `src/generated`, by its name. */
export function generate(apis: readonly ApiTable[], structures: StructureModules): Map<string, string> {
  const files = new Map<string, string>();
  for (const api of apis) files.set(`${moduleName(api)}.ts`, emitModule([api.request, api.response]));
  for (const [name, messages] of Object.entries(structures)) files.set(`${name}.ts`, emitModule(messages));
  files.set('apis.ts', emitApis(apis));
  const modules = [...files.keys()].sort().map((file) => `export * from './${file.replace(/\.ts$/, '.js')}';\n`);
  files.set('index.ts', `${HEADER}${modules.join('')}`);
  // The generator and tests alone read the tables, so the index leaves them out.
  files.set('api-tables.ts', emitTables(apis));
  return files;
}

function emitTables(apis: readonly ApiTable[]): string {
  const names = apis.map(({ name }) => lowerFirst(name));
  return [
    `${HEADER}import type { ApiTable } from '../table/table.js';`,
    ...apis.map((api) => `import { ${lowerFirst(api.name)} } from '../schemas/${moduleName(api)}.js';`),
    '',
    '/** Every API in the order of its key. */',
    'export const apiTables: readonly ApiTable[] = [',
    ...names.map((name) => `  ${name},`),
    '];',
    '',
  ].join('\n');
}

function emitApis(apis: readonly ApiTable[]): string {
  const lines = [`${HEADER}import type { Api } from '../wire/codec.js';`];
  for (const api of apis) {
    const [request, response] = [constantName(api.request), constantName(api.response)];
    lines.push(`import { ${request}, ${response} } from './${moduleName(api)}.js';`);
    const types = [api.request.name, `${api.request.name}Input`, api.response.name, `${api.response.name}Input`];
    lines.push(`import type { ${types.join(', ')} } from './${moduleName(api)}.js';`);
  }
  lines.push('', '/** Every API, by its name. */', 'export const apis = {');
  for (const api of apis) {
    const flexible = Number.isFinite(api.flexibleFrom) ? String(api.flexibleFrom) : 'Number.POSITIVE_INFINITY';
    const { request, response } = api;
    lines.push(
      `  ${api.name}: {`,
      `    name: '${api.name}',`,
      `    key: ${api.key},`,
      `    minVersion: ${api.minVersion},`,
      `    maxVersion: ${api.maxVersion},`,
      `    flexibleFrom: ${flexible},`,
      `    request: ${constantName(request)},`,
      `    response: ${constantName(response)},`,
      `  } satisfies Api<${request.name}, ${request.name}Input, ${response.name}, ${response.name}Input>,`,
    );
  }
  lines.push('} as const;', '');
  return lines.join('\n');
}

function constantName(message: MessageTable): string {
  return lowerFirst(message.name);
}

function lowerFirst(name: string): string {
  return `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
}
