import type { VNode } from 'preact'
import type { MediaAddresses, Medium } from './addresses.ts'

interface FilmProps {
  medium: Medium
  addresses: MediaAddresses
}

/** Nothing plays by itself, and nothing is loaded before somebody plays it. A `gifv` has no sound and starts again. */
export function FilmPlayer({ medium, addresses: { original, preview } }: FilmProps): VNode {
  const { type, description, width, height } = medium
  const loops = type === 'gifv'
  return (
    <video
      controls
      playsInline
      loop={loops}
      muted={loops}
      preload="none"
      poster={preview}
      src={original}
      width={width || undefined}
      height={height || undefined}
      aria-label={description || (loops ? 'Animation' : 'Film')}
    >
      <a href={original}>{description || 'Open the film'}</a>
    </video>
  )
}
