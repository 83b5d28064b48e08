import type { Target } from './look';

/**
 * Headers that say who asks. With a password, a coordinator behind plain HTTP is told what a TLS
 * terminator in front of it would say: Trino takes passwords of secure connections alone.
 */
export function identity({ url, settings, refusesForwarded }: Target): Record<string, string> {
  const { user, password } = settings;
  if (password === undefined) return { 'X-Trino-User': user };
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  return { Authorization: `Basic ${basic}`, ...asSecure(url, refusesForwarded) };
}

/** For requests that carry the password in another way. */
export function secureIfPassword({ url, settings, refusesForwarded }: Target) {
  return settings.password === undefined ? {} : asSecure(url, refusesForwarded);
}

function asSecure(url: string, refusesForwarded: boolean): Record<string, string> {
  const isPlain = url.startsWith('http:');
  return isPlain && !refusesForwarded ? { 'X-Forwarded-Proto': 'https' } : {};
}
