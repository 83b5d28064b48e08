import { createHash } from 'node:crypto';
import { addressText, isLoopback, isWildcard, type ListenAddress } from '../runtime/listen-address';
import { durationText, sizeText } from '../runtime/units';
import type { Config } from './schema';

/** Which services will run with the configuration; what only concerns another one is not checked. */
export type ServiceName = 'front-proxy' | 'router-service';

interface Finding {
  at: PropertyKey[];
  message: string;
}

interface CrossCheck {
  /** Sections that must be readable for the check to make sense. */
  of: readonly (keyof Config)[];
  find: (config: Config, services: readonly ServiceName[]) => Finding[];
}

const CHECKS: readonly CrossCheck[] = [
  { of: ['frontProxy', 'routerService', 'tokens', 'insecure'], find: openToOthers },
  { of: ['frontProxy', 'routerService'], find: sameAddress },
  { of: ['frontProxy', 'routerService'], find: bodyTooShort },
  { of: ['clusters'], find: ({ clusters }) => repeated(clusters, 'clusters', 'name') },
  {
    of: ['routingGroups'],
    find: ({ routingGroups }) => repeated(routingGroups, 'routingGroups', 'name'),
  },
  { of: ['routingGroups'], find: uselessFact },
  {
    of: ['health'],
    find: ({ health }) => repeated(health.credentials, 'health.credentials', 'cluster'),
  },
  { of: ['health'], find: ejectionTooShort },
  { of: ['tokens'], find: ({ tokens }) => repeated(tokens, 'tokens', 'name') },
  { of: ['tokens'], find: ({ tokens }) => repeated(tokens, 'tokens', 'sha256') },
  { of: ['tokens'], find: reservedNames },
  { of: ['frontProxy', 'tokens'], find: proxyLockedOut },
];

/** Mistakes between fields that are each right on their own. */
export function crossCheck(
  config: Config,
  unreadable: ReadonlySet<PropertyKey>,
  services: readonly ServiceName[],
): Finding[] {
  return CHECKS.filter(({ of }) => !of.some((section) => unreadable.has(section))).flatMap(
    ({ find }) => find(config, services),
  );
}

function openToOthers(config: Config, services: readonly ServiceName[]): Finding[] {
  if (config.insecure || config.tokens.length > 0) return [];
  const listening: [ServiceName, 'frontProxy' | 'routerService'][] = [
    ['front-proxy', 'frontProxy'],
    ['router-service', 'routerService'],
  ];
  return listening
    .filter(
      ([service, section]) => services.includes(service) && !isLoopback(config[section].listen),
    )
    .map(([, section]) => ({
      at: [section, 'listen'],
      message:
        `${addressText(config[section].listen)} can be reached from other machines while no tokens are set; ` +
        'set tokens, listen on 127.0.0.1, or say insecure: true',
    }));
}

function sameAddress(config: Config, services: readonly ServiceName[]): Finding[] {
  const [proxy, router] = [config.frontProxy.listen, config.routerService.listen];
  if (services.length < 2 || !clash(proxy, router)) return [];
  const message = `is taken by frontProxy.listen (${addressText(proxy)}); give each service a port of its own`;
  return [{ at: ['routerService', 'listen'], message }];
}

function clash(one: ListenAddress, other: ListenAddress): boolean {
  if (one.port !== other.port || one.port === 0) return false;
  return one.host === other.host || isWildcard(one) || isWildcard(other);
}

function bodyTooShort({ frontProxy, routerService }: Config, services: readonly ServiceName[]) {
  if (services.length < 2 || routerService.bodyLimit >= frontProxy.maxStatementSize) return [];
  const needed = sizeText(frontProxy.maxStatementSize);
  const message = `must be at least frontProxy.maxStatementSize (${needed}), as statements arrive in such bodies`;
  return [{ at: ['routerService', 'bodyLimit'], message }];
}

/** Authors of revisions that nobody with a token may pass for. */
function reservedNames({ tokens }: Config): Finding[] {
  return tokens.flatMap(({ name }, index) =>
    name === 'file' || name === 'config'
      ? [
          {
            at: ['tokens', index, 'name'],
            message: `is "${name}", the author of what comes from files; choose another name`,
          },
        ]
      : [],
  );
}

function repeated<Field extends string>(
  items: readonly Record<Field, string>[],
  section: string,
  field: Field,
): Finding[] {
  return items.flatMap((item, index) => {
    const first = items.findIndex((other) => other[field] === item[field]);
    if (first === index) return [];
    const message = `is the same as ${section}[${first}].${field}; each must be unique`;
    return [{ at: [...section.split('.'), index, field], message }];
  });
}

function uselessFact({ routingGroups }: Config): Finding[] {
  return routingGroups.flatMap(({ choice }, index) => {
    if (choice.by === undefined || choice.strategy === 'consistent-hash') return [];
    const message = `counts for the strategy consistent-hash alone, not for ${choice.strategy}; remove it, or change the strategy`;
    return [{ at: ['routingGroups', index, 'choice', 'by'], message }];
  });
}

function ejectionTooShort({ health }: Config): Finding[] {
  const { baseTime, maxTime } = health.ejection;
  if (maxTime >= baseTime) return [];
  const message = `must be at least health.ejection.baseTime (${durationText(baseTime)})`;
  return [{ at: ['health', 'ejection', 'maxTime'], message }];
}

function proxyLockedOut(
  { frontProxy, tokens }: Config,
  services: readonly ServiceName[],
): Finding[] {
  // A proxy alone may have the token of routers whose hashes stand in another file.
  if (tokens.length === 0 || services.length < 2) return [];
  const at = ['frontProxy', 'routerToken'];
  if (frontProxy.routerToken === undefined) {
    return [{ at, message: 'is missing while tokens are set; add one of role operate or admin' }];
  }
  const sha256 = createHash('sha256').update(frontProxy.routerToken).digest('hex');
  const token = tokens.find((candidate) => candidate.sha256 === sha256);
  if (token === undefined) {
    return [{ at, message: 'matches no sha256 of tokens; add its SHA-256 there, or correct it' }];
  }
  if (token.role !== 'view') return [];
  const message = `is the token "${token.name}" of role view; give it the role operate or admin`;
  return [{ at, message }];
}
