/** Whether the value of a header Host is an address, `localhost`, or one of the names, which are in lower case. */
export function isOwnHost(host: string, names: ReadonlySet<string>): boolean {
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return name === 'localhost' || names.has(name) || isAddress(name);
}

/** An IPv4 address, or an IPv6 one in brackets, as browsers write them. No other site can have one as its name. */
function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name);
}
