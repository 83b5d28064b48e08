import { decodeNamedValues, decodePreparedStatements } from '../../protocol/prepared-statements';
import { decompressZstd } from '../../protocol/zstd';

// `zstd -19` of 100 times "select 1 from tpch.tiny.nation where name = ? " made once with the zstd command.
const FRAME =
  'KLUv_QRonQEA4kIKELDrhzLschibRnIuuC6ZXAQVDXUar5mN69XJcXw_iYasbFKsFDSJkVsBAD6O2KsyF6TKWw';
const STATEMENT = 'select 1 from tpch.tiny.nation where name = ? '.repeat(100);

test('prepared statements are decoded by name, over several headers', () => {
  const values = ['a=select+1%2C2, b=select%20%3F', 'c%2Dd=values%20%2B1'];
  expect(decodePreparedStatements(values)).toEqual({
    a: 'select 1,2',
    b: 'select ?',
    'c-d': 'values +1',
  });
});

test('a compressed prepared statement is decoded', () => {
  expect(decodePreparedStatements([`big=$zstd:${FRAME}`])).toEqual({ big: STATEMENT });
  expect(decodePreparedStatements([`big=%24zstd%3A${FRAME}`])).toEqual({ big: STATEMENT });
});

test('entries that cannot be decoded are left out and the others stay', () => {
  const values = ['a=%E0%A4%A,b=select+1,=x,c,d=$zstd:!!!!'];
  expect(decodePreparedStatements(values)).toEqual({ b: 'select 1' });
});

test('session properties keep their encoded values apart', () => {
  expect(decodeNamedValues(['query_max_run_time=2h,hive.x=a%2Cb'])).toEqual({
    query_max_run_time: '2h',
    'hive.x': 'a,b',
  });
});

test('a frame that is larger than the limit is refused before and while it is read', () => {
  const frame = Buffer.from(FRAME, 'base64url');
  expect(() => decompressZstd(frame, STATEMENT.length - 1)).toThrow(RangeError);
  const hugeWindow = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff, 0, 0, 0]);
  expect(() => decompressZstd(hugeWindow, 16_000_000)).toThrow(RangeError);
});
