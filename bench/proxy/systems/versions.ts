import { onServer } from '../../../test/support/postgresql-server';
import { packageVersion } from '../report/result-file';
import { haproxyVersion } from './start-haproxy';
import { type Site, type System } from './system';

/** Of everything that takes part in a run. */
export async function versionsOf(
  { postgresqlUrl }: Site,
  systems: readonly System[],
): Promise<Record<string, string>> {
  const has = (name: string) => systems.some((system) => system.name.startsWith(name));
  const haproxy = has('haproxy') && haproxyVersion();
  return {
    switchyard: packageVersion(),
    node: process.version,
    database: postgresqlUrl === undefined ? 'embedded' : await postgresqlVersion(postgresqlUrl),
    ...(haproxy && { haproxy }),
    ...(has('trino-gateway') && { 'trino-gateway': '20' }),
  };
}

async function postgresqlVersion(url: string): Promise<string> {
  const [row] = await onServer(url, 'show server_version');
  return `PostgreSQL ${(row as { server_version: string }).server_version}`;
}
