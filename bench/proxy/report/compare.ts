import { figure, tableOf } from './table';
import { type Figure, type Goal } from './figures';

/** Figures of an earlier run, as bench/recorded.json keeps them. */
export interface Recorded {
  date: string;
  machine: string;
  figures: Record<string, number>;
}

// Of a figure that is stable; of the others nobody knows.
const CHANGE = 0.1;

/** This run's figures beside recorded ones and goals. It judges nothing: a busy machine is no fault. */
export function comparisonOf(figures: readonly Figure[], recorded: Recorded | undefined): string {
  const rows = figures.map(({ name, value, goal, isStable }) => {
    const before = recorded?.figures[name];
    const changed = isStable && isChange(value, before) ? 'CHANGED ' : '';
    const changeText = changed + change(value, before);
    return [name, figure(value), figure(before), changeText, goalText(value, goal)];
  });
  const head = ['figure', 'now', 'recorded', 'change', 'goal'];
  const from = recorded && `Recorded ${recorded.date} on ${recorded.machine}.`;
  return [tableOf([head, ...rows], 1), from].filter(Boolean).join('\n');
}

function isChange(value: number, before: number | undefined): boolean {
  return before !== undefined && Math.abs(value / before - 1) > CHANGE;
}

function change(value: number, before: number | undefined): string {
  if (before === undefined || before === 0) return '–';
  const percent = Math.round((value / before - 1) * 100);
  return `${percent > 0 ? '+' : ''}${percent} %`;
}

function goalText(value: number, goal: Goal | undefined): string {
  if (goal === undefined) return '';
  const isMet = 'least' in goal ? value >= goal.least : value <= goal.most;
  const text = 'least' in goal ? `≥ ${figure(goal.least)}` : `≤ ${figure(goal.most)}`;
  return `${text} ${isMet ? '✓' : '✗'}`;
}
