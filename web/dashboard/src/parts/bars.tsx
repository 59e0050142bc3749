import { number } from '../words.js';

interface Bar {
  readonly id: string;
  readonly title: string;
  /** One for each series; not negative. */
  readonly values: readonly number[];
}

interface BarsProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Names of the series, where there are several. */
  readonly series?: readonly string[];
  readonly show?: (value: number) => string;
}

const ROW = 16;
const WIDTH = 100;

/** Horizontal bars. Their table beside them says the same, so that the picture is hidden from those who hear the page. */
export function Bars({ title, bars, series = [], show = number }: BarsProps) {
  const most = Math.max(1, ...bars.flatMap(({ values }) => values));
  if (bars.length === 0) return null;
  return (
    <figure class="bars" aria-hidden="true">
      <figcaption class="hidden">{title}</figcaption>
      {series.length > 1 && (
        <ul class="legend">
          {series.map((name, i) => (
            <li key={name}>
              <svg class={`swatch series-${i}`} viewBox="0 0 10 10">
                <rect width="10" height="10" />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      )}
      {bars.map(({ id, title: name, values }) => (
        <div class="bar" key={id}>
          <span>{name}</span>
          <svg viewBox={`0 0 ${WIDTH} ${ROW * values.length}`} preserveAspectRatio="none">
            {values.map((value, i) => (
              <rect
                key={i}
                class={`series-${i}`}
                x="0"
                y={i * ROW + 2}
                width={Math.max((value / most) * WIDTH, value > 0 ? 0.5 : 0)}
                height={ROW - 4}
              />
            ))}
          </svg>
          <span class="bar-values">
            {values.map((value, i) => (
              <span key={i}>{show(value)}</span>
            ))}
          </span>
        </div>
      ))}
    </figure>
  );
}
