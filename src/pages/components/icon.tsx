import type { VNode } from 'preact'

/** Outlines on a grid of 24 × 24 units. An icon never stands alone: its words are beside it, for everyone or for AT. */
const SHAPES = {
  home: 'M3 11.5 12 4l9 7.5M5.5 10v9.5h13V10',
  notifications: 'M4.5 18h15L18 16v-5a6 6 0 0 0-12 0v5zM10 21h4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5 21 21',
  profile: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6',
  settings: 'M4 8h9M19 8h1M4 16h1M11 16h9M16 5v6M8 13v6',
  compose: 'M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5',
  reply: 'M9 6l-5 5 5 5M4 11h9a7 7 0 0 1 7 7',
  boost: 'M5 15V9a2 2 0 0 1 2-2h9M13 4l3 3-3 3M19 9v6a2 2 0 0 1-2 2H8M11 20l-3-3 3-3',
  like: 'M12 20S4 15.5 4 9.5A4.3 4.3 0 0 1 12 7.5a4.3 4.3 0 0 1 8 2C20 15.5 12 20 12 20z',
  bookmark: 'M6.5 4h11v16.5L12 16.5l-5.5 4z',
  delete: 'M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  refused: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M6.5 6.5l11 11',
  letter: 'M4 6h16v12H4zM4 7l8 6 8-6',
} as const

export type IconName = keyof typeof SHAPES

export function Icon({ name }: { name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  )
}

/** The shapes themselves, once for each page. */
export function IconShapes(): VNode {
  return (
    <svg width="0" height="0" aria-hidden="true" class="icon-shapes">
      {Object.entries(SHAPES).map(([name, shape]) => (
        <symbol id={`icon-${name}`} viewBox="0 0 24 24">
          <path d={shape} />
        </symbol>
      ))}
    </svg>
  )
}
