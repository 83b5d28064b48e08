import type { Config } from '../config/schema';
import { startFrontProxy } from '../front-proxy/service';
import { localUrlOf } from '../runtime/listen-address';
import type { Logger } from '../runtime/log';
import type { Shutdown } from '../runtime/shutdown';
import { startRouterProcess } from './router-process';

/** Where the services are reached from this machine. */
export interface SwitchyardUrls {
  proxy: string;
  router: string;
}

/** Starts both services, the router-service in a process of its own; ready when both listen. */
export async function startSwitchyard(
  config: Config,
  log: Logger,
  shutdown: Shutdown,
): Promise<SwitchyardUrls> {
  const routerProcess = startRouterProcess(config, log);
  shutdown.opened('router-service', () => routerProcess.close());
  const router = localUrl(config, 'routerService', await routerProcess.ready);

  const starting = startFrontProxy(askingRouter(config, router), log);
  shutdown.opened('front-proxy', () =>
    starting.then(
      (running) => running.close(),
      () => undefined,
    ),
  );
  // Both tell it at once; the proxy closes first, as it asks the router to the last.
  shutdown.opened('readiness of the router-service', () => routerProcess.announceStop());
  return { proxy: localUrl(config, 'frontProxy', (await starting).url), router };
}

function localUrl(config: Config, service: 'frontProxy' | 'routerService', url: string): string {
  return localUrlOf({ host: config[service].listen.host, port: Number(new URL(url).port || 80) });
}

/** Puts the router's real URL where the configured port let the system choose. */
function askingRouter(config: Config, url: string): Config {
  const configured = localUrlOf(config.routerService.listen);
  const routerUrls = config.frontProxy.routerUrls.map((one) => (one === configured ? url : one));
  return { ...config, frontProxy: { ...config.frontProxy, routerUrls } };
}
