import { type Outcome } from '../load/job';
import { type Cell } from '../measure-traffic';
import { judgedClients, type ShapeName } from '../shapes';
import { type SystemName } from '../systems/system';

/** Rounds with as many clients as the goals say; none where they were not measured. */
export function judgedRounds(
  traffic: readonly Cell[],
  shape: ShapeName,
  system: SystemName,
): Outcome[] {
  const clients = judgedClients(shape);
  const cell = traffic.find((each) => each.shape === shape && each.clients === clients);
  return cell?.rounds.get(system) ?? [];
}
