import { z } from 'zod';
import { adviseOn } from '../../rules/advice/advise';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import type { RuleSetRevision } from '../rule-sets/rule-set-registry';
import { revisionSchema } from './rule-set-schemas';

export const problemsSchema = z.array(z.object({ path: z.string(), message: z.string() }));

export const adviceSchema = z.object({
  warnings: problemsSchema.describe('What is allowed but hardly meant.'),
  hints: problemsSchema.describe('What could be written more simply.'),
});

export const advisedRevisionSchema = revisionSchema.extend(adviceSchema.shape);

export type Clusters = Pick<ClusterRegistry, 'list'>;

/**
 * The revision with what to tell of it. Conditions that can never hold are refused in what is
 * posted; a revision that was stored before they were is a way back, so there they are warnings.
 */
export function advised(revision: RuleSetRevision, clusters: Clusters): object {
  const { problems, warnings, hints } = adviseOn(revision.ruleSet, clusters.list());
  return { ...revision, warnings: [...problems, ...warnings], hints };
}
