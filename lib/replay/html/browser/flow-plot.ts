/** Where things went: streams as wide as what they carry. */
import type { Flow } from '../model.ts';
import { grouped } from './text.ts';
import type { Theme } from './theme.ts';
import { tip, tooltip } from './tip.ts';

/** How many came to a node, or left it where none came. */
const through = ({ links }: Flow, node: number): number => {
  const sum = (end: 'source' | 'target'): number =>
    links.filter((link) => link[end] === node).reduce((total, { value }) => total + value, 0);
  return sum('target') || sum('source');
};

const isEnd = ({ links }: Flow, node: number): boolean => links.every(({ source }) => source !== node);

/** Names stand where no other does: those of ends on the left of them, and of what everything goes through above it. */
const labelPosition = (flow: Flow, node: number): 'left' | 'top' | 'right' => {
  if (isEnd(flow, node)) return 'left';
  const isMiddle = flow.links.some(({ target }) => target === node);
  return isMiddle && flow.links.every(({ source, target }) => source !== node || isEnd(flow, target)) ? 'top' : 'right';
};

export const flowPlot = (flow: Flow, width: number, theme: Theme) => {
  const narrow = width < 520;
  const fontSize = narrow ? 10 : 12;
  const nameOf = (node: number): string => flow.nodes[node]?.name ?? '';
  const tell = (params: unknown): HTMLElement => {
    const { dataType, dataIndex } = params as { dataType: string; dataIndex: number };
    const link = flow.links[dataIndex];
    if (dataType === 'edge' && link !== undefined) {
      return tip(`${grouped(link.value)} ${flow.unit}`, `${nameOf(link.source)} → ${nameOf(link.target)}`);
    }
    return tip(`${grouped(through(flow, dataIndex))} ${flow.unit}`, nameOf(dataIndex));
  };
  return {
    animation: false,
    tooltip: { ...tooltip(theme), trigger: 'item', formatter: tell },
    series: [
      {
        type: 'sankey' as const,
        left: 2,
        right: 2,
        top: 22,
        bottom: 8,
        nodeWidth: narrow ? 7 : 10,
        nodeGap: narrow ? 12 : 16,
        draggable: false,
        emphasis: { focus: 'adjacency' as const },
        // Names may be alike in text only: a node is known by its place.
        nodes: flow.nodes.map(({ name, tone }, node) => ({
          name: String(node),
          itemStyle: { color: theme.tone[tone], borderWidth: 0 },
          label: {
            position: labelPosition(flow, node),
            formatter: () => `${name.replace(/^service /, '')}  ${grouped(through(flow, node))}`,
          },
        })),
        links: flow.links.map(({ source, target, value }) => ({ source: String(source), target: String(target), value })),
        label: { color: theme.ink, fontSize, fontFamily: theme.font, textBorderColor: theme.surface, textBorderWidth: 2 },
        lineStyle: { color: 'gradient' as const, opacity: 0.28, curveness: 0.5 },
      },
    ],
  };
};
