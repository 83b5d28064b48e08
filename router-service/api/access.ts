import { createHash, timingSafeEqual } from 'node:crypto';
import type { TokenConfig } from '../../config/schema';
import type { HttpRequest } from '../../runtime/lean-http/exchange';
import { ServiceError } from '../../runtime/service-error';
import type { Endpoint, Role } from './endpoint';

const RANK: Record<Role, number> = { view: 1, operate: 2, admin: 3 };

/** Makes the guard of all endpoints; it returns who calls, or throws 401 or 403. */
export function createAccess(tokens: readonly TokenConfig[]) {
  const known = tokens.map((token) => ({ ...token, digest: Buffer.from(token.sha256, 'hex') }));

  return function callerOf(request: HttpRequest, endpoint: Pick<Endpoint, 'role' | 'method'>) {
    if (endpoint.role === 'everyone') return 'anonymous';
    if (known.length === 0) {
      if (endpoint.method !== 'get') refuseOtherSites(request);
      return 'anonymous';
    }
    const token = holderOf(request.headers.authorization, known);
    if (RANK[token.role] < RANK[endpoint.role]) {
      throw new ServiceError(
        'FORBIDDEN',
        403,
        `The token "${token.name}" has the role ${token.role}; this call needs ${endpoint.role}`,
      );
    }
    return token.name;
  };
}

type KnownToken = TokenConfig & { digest: Buffer };

function holderOf(authorization: string | undefined, known: readonly KnownToken[]): KnownToken {
  const shown = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const digest = createHash('sha256')
    .update(shown ?? '')
    .digest();
  // Every token is compared, so that the time tells nothing about which one came close.
  const matching = known.filter((token) => timingSafeEqual(token.digest, digest));
  const token = matching[0];
  if (shown !== undefined && token) return token;
  const problem = shown === undefined ? 'needs a token' : 'does not know this token';
  throw new ServiceError(
    'UNAUTHORIZED',
    401,
    `The router-service ${problem}; send Authorization: Bearer TOKEN with one of the configured tokens`,
  );
}

// Without tokens a page of any site that the operator visits could call us through the browser.
function refuseOtherSites(request: HttpRequest): void {
  const { origin, host, 'x-forwarded-host': forwardedHost } = request.headers;
  const crossSite = request.headers['sec-fetch-site'] === 'cross-site';
  if (origin === undefined && !crossSite) return;
  const ours = [host, forwardedHost].includes(hostOf(origin));
  if (ours && !crossSite) return;
  throw new ServiceError(
    'FOREIGN_ORIGIN',
    403,
    `Changes from pages of another site (${origin ?? 'unnamed'}) are refused; call the API from its own address`,
  );
}

/** `host:port` of an origin; `null` and what is no URL belong to nobody. */
function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : 'unknown origin';
}
