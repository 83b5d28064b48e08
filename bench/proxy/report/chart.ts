/** Lines over two logarithmic axes, as an SVG file of docs/charts. */
export interface Chart {
  /** Without .svg. */
  file: string;
  title: string;
  /** What the points' first numbers count, and their second ones. */
  x: string;
  y: string;
  series: Series[];
}

interface Series {
  name: string;
  points: [number, number][];
}

const [WIDTH, HEIGHT] = [720, 400];
const FRAME = { left: 84, right: 36, top: 72, bottom: 64 };
const LABEL = 12;
// Room for the value of a first point beside the axis.
const INSET = 28;

// Browsers tell an image, too, whether its reader likes it dark.
const STYLE = `<style>
  svg { font: ${LABEL}px system-ui, sans-serif; }
  .ground { fill: #ffffff; } .grid { stroke: #d8dee4; } text { fill: #1f2328; }
  .title { font-size: 16px; font-weight: 600; } .axis { fill: #59636e; }
  .line { fill: none; stroke-width: 2; } .value { font-size: 11px; paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
  .s0 { stroke: #0969da; } .s1 { stroke: #bc4c00; } .s2 { stroke: #1a7f37; }
  .d0 { fill: #0969da; } .d1 { fill: #bc4c00; } .d2 { fill: #1a7f37; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } .grid { stroke: #30363d; } text { fill: #e6edf3; }
    .axis { fill: #9198a1; } .value { stroke: #0d1117; }
    .s0 { stroke: #58a6ff; } .s1 { stroke: #f0883e; } .s2 { stroke: #3fb950; }
    .d0 { fill: #58a6ff; } .d1 { fill: #f0883e; } .d2 { fill: #3fb950; }
  }
</style>`;

/** Written by hand, so that no library draws: a chart needs two scales, a grid and lines. */
export function svgOf({ title, x, y, series }: Chart): string {
  const all = series.flatMap(({ points }) => points);
  const [left, right, bottom] = [FRAME.left, WIDTH - FRAME.right, HEIGHT - FRAME.bottom];
  const across = scaleOf(valuesOf(all, 0), left + INSET, right);
  const up = scaleOf(valuesOf(all, 1), bottom, FRAME.top);
  const middle = (FRAME.top + bottom) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">`,
    STYLE,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="title" x="${left}" y="26">${title}</text>`,
    ...up.decades.flatMap((value) => horizontal(up.at(value), shortNumber(value))),
    ...across.decades.flatMap((value) => vertical(across.at(value), shortNumber(value))),
    `<text class="axis" x="${(left + right) / 2}" y="${HEIGHT - 14}" text-anchor="middle">${x}</text>`,
    `<text class="axis" transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">${y}</text>`,
    ...series.flatMap((each, at) => line(each, at, across, up)),
    ...series.flatMap((each, at) => labels(each, at, series, across, up)),
    '</svg>',
    '',
  ].join('\n');
}

function valuesOf(points: readonly [number, number][], at: 0 | 1): number[] {
  return points.map((point) => point[at]);
}

interface Scale {
  decades: number[];
  at: (value: number) => number;
}

/** From the power of ten below the least value to the one above the greatest. */
export function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    decades: Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at)),
    at: (value) => Math.round(from + ((Math.log10(value) - first) / (last - first)) * (to - from)),
  };
}

function horizontal(y: number, text: string): string[] {
  return [
    `<line class="grid" x1="${FRAME.left}" y1="${y}" x2="${WIDTH - FRAME.right}" y2="${y}"/>`,
    `<text x="${FRAME.left - 8}" y="${y + 4}" text-anchor="end">${text}</text>`,
  ];
}

function vertical(x: number, text: string): string[] {
  const bottom = HEIGHT - FRAME.bottom;
  return [
    `<line class="grid" x1="${x}" y1="${FRAME.top}" x2="${x}" y2="${bottom}"/>`,
    `<text x="${x}" y="${bottom + 18}" text-anchor="middle">${text}</text>`,
  ];
}

function line({ name, points }: Series, at: number, x: Scale, y: Scale): string[] {
  const places = points.map(([across, up]) => [x.at(across), y.at(up)] as const);
  const legend = FRAME.left + at * 190;
  return [
    `<polyline class="line s${at}" points="${places.map((place) => place.join()).join(' ')}"/>`,
    ...places.map(([cx, cy]) => `<circle class="d${at}" cx="${cx}" cy="${cy}" r="4"/>`),
    `<circle class="d${at}" cx="${legend + 4}" cy="47" r="4"/>`,
    `<text x="${legend + 14}" y="51">${name}</text>`,
  ];
}

/** Above a point, or below it where another line is above. */
function labels({ points }: Series, at: number, all: Series[], x: Scale, y: Scale): string[] {
  return points.map(([across, up]) => {
    const others = all.flatMap((other, index) =>
      index === at ? [] : other.points.filter(([value]) => value === across),
    );
    const isBelow = others.some(([, value]) => value > up || (value === up && at > 0));
    const place = y.at(up) + (isBelow ? LABEL + 8 : -9);
    return `<text class="value" x="${x.at(across)}" y="${place}" text-anchor="middle">${label(up)}</text>`;
  });
}

function label(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US');
}

function shortNumber(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1e3 ? `${value / 1e3} k` : String(value);
}
