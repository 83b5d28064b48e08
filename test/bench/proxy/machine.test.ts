import { parseStat } from '../../../bench/proxy/load/process-usage';
import { coresOf } from '../../../bench/proxy/systems/cores';

test.each([
  ['0-2,5', [0, 1, 2, 5]],
  ['3', [3]],
  ['', []],
])('the list of cores %j is %j', (list, cores) => {
  expect(coresOf(list)).toEqual(cores);
});

test('a process is read from its line in /proc, whatever it calls itself', () => {
  const line =
    '42 (a) b (c) S 7 42 42 0 -1 4194560 9 0 0 0 120 30 7 3 20 0 11 0 5 1000 2500 18446744073709551615';
  expect(parseStat(42, line)).toEqual({ pid: 42, parent: 7, ticks: 160, pages: 2500 });
});
