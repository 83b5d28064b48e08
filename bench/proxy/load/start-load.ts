import { join } from 'node:path';
import { nextMessage, startHelper } from '../systems/helper-process';
import { type Job, type Outcome } from './job';

/** Clients in a process of their own, which does one job after the other. */
export interface Load {
  run(job: Job): Promise<Outcome>;
  close(): void;
}

export function startLoad(cores: string | undefined): Load {
  const helper = startHelper(join(__dirname, 'process.js'), [], cores);
  return {
    async run(job) {
      const answer = nextMessage(helper);
      helper.send(job);
      return (await answer) as Outcome;
    },
    close: () => helper.disconnect(),
  };
}
