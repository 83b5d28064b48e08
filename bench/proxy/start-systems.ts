import { type SystemName, type Site, type System } from './systems/system';
import { gatewayObstacle, startGateway, startGatewayAtItsBest } from './systems/start-gateways';
import { haproxyVersion, startHaproxy } from './systems/start-haproxy';
import { startSwitchyard } from './systems/start-switchyard';

const STARTS: Record<SystemName, (site: Site) => System | Promise<System>> = {
  direct: ({ coordinators }) => ({ name: 'direct', url: coordinators[0]!.url, processes: {} }),
  haproxy: startHaproxy,
  switchyard: (site) => startSwitchyard(site),
  'trino-gateway': startGateway,
  'trino-gateway-best': startGatewayAtItsBest,
};

/** Starts those of the systems that can be had here, one after the other, and tells of the others. */
export async function startSystems(
  names: readonly SystemName[],
  site: Site,
  tell: (what: string) => void,
): Promise<System[]> {
  const systems: System[] = [];
  for (const name of names) {
    const obstacle = obstacleTo(name, site);
    tell(obstacle === undefined ? `starting ${name}` : `without ${name}: ${obstacle}`);
    if (obstacle === undefined) systems.push(await STARTS[name](site));
  }
  return systems;
}

function obstacleTo(name: SystemName, site: Site): string | undefined {
  if (name === 'haproxy' && haproxyVersion() === undefined) return 'it is not installed';
  return name.startsWith('trino-gateway') ? gatewayObstacle(site) : undefined;
}
