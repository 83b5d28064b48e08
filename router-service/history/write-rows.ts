import { isBadData } from '../database/database-errors';
import type { WaitingRows } from './waiting-rows';

const MAX_ROWS = 500;
// Bounds what one statement holds in memory, here and in the database.
const MAX_LENGTH = 4_000_000;

interface Writing<Row> {
  waiting: WaitingRows<Row>;
  write: (rows: Row[]) => Promise<void>;
  onRefused: (err: unknown) => void;
}

/**
 * Writes all that waits now, batch by batch. Rejects when the database fails; what is not written
 * then waits on. A row that the database refuses for its values is left out, the others are kept.
 */
export async function writeRows<Row>({ waiting, write, onRefused }: Writing<Row>): Promise<void> {
  let left = waiting.count();
  while (left > 0) {
    const batch = waiting.oldest(Math.min(MAX_ROWS, left), MAX_LENGTH);
    left -= batch.length;
    try {
      await write(batch);
      waiting.written(batch.length);
    } catch (err) {
      if (!isBadData(err)) throw err;
      await writeOneByOne(batch, { waiting, write, onRefused });
    }
  }
}

async function writeOneByOne<Row>(batch: Row[], writing: Writing<Row>): Promise<void> {
  const { waiting, write, onRefused } = writing;
  for (const row of batch) {
    try {
      await write([row]);
    } catch (err) {
      if (!isBadData(err)) throw err;
      onRefused(err);
    }
    waiting.written(1);
  }
}
