import type { VNode } from 'preact'
import { VISIBILITIES, type Visibility } from '../../db/tables/visibility.ts'

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
  return (
    <div class="field">
      <label for="visibility">{label}</label>
      <select id="visibility" name="visibility">
        {VISIBILITIES.map((one) => (
          <option value={one} selected={one === chosen}>
            {CHOICES[one].name}: {CHOICES[one].hint}
          </option>
        ))}
      </select>
    </div>
  )
}
