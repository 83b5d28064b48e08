/** One run over a text: how long, and whether the text was read whole. */
export interface Timing {
  micros: number;
  read: boolean;
}

/** A run that went past the time limit or its memory. */
export const STOPPED = 'stopped';

export type Outcome = Timing | typeof STOPPED;
