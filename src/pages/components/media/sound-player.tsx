import type { VNode } from 'preact'
import type { MediaAddresses, Medium } from './addresses.ts'

interface SoundProps {
  medium: Pick<Medium, 'description'>
  addresses: MediaAddresses
}

export function SoundPlayer({ medium: { description }, addresses }: SoundProps): VNode {
  // biome-ignore lint/a11y/useMediaCaption: no server has captions of a sound; its alt text is near it
  return <audio controls preload="none" src={addresses.original} aria-label={description || 'Sound'} />
}
