import type { Milliseconds } from '../../runtime/units';

/**
 * One poll of a waiting statement at a time: a client whose connection broke asks again while its first poll
 * still hands the statement over, and two at once would start it twice.
 */
export interface PollTurns {
  /** Waits for a poll that goes on; resolves to false where it goes on for longer than `waitMs`. */
  begin(ticket: string, waitMs: Milliseconds): Promise<boolean>;
  end(ticket: string): void;
}

export function createPollTurns(): PollTurns {
  // For each ticket those that wait for its turn; the poll that has it is not among them.
  const polls = new Map<string, (() => void)[]>();

  return {
    begin(ticket, waitMs) {
      const others = polls.get(ticket);
      if (others === undefined) {
        polls.set(ticket, []);
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const take = () => {
          clearTimeout(late);
          resolve(true);
        };
        const late = setTimeout(() => {
          others.splice(others.indexOf(take), 1);
          resolve(false);
        }, waitMs);
        others.push(take);
      });
    },

    end(ticket) {
      const next = polls.get(ticket)?.shift();
      if (next === undefined) polls.delete(ticket);
      else next();
    },
  };
}
