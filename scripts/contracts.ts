/** An interface as its source declares it. */
export interface Declaration {
  readonly file: string;
  readonly name: string;
  /** Names of its properties and methods, in order. */
  readonly members: readonly string[];
}

/** What crosses a boundary has a name of this kind. */
const contractName = /(Request|Response|Result|Item|Port|Domain|Caller|Context|Authorizer|Heartbeat|Stream)$/;
/** Who asks, and who decides: there is one of each, whatever a package calls its own. */
const accessName = /(Caller|Context|Authorizer)$/;
/** Below this many members a shape says little. */
const MEMBERS_MIN = 3;
/** Two declarations of one name are the same thing when they share this part of their members. */
const SHARED_MIN = 0.5;

/** The interfaces of one file, with members on lines of their own, as the formatter leaves them. */
export function declarationsIn(file: string, text: string): Declaration[] {
  const found: Declaration[] = [];
  for (const [, name = '', body = ''] of text.matchAll(/^(?:export )?interface (\w+)[^{\n]*\{\n([\s\S]*?)^\}/gm)) {
    const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[?<(:]/gm)].map(([, member = '']) => member);
    found.push({ file, name, members: members.toSorted() });
  }
  return found;
}

/**
 * Requests, responses, ports and callers that two packages declare, each for itself: under one name with much the same
 * members, or with the very same members under two names; callers and authorisers under whatever names. One of them is
 * declared below both, and imported or extended.
 */
export function repeatedContracts(declarations: readonly Declaration[]): string[] {
  const contracts = declarations.filter(({ name }) => contractName.test(name));
  const problems: string[] = [];
  for (const [index, one] of contracts.entries())
    for (const other of contracts.slice(index + 1)) {
      if (packageOf(one) === packageOf(other)) continue;
      const isSameName = one.name === other.name && sharedPart(one, other) >= SHARED_MIN;
      const isSameShape = one.members.length >= MEMBERS_MIN && one.members.join() === other.members.join();
      const isSameRole =
        accessName.test(one.name) && accessName.test(other.name) && sharedPart(one, other) >= SHARED_MIN;
      if (isSameName || isSameShape || isSameRole)
        problems.push(`${other.file}: ${other.name} is declared in ${one.file} too (${one.name}): declare it once`);
    }
  return problems;
}

function packageOf({ file }: Declaration): string {
  return file.split('/').slice(0, 2).join('/');
}

/** Of the members of either, those of both. */
function sharedPart(one: Declaration, other: Declaration): number {
  const others = new Set(other.members);
  const shared = one.members.filter((member) => others.has(member)).length;
  const all = new Set([...one.members, ...other.members]).size;
  return all === 0 ? 0 : shared / all;
}
