import { join } from 'node:path';
import { nextMessage, startHelper } from '../systems/helper-process';
import { type HeldPages, type Holding } from './hold';

/** Opens queries from a process of their own; resolves when all are open. */
export async function startHolding(holding: Holding, cores: string | undefined) {
  const helper = startHelper(join(__dirname, 'process.js'), [], cores);
  const ask = async (message: Holding | 'tell' | 'cancel'): Promise<HeldPages> => {
    const answer = nextMessage(helper);
    helper.send(message);
    return (await answer) as HeldPages;
  };
  const opened = await ask(holding);
  if (opened.open < holding.queries * 0.99)
    throw new Error(`only ${opened.open} queries could be opened: ${opened.firstFailure}`);
  return {
    tell: () => ask('tell'),
    async cancel(): Promise<void> {
      await ask('cancel');
      helper.disconnect();
    },
    /** Goes without a word. */
    leave: () => helper.disconnect(),
  };
}
