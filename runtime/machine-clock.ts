import type { Milliseconds } from './units';

// process.hrtime counts from the same moment in every process of a machine; performance.now does not.
const ORIGIN = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** A clock that nobody sets and that all processes of this machine share. */
export const machineNow = (): Milliseconds => ORIGIN + performance.now();
