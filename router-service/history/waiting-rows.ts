/** Room that several kinds of rows share, in rows and in characters. */
export function createRoom(maxRows: number, maxLength: number) {
  let rows = 0;
  let length = 0;
  return {
    rows: () => rows,
    /** False when there is none left. */
    take(rowLength: number): boolean {
      if (rows >= maxRows || length + rowLength > maxLength) return false;
      rows += 1;
      length += rowLength;
      return true;
    },
    give(count: number, rowsLength: number): void {
      rows -= count;
      length -= rowsLength;
    },
  };
}

export type Room = ReturnType<typeof createRoom>;

/**
 * Rows of one kind that wait to be written, oldest first. They keep their room until `written`, so
 * a batch that failed is simply looked at again. When there is no room the newest row is refused:
 * what waits already is older, and nothing has to move.
 */
export function createWaitingRows<Row>(room: Room) {
  const waiting: { row: Row; length: number }[] = [];
  return {
    add(row: Row, length: number): boolean {
      if (!room.take(length)) return false;
      waiting.push({ row, length });
      return true;
    },
    count: () => waiting.length,
    /** The oldest rows: at least one, at most so many, and of so many characters together. */
    oldest(maxRows: number, maxLength: number): Row[] {
      let total = 0;
      const candidates = waiting.slice(0, maxRows);
      const end = candidates.findIndex(({ length }, at) => (total += length) > maxLength && at > 0);
      return candidates.slice(0, end === -1 ? undefined : end).map(({ row }) => row);
    },
    /** Lets go of that many of the oldest. */
    written(count: number): void {
      const gone = waiting.splice(0, count);
      room.give(
        gone.length,
        gone.reduce((sum, { length }) => sum + length, 0),
      );
    },
  };
}

export type WaitingRows<Row> = ReturnType<typeof createWaitingRows<Row>>;
