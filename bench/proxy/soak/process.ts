import { comeAndGo, type Tally } from './soak-client';

export interface Begin {
  url: string;
  clients: number;
}

// The program of the soak's clients: begins at a message, then answers each one with the tally so far.
const tally: Tally = { begun: 0, requests: 0, done: {}, failed: {} };
let hasBegun = false;

process.on('message', (begin: Begin) => {
  if (!hasBegun)
    for (let client = 0; client < begin.clients; client += 1)
      void comeAndGo(new URL(begin.url), tally, () => false);
  hasBegun = true;
  process.send?.(tally);
});
process.on('disconnect', () => process.exit());
