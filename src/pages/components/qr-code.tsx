import type { VNode } from 'preact'
import { create } from 'qrcode'

/** Empty modules around the code, as ISO/IEC 18004 demands. */
const QUIET_ZONE = 4

/** A QR code, always dark on white: scanners fail on inverted ones. @param props.label says what it contains */
export function QrCode({ text, label }: { text: string; label: string }): VNode {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const all = modules.size + 2 * QUIET_ZONE
  return (
    <svg class="qr" viewBox={`0 0 ${all} ${all}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={all} height={all} fill="#fff" />
      <path d={pathOf(modules)} fill="#000" />
    </svg>
  )
}

/** A square for each dark module. */
function pathOf({ size, data }: { size: number; data: ArrayLike<number> }): string {
  const squares = Array.from({ length: size * size }, (_, at) => {
    const [x, y] = [(at % size) + QUIET_ZONE, Math.floor(at / size) + QUIET_ZONE]
    return data[at] ? `M${x} ${y}h1v1h-1z` : ''
  })
  return squares.join('')
}
