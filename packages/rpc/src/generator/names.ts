import protobuf from 'protobufjs';

/** 'drave.raft.v1' → 'raft.v1'; 'google.rpc' stays. Names the generated file. */
export function moduleName(packageName: string): string {
  return packageName.startsWith('drave.') ? packageName.slice('drave.'.length) : packageName;
}

/** 'drave.raft.v1' → 'raftV1'; 'google.rpc' → 'googleRpc'. Names the namespace it is exported as. */
export function namespaceAlias(packageName: string): string {
  return moduleName(packageName).replace(/[._](.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The package that declares a message or enum. */
export function packageOf(type: protobuf.ReflectionObject): string {
  let parent = type.parent;
  while (parent instanceof protobuf.Type) parent = parent.parent;
  return parent?.fullName.slice(1) ?? '';
}

/** 'Outer.Inner' is OuterInner in TypeScript. */
export function localName(type: protobuf.ReflectionObject): string {
  return type.fullName.slice(packageOf(type).length + 2).replaceAll('.', '');
}

/** How `type` is written inside the module of `packageName`. */
export function typeReference(type: protobuf.ReflectionObject, packageName: string): string {
  const owner = packageOf(type);
  return owner === packageName ? localName(type) : `${namespaceAlias(owner)}.${localName(type)}`;
}

/** 'TopicService' → 'topicService', 'Raft' → 'raftService'. */
export function serviceConstant(service: protobuf.Service): string {
  return `${lowerFirst(service.name.replace(/Service$/, ''))}Service`;
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** TOPIC_STATE_OFFLINE of enum TopicState → OFFLINE, when every value has the prefix. */
export function enumValueNames(type: protobuf.Enum): ReadonlyMap<string, number> {
  const prefix = `${type.name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}_`;
  const entries = Object.entries(type.values);
  const strip = entries.every(([name]) => name.startsWith(prefix) && /^[A-Z]/.test(name.slice(prefix.length)));
  return new Map(entries.map(([name, value]) => [strip ? name.slice(prefix.length) : name, value]));
}

export function docComment(comment: string | null | undefined, indent: string): string {
  if (comment === null || comment === undefined || comment.trim() === '') return '';
  const lines = comment.trim().replaceAll('*/', '* /').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
