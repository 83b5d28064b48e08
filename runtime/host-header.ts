// A name, an IPv4 address or an IPv6 address in brackets, and perhaps a port (RFC 9110, 7.2).
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{0,5}))?$/i;
const MAX_PORT = 65_535;

/** Whether a Host header names a host that a URL can name. */
export function isHost(text: string): boolean {
  const parts = HOST.exec(text);
  return parts !== null && Number(parts[1] ?? 0) <= MAX_PORT;
}
