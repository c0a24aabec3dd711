/** The same members, none of which has to be there and none of which is there with the value undefined. */
type Present<Members> = { readonly [Key in keyof Members]?: Exclude<Members[Key], undefined> };

/**
 * The members that have a value, in their order, for a literal whose optional members are left out where there is
 * nothing to say: `{ name, ...present({ rack, host: options.host }) }`.
 */
export function present<Members extends object>(members: Members): Present<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<Members>;
}
