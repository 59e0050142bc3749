import { go, addressOf } from '../address.js';
import { label } from '../words.js';

interface NetworkNode {
  readonly id: string;
  readonly name: string;
  /** Nodes of a group stand beside each other. */
  readonly group: string;
}

interface NetworkProps {
  readonly title: string;
  readonly nodes: readonly NetworkNode[];
  /** Ids of both ends. */
  readonly links: readonly (readonly [source: string, target: string])[];
}

const SIZE = 900;
const CENTRE = SIZE / 2;
const RADIUS = 230;
/** Above this many nodes their names would cover each other. */
const MOST_NAMES = 80;
const LONGEST = 34;

/** Actors on a circle, by kind, with a line for each two that are together. The table beside it says the same. */
export function Network({ title, nodes, links }: NetworkProps) {
  if (nodes.length === 0) return null;
  const ordered = nodes.toSorted((a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name));
  const angles = new Map(ordered.map(({ id }, i) => [id, (i / ordered.length) * 2 * Math.PI - Math.PI / 2]));
  const at = (id: string) => {
    const angle = angles.get(id) ?? 0;
    return [CENTRE + RADIUS * Math.cos(angle), CENTRE + RADIUS * Math.sin(angle)] as const;
  };
  const pairs = [...new Set(links.map(([a, b]) => [a, b].sort().join(' ')))].map((pair) => pair.split(' '));
  const groups = [...new Set(ordered.map(({ group }) => group))];
  return (
    <figure class="network" aria-hidden="true">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`}>
        <title>{title}</title>
        {pairs.map(([a, b]) => {
          const [x1, y1] = at(a!);
          const [x2, y2] = at(b!);
          return <path key={`${a} ${b}`} d={`M${x1} ${y1}Q${CENTRE} ${CENTRE} ${x2} ${y2}`} />;
        })}
        {ordered.map(({ id, name, group }) => {
          const [x, y] = at(id);
          const degrees = ((angles.get(id)! * 180) / Math.PI + 360) % 360;
          const isLeft = degrees > 90 && degrees < 270;
          return (
            <g key={id} class="node" onClick={() => go(addressOf(`/record/${id}`))}>
              <title>{`${name} (${label(group)})`}</title>
              <circle class={`series-${groups.indexOf(group) % 4}`} cx={x} cy={y} r="6" />
              {nodes.length <= MOST_NAMES && (
                <text
                  transform={`translate(${x} ${y}) rotate(${isLeft ? degrees + 180 : degrees})`}
                  x={isLeft ? -12 : 12}
                  dy="0.35em"
                  text-anchor={isLeft ? 'end' : 'start'}
                >
                  {name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
