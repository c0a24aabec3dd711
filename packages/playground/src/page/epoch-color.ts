/** Neighbours among the epochs are far apart on the circle of hues (the golden angle). */
export function epochColor(epoch: number): string {
  return epoch < 0 ? 'var(--empty)' : `hsl(${Math.round((epoch * 137.5 + 200) % 360)} 65% 76%)`;
}
