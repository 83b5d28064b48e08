import { exchange, type Exchange, type Request } from './exchange';

/** A way to a coordinator: direct, or through proxies that take turns. */
export interface Line {
  name: 'direct' | 'proxied';
  origins: readonly string[];
  send(request: Request): Promise<Exchange>;
}

export function directLine(coordinator: string): Line {
  const send = (request: Request) => exchange(coordinator, request);
  return { name: 'direct', origins: [coordinator], send };
}

/** Whatever one proxy answers is followed at the other one: no proxy may know more than the URI says. */
export function proxiedLine(proxies: readonly [string, string]): Line {
  let turn = 0;
  const send = (request: Request) => {
    const asked = proxies.findIndex((origin) => request.target.startsWith(origin));
    turn = asked === -1 ? 1 - turn : 1 - asked;
    const here = proxies[turn]!;
    const target = asked === -1 ? request.target : request.target.slice(here.length);
    return exchange(here, { ...request, target });
  };
  return { name: 'proxied', origins: proxies, send };
}
