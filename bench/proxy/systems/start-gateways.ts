import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findJava } from '../../../test/support/lab/find-java';
import { pidOf, signalProcess } from '../../../test/support/lab/processes';
import { createDatabase } from '../../../test/support/postgresql-server';
import { startTrinoGateway } from '../../../test/support/lab/trino-gateway';
import { onCores } from './cores';
import { gatewayRulesOf } from './rule-sets';
import { type Site, type System, type SystemName } from './system';

// As much heap as its load needs here, and the JVM's own choice of everything else.
const JVM = ['-Xmx1g'];

/** Why Trino Gateway cannot be started here; undefined when it can. */
export function gatewayObstacle({ postgresqlUrl }: Site): string | undefined {
  if (postgresqlUrl === undefined) return 'there is no PostgreSQL';
  try {
    findJava(25, 'Trino Gateway 20');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Trino Gateway as it does what Switchyard does: it analyses, has 20 rules and keeps a history. */
export function startGateway(site: Site): Promise<System> {
  const rules = join(site.folder, 'trino-gateway-rules.yaml');
  writeFileSync(rules, gatewayRulesOf(20));
  return start(site, 'trino-gateway', {
    routingRules: { rulesEngineEnabled: true, rulesType: 'FILE', rulesConfigPath: rules },
  });
}

/** Trino Gateway as fast as it can be made: no rules, no analysis, no history, a cached database. */
export function startGatewayAtItsBest(site: Site): Promise<System> {
  return start(site, 'trino-gateway-best', {
    routingRules: { rulesEngineEnabled: false },
    requestAnalyzerConfig: { analyzeRequest: false },
    databaseCache: { enabled: true },
    dataStore: { queryHistoryEnabled: false },
  });
}

async function start(
  { folder, coordinators, cores, postgresqlUrl = '', atEnd }: Site,
  name: SystemName,
  config: object,
): Promise<System> {
  const backends = coordinators.map((each) => ({ ...each, routingGroup: 'adhoc' }));
  const database = await createDatabase(postgresqlUrl);
  const launch = (program: string, args: readonly string[]) => onCores(cores.system, program, args);
  const url = await startTrinoGateway(folder, name, database, { ...config }, backends, JVM, launch);
  // A JVM that was busy compiles for seconds afterwards, on the core of whoever comes next.
  const pause = (isPaused: boolean) =>
    signalProcess(folder, name, isPaused ? 'SIGSTOP' : 'SIGCONT');
  atEnd(() => pause(false));
  return { name, url, processes: { proxy: pidOf(folder, name) }, pause };
}
