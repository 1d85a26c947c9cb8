import type { VNode } from 'preact'
import { VISIBILITIES, type Visibility } from '../../db/tables/visibility.ts'
import { Choice } from './choice.tsx'

const CHOICES: Record<Visibility, { name: string; hint: string }> = {
  public: { name: 'Public', hint: 'everyone' },
  unlisted: { name: 'Quiet public', hint: 'everyone, but not in public timelines' },
  followers: { name: 'Followers only', hint: 'your followers and those you mention' },
  direct: { name: 'Mentioned people only', hint: 'not encrypted' },
}

export function visibilityName(visibility: Visibility): string {
  return CHOICES[visibility].name
}

export function VisibilityPicker({ chosen, label = 'Who can see it' }: { chosen: Visibility; label?: string }): VNode {
  const options = VISIBILITIES.map((one) => [one, `${CHOICES[one].name}: ${CHOICES[one].hint}`] as const)
  return <Choice name="visibility" label={label} options={options} chosen={chosen} />
}
