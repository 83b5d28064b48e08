/** Value of a client protocol header, in its X-Trino-… or the older X-Presto-… spelling; not blank. */
export function protocolHeader(
  headers: Readonly<Record<string, string>>,
  name: string,
): string | undefined {
  const value = (headers[name] ?? headers[prestoName(name)])?.trim();
  return value === '' ? undefined : value;
}

/** `x-presto-user` for `x-trino-user`; other names stay as they are. */
export function prestoName(name: string): string {
  return name.replace('x-trino-', 'x-presto-');
}
