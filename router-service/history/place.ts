/** A place in a list that is ordered by time and then by id, newest first. */
export interface Place {
  /** As PostgreSQL writes it, to the microsecond. */
  at: string;
  id: string;
}

/** Before everything that is recorded. */
export const START: Place = { at: 'infinity', id: '' };
