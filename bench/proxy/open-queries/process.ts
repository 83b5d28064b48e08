import { holdQueries, type HeldPages, type Holding } from './hold';

// The program that holds queries open: a message begins it, each later one is answered with what came of
// it so far, and `cancel` ends it.
let held: ReturnType<typeof holdQueries> | undefined;

process.on('message', (message: Holding | 'tell' | 'cancel') => {
  if (typeof message === 'object') held = holdQueries(message);
  void answerTo(message).then((counts) => process.send?.(counts));
});
process.on('disconnect', () => process.exit());

async function answerTo(message: unknown): Promise<HeldPages | undefined> {
  const queries = await held;
  if (message === 'cancel') await queries?.cancel();
  return queries?.counts();
}
