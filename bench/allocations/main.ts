import { join } from 'node:path';
import { comparisonOf } from '../proxy/report/compare';
import { readRecorded, record, thisMachine } from '../proxy/report/result-file';
import { print, tell } from '../proxy/report/tell';
import { type Site } from '../proxy/systems/system';
import { withSite } from '../proxy/systems/with-site';
import { measurePieces } from './measure-pieces';
import { measureServices } from './measure-services';

// npm run bench:allocations [-- --record]: bytes that are allocated on the JavaScript heap for one
// decision, page and so on. They hardly depend on the machine, so a change of the code shows.

const NODE_OPTIONS = ['--expose-gc', '--require', join(__dirname, 'counter.js')];

async function run(site: Site): Promise<void> {
  const figures = [...(await measurePieces()), ...(await measureServices(site, tell))];
  print(comparisonOf(figures, readRecorded()));
  const machine = thisMachine(site.cores.system !== undefined);
  if (process.argv.includes('--record'))
    record({ date: new Date().toISOString(), machine, figures });
}

void withSite({ profiles: undefined, nodeOptions: NODE_OPTIONS }, run);
