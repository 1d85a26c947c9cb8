/** What the buttons of the composer do besides posting. Each shows the composer again, with all that was typed. */
import type { Draft } from '../../components/composer.tsx'
import type { DraftMedium } from '../../components/draft-media.tsx'

/** @param step as a button of `DraftMedia` sends it: `remove-2`, `earlier-2`; any other changes nothing */
export function takeStep(draft: Draft, step = ''): Draft {
  const [, name, number] = /^(remove|earlier)-(\d)$/.exec(step) ?? []
  const at = Number(number) - 1
  if (name === 'remove') return { ...draft, media: draft.media.filter((_, place) => place !== at) }
  if (name === 'earlier') return { ...draft, media: swapped(draft.media, at) }
  return draft
}

function swapped(media: readonly DraftMedium[], at: number): readonly DraftMedium[] {
  const [before, it] = [media[at - 1], media[at]]
  return before && it ? media.with(at - 1, it).with(at, before) : media
}
