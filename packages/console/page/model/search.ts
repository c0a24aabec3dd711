/** Parameters of a question, `?a=1&b=2`; those that are empty or undefined are left out, and so is the `?` of none. */
export function searchOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') search.set(name, `${value}`);
  return search.size === 0 ? '' : `?${search}`;
}
