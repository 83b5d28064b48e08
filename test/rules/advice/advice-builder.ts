import { adviseOn } from '../../../rules/advice/advise';
import { compiled } from '../compiled';

export const fleet = {
  clusters: [
    { name: 'blue', routingGroups: ['adhoc'] },
    { name: 'green', routingGroups: ['etl'] },
  ],
};
export const route = (routingGroup = 'etl') => ({ type: 'route', params: { routingGroup } });
export const is = (fact: string, operator: string, value: unknown, path?: string) => ({
  fact,
  operator,
  value,
  ...(path !== undefined && { path }),
});
export const rule = (name: string, conditions: unknown, more: object = {}) => ({
  name,
  conditions,
  event: route(),
  ...more,
});
export const advice = (input: object) => adviseOn(compiled(input).source, fleet);
export const ofAll = (...all: unknown[]) => advice({ rules: [rule('one', { all })] });
export const paths = (list: { path: string }[]) => list.map(({ path }) => path);
