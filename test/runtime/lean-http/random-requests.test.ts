import { createCleanup } from '../../support/running-proxy';
import { seededRandom } from '../../support/seeded-random';
import { bothServers } from './both-servers';
import { converse, isCutShort, withoutLastWords } from './conversation';
import { randomRequest } from './random-request';

const ROUNDS = 60;
const AT_ONCE = 40;

const cleanup = createCleanup();
afterAll(() => cleanup.run());

test('random requests, most of them nearly right, are read and answered as node:http does', async () => {
  const { plain, lean } = await bothServers(cleanup);
  const random = seededRandom(8);
  for (let round = 0; round < ROUNDS; round += 1) {
    const requests = Array.from({ length: AT_ONCE }, () => randomRequest(random));
    const reactions = await Promise.all(
      requests.map(async (pieces) => ({
        pieces,
        plain: withoutLastWords(await converse(plain, pieces)),
        lean: withoutLastWords(await converse(lean, pieces)),
      })),
    );
    for (const { pieces, ...reaction } of reactions) {
      if (isCutShort(reaction.plain, reaction.lean)) continue;
      expect({ pieces, reaction: reaction.lean }).toEqual({ pieces, reaction: reaction.plain });
    }
  }
  // Enough of them had the plain form for the comparison to mean something.
  expect(lean.leanCount()).toBeGreaterThan(ROUNDS * AT_ONCE * 0.2);
});
